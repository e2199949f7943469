import assert from "node:assert/strict";

import fc from "fast-check";

import type { Allocation } from "../../../lab/allocations.ts";
import { overlappingAllocations } from "../../../lab/checks/overlaps.ts";
import { overlap } from "../../../lab/ipv4.ts";

const allocations: fc.Arbitrary<Allocation[]> = fc
  .array(
    fc.record({
      first: fc.nat(60),
      length: fc.nat(12),
      cluster: fc.constantFrom("a", "b", "c", "d", undefined),
    }),
    { maxLength: 14 },
  )
  .map((ranges) =>
    ranges
      .map(({ first, length, cluster }) => ({
        first,
        last: first + length,
        noun: cluster ?? "host",
        path: [],
        ...(cluster !== undefined && { cluster }),
      }))
      .sort((one, other) => one.first - other.first),
  );

describe("the one pass over all allocations", () => {
  it("finds every allocation that overlaps one before it, and no other", () => {
    fc.assert(
      fc.property(allocations, (sorted) => {
        const found = [...overlappingAllocations(sorted)].map(([, allocation]) => allocation);
        assert.deepEqual(
          found,
          sorted.filter((allocation, index) => rivals(sorted, allocation, index)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("names for each a allocation that it really overlaps", () => {
    fc.assert(
      fc.property(allocations, (sorted) => {
        for (const [one, other] of overlappingAllocations(sorted)) {
          assert.ok(overlap(one, other));
          assert.ok(one.cluster === undefined || one.cluster !== other.cluster);
        }
      }),
    );
  });
});

/** Whether any allocation before this one overlaps it; tries them all. */
function rivals(sorted: readonly Allocation[], allocation: Allocation, index: number): boolean {
  return sorted
    .slice(0, index)
    .some(
      (other) =>
        overlap(other, allocation) &&
        (allocation.cluster === undefined || allocation.cluster !== other.cluster),
    );
}
