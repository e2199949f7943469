import { sizeOf } from "../clusterPlan.ts";
import type { Layout } from "../layout.ts";
import type { Lab, Server } from "../model.ts";
import { byName } from "../order.ts";

/** What machines take of a server, and what may run out; in the order in which they are told. */
export const loadKeys = ["memory", "vcpus", "disk"] as const;
export type LoadKey = (typeof loadKeys)[number];

/** An amount of each; memory and disk in MiB. */
export type Amounts = Readonly<Record<LoadKey, number>>;

interface Load {
  readonly used: number;
  /** How much machines may take, vCPUs with their ratio. Undefined where the lab file says nothing. */
  readonly declared: number | undefined;
}

export interface ServerLoad {
  readonly server: string;
  readonly retired: boolean;
  /** How many nodes are placed on it. */
  readonly nodes: number;
  readonly loads: Readonly<Record<LoadKey, Load>>;
}

/** The load of each server, by name. */
export function serverLoads(lab: Lab, layouts: readonly Layout[]): ServerLoad[] {
  const sizes = new Map<string, Amounts[]>();
  for (const layout of layouts) {
    const { server, nodes } = layout.cluster;
    for (const { key, ...size } of nodeSizes(layout)) {
      const name = nodes[key]?.server ?? server;
      sizes.set(name, [...(sizes.get(name) ?? []), size]);
    }
  }
  return byName(lab.servers).map(([name, server]) => loadOf(name, server, sizes.get(name) ?? []));
}

/** What each node of a cluster takes. */
function nodeSizes({ cluster, seats }: Layout): (Amounts & { readonly key: string })[] {
  return seats.flatMap(({ key, role }) => {
    if (role === undefined) return [];
    const { memory, vcpus, disk } = sizeOf(cluster, role);
    return [{ key, memory, vcpus, disk }];
  });
}

/** What all nodes of a cluster take together. */
export function clusterAmounts(layout: Layout): Amounts {
  return total(nodeSizes(layout));
}

function loadOf(name: string, server: Server, sizes: readonly Amounts[]): ServerLoad {
  const used = total(sizes);
  const vcpus = server.vcpus === undefined ? undefined : server.vcpus * server.vcpuRatio;
  return {
    server: name,
    retired: server.retired,
    nodes: sizes.length,
    loads: {
      memory: { used: used.memory, declared: server.memory },
      vcpus: { used: used.vcpus, declared: vcpus },
      disk: { used: used.disk, declared: server.disk },
    },
  };
}

function total(sizes: readonly Amounts[]): Amounts {
  const sum = { memory: 0, vcpus: 0, disk: 0 };
  for (const size of sizes) for (const key of loadKeys) sum[key] += size[key];
  return sum;
}
