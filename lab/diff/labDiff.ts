import type { Lab } from "../model.ts";
import { buildPlan, type Plan } from "../plan.ts";
import { capacityDiff, type CapacityDiff } from "./capacityDiff.ts";
import { clusterDiffs, type ClusterDiff } from "./clusterDiff.ts";
import { dangersOf, type Danger } from "./dangers.ts";
import { foundationDiff, type FoundationDiff } from "./foundationDiff.ts";
import { stackDiffs, type StackDiff } from "./stackDiff.ts";

/**
 * What another lab file would do to a lab: all of it follows from the two plans, and no host is asked. Order
 * is by name throughout, whatever the order of the files.
 */
export interface LabDiff {
  /** Stacks with anything to do: the foundation first. */
  readonly stacks: readonly StackDiff[];
  /** What to look at before anything else; worst kinds first. */
  readonly dangers: readonly Danger[];
  readonly foundation: FoundationDiff;
  /** Only clusters that change. */
  readonly clusters: readonly ClusterDiff[];
  readonly capacity: CapacityDiff;
}

/** One side of a comparison. */
export interface Side {
  readonly lab: Lab;
  readonly plan: Plan;
}

/**
 * Compares two labs that `readLab` returned; without a base all of the head's is new.
 * @param changedFiles files, relative to the lab file, whose content differs as well.
 */
export function diffLabs(
  base: Lab | undefined,
  head: Lab,
  changedFiles: ReadonlySet<string> = new Set(),
): LabDiff {
  const before = base && { lab: base, plan: buildPlan(base) };
  const after = { lab: head, plan: buildPlan(head) };
  const clusters = clusterDiffs(before, after, changedFiles);
  const foundation = foundationDiff(before?.plan, after.plan);
  return {
    stacks: stackDiffs(before?.plan, after.plan, changedFiles),
    dangers: dangersOf(before, after, foundation, clusters),
    foundation,
    clusters,
    capacity: capacityDiff(base, head),
  };
}
