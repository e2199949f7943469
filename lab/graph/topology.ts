import type { ClusterPlan, NodePlan, Plan, ServerPlan } from "../plan.ts";

/** The lab as it is drawn: jumphost, wire, servers, and on each server its part of each cluster. */
export interface Topology {
  readonly lab: string;
  readonly domain: string;
  readonly wire: string;
  readonly gateway: string;
  readonly jumphost: DrawnHost;
  /** By name; retired ones, which have nothing of ours, are left out. */
  readonly servers: readonly DrawnServer[];
}

interface DrawnHost {
  readonly name: string;
  readonly address: string;
  readonly nic: string;
}

export interface DrawnServer extends DrawnHost {
  readonly bridge: string;
  /** The shared provisioning network, where the server is on it. */
  readonly provisioning: { readonly nic: string; readonly bridge: string } | undefined;
  /** It is the jumphost too. */
  readonly isJumphost: boolean;
  readonly parts: readonly ClusterPart[];
}

/** What a cluster has on one server. */
export interface ClusterPart {
  readonly cluster: string;
  readonly type: string;
  /** Its place among all clusters, for a colour of its own. */
  readonly index: number;
  readonly api: string;
  readonly ingress: string;
  readonly nodes: readonly NodePlan[];
  readonly provisioning: ClusterPlan["provisioning"];
  /** Names of the other servers that it is on. */
  readonly alsoOn: readonly string[];
}

/** What there is to draw of a plan. */
export function topologyOf(plan: Plan): Topology {
  const { lab, network, jumphost, clusters } = plan;
  return {
    lab: lab.name,
    domain: lab.domain,
    wire: network.subnet,
    gateway: network.gateway,
    jumphost: { name: jumphost.name, address: jumphost.address, nic: jumphost.nic },
    servers: plan.servers
      .filter(({ retired }) => !retired)
      .map((server) => drawnServer(server, jumphost.name, clusters)),
  };
}

function drawnServer(
  { name, address, nic, bridge, provisioning }: ServerPlan,
  jumphost: string,
  clusters: readonly ClusterPlan[],
): DrawnServer {
  const parts = clusters.flatMap((cluster, index) =>
    cluster.servers.includes(name) ? [partOf(cluster, index, name)] : [],
  );
  return { name, address, nic, bridge, provisioning, isJumphost: name === jumphost, parts };
}

function partOf(cluster: ClusterPlan, index: number, server: string): ClusterPart {
  const { name, type, api, ingress, nodes, provisioning, servers } = cluster;
  return {
    cluster: name,
    type,
    index,
    api,
    ingress,
    provisioning,
    nodes: nodes.filter((node) => node.server === server),
    alsoOn: servers.filter((other) => other !== server),
  };
}
