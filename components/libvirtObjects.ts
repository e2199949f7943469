import { diskVolume } from "../lab/hostPaths.ts";
import { isolatedPorts } from "../lab/isolation/ports.ts";
import type { ClusterPlan, NodePlan, ServerPlan } from "../lab/plan.ts";
import type * as labhost from "./labhost.ts";
import { nodeNics } from "./nodeNics.ts";

/** What libvirt on a server is to have of a cluster, of which these are the nodes there. */
export function libvirtObjects(
  cluster: ClusterPlan,
  server: ServerPlan,
  nodes: readonly NodePlan[],
): labhost.LibvirtArgs {
  return {
    host: server.name,
    cluster: cluster.name,
    pool: { name: cluster.pool, autostart: true },
    networks: networksOf(cluster, server),
    machines: Object.fromEntries(
      nodes.map((node) => [node.name, machineOf(cluster, server, node)]),
    ),
  };
}

function networksOf(
  { baremetalNetwork, provisioning }: ClusterPlan,
  { bridge }: ServerPlan,
): Record<string, labhost.LibvirtNetwork> {
  const up = { active: true, autostart: true } as const;
  return {
    [baremetalNetwork]: { mode: "bridge", bridge, ...up },
    ...(provisioning && {
      [provisioning.network]: {
        mode: provisioning.mode === "bridged" ? "bridge" : "none",
        bridge: provisioning.bridge,
        ...up,
      },
    }),
  };
}

function machineOf(
  cluster: ClusterPlan,
  server: ServerPlan,
  node: NodePlan,
): labhost.LibvirtMachine {
  const { memoryMib, vcpus, diskMib, power, image = "", key } = node;
  const nics = nodeNics(cluster, server, node).map(({ mac, bridge }) => `${mac} on ${bridge}`);
  const ports = machinePorts(cluster, node);
  return {
    ...{ memoryMib, vcpus, nics, volume: diskVolume(key), diskMib, image, power },
    ...(ports && { ports }),
  };
}

/** What a machine's NICs are plugged in by, where its cluster is kept apart; undefined elsewhere. */
export function machinePorts(
  cluster: ClusterPlan,
  node: NodePlan,
): Record<string, labhost.LibvirtPort> | undefined {
  const ports = isolatedPorts(cluster, node);
  if (ports.length === 0) return undefined;
  return Object.fromEntries(ports.map(({ mac, device, group }) => [mac, { device, group }]));
}
