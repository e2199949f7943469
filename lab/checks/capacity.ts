import { sizeOf } from "../clusterPlan.ts";
import type { Server } from "../model.ts";
import type { Finding } from "../reading/problem.ts";
import { sizeText } from "../values.ts";
import type { CheckedLab } from "./checkedLab.ts";

interface Load {
  readonly cluster: string;
  memory: number;
  vcpus: number;
  disk: number;
}

/** Whether the machines that are placed on each server fit what the lab file declares of it. */
export function* capacityFindings(checked: CheckedLab): Iterable<Finding> {
  for (const [name, loads] of loadsByServer(checked)) {
    const server = checked.lab.servers[name];
    if (server) yield* serverFindings(checked, name, server, loads);
  }
}

function loadsByServer({ layouts }: CheckedLab): Map<string, Load[]> {
  const servers = new Map<string, Map<string, Load>>();
  for (const { name: cluster, cluster: spec, seats } of layouts) {
    for (const { key, role } of seats) {
      if (role === undefined) continue;
      const host = spec.nodes[key]?.server ?? spec.server;
      const loads = servers.get(host) ?? new Map<string, Load>();
      const load = loads.get(cluster) ?? { cluster, memory: 0, vcpus: 0, disk: 0 };
      const { memory, vcpus, disk } = sizeOf(spec, role);
      load.memory += memory;
      load.vcpus += vcpus;
      load.disk += disk;
      servers.set(host, loads.set(cluster, load));
    }
  }
  return new Map([...servers].map(([host, loads]) => [host, [...loads.values()]]));
}

function* serverFindings(
  checked: CheckedLab,
  name: string,
  server: Server,
  loads: readonly Load[],
): Iterable<Finding> {
  const { memory, vcpus, vcpuRatio, disk } = server;
  const limits = [
    ["memory", memory, sizeText],
    ["vcpus", vcpus === undefined ? undefined : vcpus * vcpuRatio, String],
    ["disk", disk, sizeText],
  ] as const;
  for (const [key, limit, text] of limits) {
    const needed = loads.reduce((sum, load) => sum + load[key], 0);
    if (limit === undefined || needed <= limit) continue;
    const parts = loads.map(
      (load) => `${load.cluster} ${text(load[key])} (${checked.line(["clusters", load.cluster])})`,
    );
    const ratio = key === "vcpus" && vcpuRatio === 1 ? ", or declare a `vcpuRatio`" : "";
    const message = `has room for ${text(limit)}, but its clusters need ${text(needed)}: ${parts.join(", ")}; move or shrink one${ratio}`;
    yield { path: ["servers", name, key], message };
  }
}
