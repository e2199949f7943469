import assert from "node:assert/strict";

import { byName } from "../../lab/order.ts";

describe("the order of names", () => {
  it("takes numbers as numbers", () => {
    assert.deepEqual(sorted("server10", "server2", "server1"), ["server1", "server2", "server10"]);
  });

  it("puts a name before its longer ones", () => {
    assert.deepEqual(sorted("ocp1-test", "ocp1", "ocp"), ["ocp", "ocp1", "ocp1-test"]);
  });

  it("is the same whatever order names that differ in zeros only come in", () => {
    const names = ["a1", "a01", "a001", "a10", "a2"];
    assert.deepEqual(sorted(...names), sorted(...names.toReversed()));
  });
});

function sorted(...names: string[]): string[] {
  return byName(Object.fromEntries(names.map((name) => [name, 0]))).map(([name]) => name);
}
