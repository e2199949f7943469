import type { Allocation } from "../allocations.ts";
import { addressText, overlap, rangeText } from "../ipv4.ts";
import { seatNoun, type Layout, type Seat } from "../layout.ts";
import type { Finding } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** No address belongs to two things. */
export function* overlapFindings(checked: CheckedLab): Iterable<Finding> {
  for (const [one, other] of overlappingAllocations(checked.allocations)) {
    const [first, second] = checked.isLater(one.path, other.path) ? [other, one] : [one, other];
    yield { path: second.path, message: overlapMessage(checked, second, first) };
  }
  for (const layout of checked.layouts) yield* insideCluster(checked, layout);
}

/**
 * Each allocation with one that it overlaps, in one pass: if any before it does, then the one that
 * reaches farthest, or the farthest of another owner where that one is its own.
 */
export function* overlappingAllocations(
  allocations: readonly Allocation[],
): Iterable<readonly [Allocation, Allocation]> {
  let farthest: Allocation | undefined;
  let otherFarthest: Allocation | undefined;
  for (const allocation of allocations) {
    const rival = farthest && sameOwner(farthest, allocation) ? otherFarthest : farthest;
    if (rival && overlap(rival, allocation)) yield [rival, allocation];
    if (!farthest || allocation.last > farthest.last) {
      if (farthest && !sameOwner(farthest, allocation)) otherFarthest = farthest;
      farthest = allocation;
    } else if (!sameOwner(farthest, allocation) && allocation.last > (otherFarthest?.last ?? -1)) {
      otherFarthest = allocation;
    }
  }
}

function sameOwner(one: Allocation, other: Allocation): boolean {
  return one.cluster !== undefined && one.cluster === other.cluster;
}

function overlapMessage(checked: CheckedLab, wrong: Allocation, right: Allocation): string {
  const line = checked.line(right.path);
  const whose = `${right.noun} (${line})`;
  const step = checked.freeAddress(wrong.last - wrong.first + 1);
  if (right.first !== right.last) {
    const range = `${addressText(right.first)} to ${addressText(right.last)}`;
    const how = wrong.first === wrong.last ? "is in" : "overlaps";
    return `${rangeText(wrong)} ${how} ${right.noun} (${range}, ${line}); ${step}`;
  }
  return wrong.first === wrong.last
    ? `${rangeText(wrong)} is also the address of ${whose}; ${step}`
    : `${rangeText(wrong)} takes in ${addressText(right.first)}, the address of ${whose}; ${step}`;
}

/** Explicit addresses may lie in the cluster's own block, but not where another of its machines is. */
function* insideCluster(checked: CheckedLab, { name, seats }: Layout): Iterable<Finding> {
  const owners = new Map<number, Seat>();
  for (const seat of seats) {
    if (seat.address === undefined) continue;
    const first = owners.get(seat.address);
    if (!first) {
      owners.set(seat.address, seat);
      continue;
    }
    const [wrong, right] = seat.explicit ? [seat, first] : [first, seat];
    const message = `${addressText(seat.address)} is also the address of ${seatNoun(right.key, name)} (${checked.line(right.path)}); ${checked.freeAddress(1)}`;
    yield { path: wrong.path, message };
  }
}
