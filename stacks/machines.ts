import * as libvirt from "@pulumi/libvirt";
import type * as pulumi from "@pulumi/pulumi";

import { BmcIpmi } from "../components/bmcIpmi.ts";
import { ClusterIsolation } from "../components/clusterIsolation.ts";
import { ClusterNetworks } from "../components/clusterNetworks.ts";
import { ClusterPool } from "../components/clusterPool.ts";
import * as labhost from "../components/labhost.ts";
import { libvirtObjects } from "../components/libvirtObjects.ts";
import { toldWhenMade } from "../components/making.ts";
import { Node } from "../components/node.ts";
import { mediaUnit } from "../lab/hostPaths.ts";
import { serverOf, type ClusterPlan, type NodePlan, type Plan } from "../lab/plan.ts";
import { libvirtUri } from "./connections.ts";
import type { Seeds } from "./provisionhost.ts";

/** Machines by their node's key, and all that has to be there before they are of use. */
export interface Machines {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly ready: readonly pulumi.Resource[];
}

/** What a cluster has on one server. One provider, so one connection, for each server. */
export function clusterMachines(
  plan: Plan,
  cluster: ClusterPlan,
  host: string,
  opts: {
    /** Keys of nodes whose machines are not to be made anew for another UUID. */
    readonly keptUuids: ReadonlySet<string>;
    readonly seeds: Seeds;
    readonly dependsOn: readonly pulumi.Resource[];
  },
): Machines {
  const server = serverOf(plan, host);
  const planned = cluster.nodes.filter((node) => node.server === host);
  const first = [
    ...opts.dependsOn,
    ...media(cluster, host, planned, opts.dependsOn),
    ...isolation(plan, cluster, host, opts.dependsOn),
  ];
  const provider = new libvirt.Provider(host, { uri: libvirtUri(server) }, { dependsOn: first });
  const told = toldWhenMade({ cluster, host, nodes: planned });
  const child = {
    providers: { libvirt: provider },
    dependsOn: first,
    protect: cluster.protected,
    ...told,
  };
  const networks = new ClusterNetworks(
    `${host}-networks`,
    { cluster, bridge: server.bridge },
    child,
  );
  const images = new Set(planned.flatMap((node) => node.image ?? []));
  const pool = new ClusterPool(host, { cluster, images: [...images] }, child);
  // before the machines: none can be started on a network that does not run
  const seen = new labhost.Libvirt(`${host}-libvirt`, libvirtObjects(cluster, server, planned), {
    dependsOn: [...first, networks, pool],
    protect: cluster.protected,
  });
  const nodes = new Map<string, Node>();
  for (const node of planned) {
    const keepsUuid = opts.keptUuids.has(node.key);
    const dependsOn = [...first, networks, seen];
    const seed = opts.seeds.get(node.key);
    const args = { cluster, node, server, pool, keepsUuid, seed };
    nodes.set(node.key, new Node(node.key, args, { ...child, dependsOn }));
  }
  return { nodes, ready: [...nodes.values(), ...ipmi(cluster, planned, nodes)] };
}

/** Goes after the machines, and takes what was inserted into them with it. */
function media(
  cluster: ClusterPlan,
  host: string,
  nodes: readonly NodePlan[],
  dependsOn: readonly pulumi.Resource[],
): pulumi.Resource[] {
  if (!nodes.some(({ bmc }) => bmc)) return [];
  const unit = mediaUnit(cluster.name);
  return [
    new labhost.Service(
      `${host}-media`,
      { host, unit, enabled: true, active: true },
      { dependsOn: [...dependsOn], protect: cluster.protected },
    ),
  ];
}

function isolation(
  plan: Plan,
  cluster: ClusterPlan,
  host: string,
  dependsOn: readonly pulumi.Resource[],
): pulumi.Resource[] {
  if (cluster.isolation !== "strict") return [];
  const opts = { dependsOn: [...dependsOn], protect: cluster.protected };
  return [new ClusterIsolation(`${host}-isolation`, { plan, cluster, host }, opts)];
}

function ipmi(
  cluster: ClusterPlan,
  planned: readonly NodePlan[],
  nodes: ReadonlyMap<string, Node>,
): BmcIpmi[] {
  if (cluster.bmc !== "ipmi") return [];
  return planned.flatMap((node) => {
    const machine = nodes.get(node.key);
    if (!node.bmc || !machine) return [];
    const opts = { dependsOn: machine, protect: cluster.protected };
    return [new BmcIpmi(`${node.key}-ipmi`, { node, bmc: node.bmc }, opts)];
  });
}
