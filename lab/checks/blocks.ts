import { nodeCounts } from "../clusterType.ts";
import { seatNoun, type Layout } from "../layout.ts";
import type { Finding } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** Whether each cluster has the addresses that it needs, and the subnet has them all. */
export function* blockFindings(checked: CheckedLab): Iterable<Finding> {
  for (const layout of checked.layouts) {
    yield* sizeFindings(layout);
    yield* missingFindings(layout);
  }
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

function* missingFindings(layout: Layout): Iterable<Finding> {
  const { name, cluster, seats, size } = layout;
  // an address under a misspelled node is probably that of one that seems to have none
  const known = new Set(seats.map(({ key }) => key));
  const strange = Object.entries(cluster.nodes).filter(([key]) => !known.has(key));
  if (strange.some(([, { address }]) => address !== undefined)) return;
  const bare = seats.filter(({ address }) => address === undefined);
  const slotted = bare.find(({ slot }) => slot !== undefined);
  if (slotted) {
    const message = `is missing, and ${seatNoun(slotted.key)} has no address of its own`;
    yield { path: ["clusters", name, "firstAddress"], message, wants: size };
  }
  for (const { key, slot, path } of bare) {
    if (slot !== undefined) continue;
    const message = `is missing: the block has places for three masters, so ${key} needs an address of its own`;
    yield { path, message, wants: 1 };
  }
}
