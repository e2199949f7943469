import { nodeCounts } from "../clusterType.ts";
import { seatNoun, type Layout } from "../layout.ts";
import type { Finding } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** Whether each cluster has the addresses that it needs, and the subnet has them all. */
export function* blockFindings(checked: CheckedLab): Iterable<Finding> {
  for (const layout of checked.layouts) {
    yield* sizeFindings(layout);
    yield* missingFindings(checked, layout);
  }
  yield* subnetFindings(checked);
}

function* sizeFindings({ name, cluster, needed, block }: Layout): Iterable<Finding> {
  if (!("size" in cluster) || cluster.size === undefined || !block) return;
  if (needed <= cluster.size) return;
  const { workers } = nodeCounts(cluster);
  const [what, step] =
    workers > 0 ? [` with ${String(workers)} workers`, ", or fewer workers"] : ["", ""];
  const message = `${String(cluster.size)} addresses, but ${String(needed)} are needed${what}; write \`size: ${String(needed)}\` or more${step}`;
  yield { path: ["clusters", name, "size"], message };
}

function* missingFindings(checked: CheckedLab, layout: Layout): Iterable<Finding> {
  const { name, seats, size } = layout;
  const bare = seats.filter(({ address }) => address === undefined);
  const slotted = bare.find(({ slot }) => slot !== undefined);
  if (slotted) {
    const message = `is missing, and ${seatNoun(slotted.key)} has no address of its own; ${checked.nextAddress(size)}`;
    yield { path: ["clusters", name, "firstAddress"], message };
  }
  for (const { key, slot, path } of bare) {
    if (slot !== undefined) continue;
    const message = `is missing; the block has places for three masters, so ${key} needs an address of its own: ${checked.nextAddress(1)}`;
    yield { path, message };
  }
}

/** The subnet as a whole: which cluster is the first that it has no room for. */
function* subnetFindings(checked: CheckedLab): Iterable<Finding> {
  const { subnet, lab, allocations } = checked;
  const usable = subnet.last - subnet.first - 1;
  const sizes = new Map<string | undefined, number>();
  for (const { cluster, first, last, foreign } of allocations) {
    if (!foreign) sizes.set(cluster, (sizes.get(cluster) ?? 0) + last - first + 1);
  }
  const needed = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (needed <= usable) return;
  const hosts = sizes.get(undefined) ?? 0;
  let used = hosts;
  const full = checked.layouts.find(({ name }) => (used += sizes.get(name) ?? 0) > usable);
  if (!full) return;
  const line = checked.line(["clusters", full.name]);
  const message = `${lab.network.subnet} has ${String(usable)} addresses, but ${String(needed)} are needed (${String(hosts)} for hosts, ${String(needed - hosts)} for clusters); cluster ${full.name} (${line}) is the first that does not fit: take a larger subnet or fewer clusters`;
  yield { path: ["network", "subnet"], message };
}
