import assert from "node:assert/strict";

import type { StackResult } from "../../../cli/engine/operation.ts";
import { inTurn, stepsOf, type Step } from "../../../cli/engine/schedule.ts";
import type { ClusterPlan } from "../../../lab/plan.ts";

type Outcome = StackResult["outcome"];

const clusters = [
  { name: "spoke1", hub: "hub1" },
  { name: "hub1" },
  { name: "sno1" },
] as unknown as ClusterPlan[];

/** Runs steps of which each takes two turns of the clock; gives what began and ended, and how all of it ended. */
async function trial(
  steps: readonly Step[],
  outcomes: Readonly<Record<string, Outcome>> = {},
  parallel = 8,
): Promise<{ order: string[]; ended: string[]; most: number }> {
  const order: string[] = [];
  let [running, most] = [0, 0];
  const run = async (stack: string): Promise<StackResult> => {
    order.push(stack);
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 2));
    running -= 1;
    const outcome = outcomes[stack] ?? "done";
    return { stack, outcome, counts: {}, changes: [], messages: [], seconds: 0, logFile: "" };
  };
  const isOver = (): boolean => order.some((stack) => outcomes[stack] === "interrupted");
  const results = await inTurn(steps, parallel, run, isOver);
  return { order, ended: results.map(({ stack, outcome }) => `${stack} ${outcome}`), most };
}

describe("the order of stacks", () => {
  it("begins with the foundation, and has a hub before its spokes", async () => {
    const { order, most } = await trial(stepsOf("up", clusters, true));
    assert.equal(order[0], "lab");
    assert.ok(order.indexOf("hub1") < order.indexOf("spoke1"));
    assert.equal(most, 2);
  });

  it("goes the other way round when all is destroyed", async () => {
    const { order } = await trial(stepsOf("destroy", clusters, true));
    assert.ok(order.indexOf("spoke1") < order.indexOf("hub1"));
    assert.equal(order.at(-1), "lab");
  });

  it("lets previews wait for nothing", async () => {
    assert.equal((await trial(stepsOf("preview", clusters, true))).most, 4);
  });

  it("works on no more at once than it is told", async () => {
    const { most, order } = await trial(stepsOf("preview", clusters, true), {}, 2);
    assert.deepEqual([most, order.length], [2, 4]);
  });

  it("goes on with the clusters where the foundation fails, but for the spokes of a hub that failed", async () => {
    const { ended } = await trial(stepsOf("up", clusters, true), { lab: "failed", hub1: "failed" });
    assert.deepEqual(ended, ["lab failed", "spoke1 skipped", "hub1 failed", "sno1 done"]);
  });

  it("begins no cluster while somebody else changes the foundation", async () => {
    const { order, ended } = await trial(stepsOf("up", clusters, true), { lab: "locked" });
    assert.deepEqual(order, ["lab"]);
    assert.deepEqual(ended, ["lab locked", "spoke1 skipped", "hub1 skipped", "sno1 skipped"]);
  });

  it("keeps the foundation under a cluster that could not be destroyed", async () => {
    const { ended } = await trial(stepsOf("destroy", clusters, true), { sno1: "failed" });
    assert.deepEqual(ended, ["spoke1 done", "hub1 done", "sno1 failed", "lab skipped"]);
  });

  it("begins nothing more after an interruption", async () => {
    const { ended } = await trial(stepsOf("preview", clusters, true), { lab: "interrupted" }, 1);
    assert.deepEqual(ended, ["lab interrupted", "spoke1 skipped", "hub1 skipped", "sno1 skipped"]);
  });

  it("takes a hub as given where only its spoke is asked for", () => {
    assert.deepEqual(stepsOf("up", clusters.slice(0, 1), false), [
      { stack: "spoke1", after: [], needs: [] },
    ]);
  });
});
