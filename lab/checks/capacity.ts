import { sizeOf } from "../clusterPlan.ts";
import type { Layout } from "../layout.ts";
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
  for (const layout of checked.layouts) yield* wideMachines(checked, layout);
  for (const [name, loads] of loadsByServer(checked)) {
    const server = checked.lab.servers[name];
    if (server) yield* serverFindings(checked, name, server, loads);
  }
}

/** The ratio is for several machines; one by itself cannot run on more threads than there are. */
function* wideMachines({ lab, line }: CheckedLab, layout: Layout): Iterable<Finding> {
  const { name, cluster, seats } = layout;
  const told = new Set<string>();
  for (const { key, role } of seats) {
    if (role === undefined) continue;
    const server = cluster.nodes[key]?.server ?? cluster.server;
    const threads = lab.servers[server]?.vcpus;
    const { vcpus } = sizeOf(cluster, role);
    const place = `${role} ${server}`;
    if (threads === undefined || vcpus <= threads || told.has(place)) continue;
    told.add(place);
    const where = line(["servers", server, "vcpus"]);
    const message = `${String(vcpus)} vCPUs of one ${role} are more than the ${String(threads)} hardware threads of ${server} (${where}), so it would wait for itself; write ${String(threads)} or less, or choose another server`;
    yield { path: ["clusters", name, "sizes", role, "vcpus"], message, warning: true };
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
