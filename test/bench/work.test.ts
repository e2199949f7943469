import assert from "node:assert/strict";

import { areStarted, workOf, type Size } from "../../bench/peers/work.ts";

describe("the work of the comparison with other tools", () => {
  const sizes: readonly Size[] = [
    { servers: 1, machines: 7 },
    { servers: 3, machines: 4 },
    { servers: 6, machines: 10 },
    { servers: 10, machines: 20 },
  ];

  for (const size of sizes) {
    const name = `${size.servers}x${size.machines}`;

    it(`is a lab that the planner takes, of as many machines as it says: ${name}`, () => {
      const counts = workOf(size).servers.map(({ machines }) => machines.length);
      assert.deepEqual(counts, Array<number>(size.servers).fill(size.machines));
    });

    it(`has room for one machine more, which changes no other: ${name}`, () => {
      const before = workOf(size).servers.flatMap(({ machines }) => machines);
      const after = workOf(size, { moreMachines: 1 }).servers.flatMap(({ machines }) => machines);
      const added = after.filter(({ name: one }) => !before.some((other) => other.name === one));
      assert.equal(added.length, 1);
      assert.deepEqual(
        after.filter((one) => !added.includes(one)),
        before,
      );
    });
  }

  it("changes the memory of one machine", () => {
    const size = { servers: 3, machines: 4 };
    const memory = workOf(size, { memoryMib: 112 }).servers.flatMap(({ machines }) =>
      machines.filter(({ memoryMib }) => memoryMib === 112).map(({ name }) => name),
    );
    assert.deepEqual(memory, ["c1-provisionhost"]);
  });

  it("runs the machines of the smaller labs only", () => {
    assert.deepEqual(sizes.map(areStarted), [true, true, true, false]);
  });
});
