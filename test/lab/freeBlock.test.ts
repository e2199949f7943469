import assert from "node:assert/strict";

import fc from "fast-check";

import { firstFree } from "../../lab/freeBlock.ts";
import { addressNumber, parseSubnet } from "../../lab/ipv4.ts";

const subnet = parseSubnet("192.0.2.0/26");
const base = addressNumber("192.0.2.0");

describe("the next free block", () => {
  it("begins after the network address of an empty subnet", () => {
    assert.equal(firstFree(subnet, [], 62), base + 1);
  });

  it("does not take in the broadcast address", () => {
    assert.equal(firstFree(subnet, [], 63), undefined);
  });

  it("is the lowest run that no range touches", () => {
    const ranges = fc.array(
      fc.tuple(fc.integer({ min: -5, max: 70 }), fc.nat(12)).map(([first, length]) => ({
        first: base + first,
        last: base + first + length,
      })),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(ranges, fc.integer({ min: 1, max: 20 }), (taken, length) => {
        const sorted = [...taken].sort((one, other) => one.first - other.first);
        assert.equal(firstFree(subnet, sorted, length), lowestFree(taken, length));
      }),
    );
  });
});

/** Tries every address. */
function lowestFree(
  taken: readonly { first: number; last: number }[],
  length: number,
): number | undefined {
  for (let first = base + 1; first + length - 1 < base + 63; first++) {
    const last = first + length - 1;
    if (taken.every((range) => range.last < first || last < range.first)) return first;
  }
  return undefined;
}
