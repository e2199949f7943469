import assert from "node:assert/strict";

import { Progress, type EngineEvent } from "../../../cli/engine/progress.ts";

const urn = (name: string): string => `urn:pulumi:ocp1::ocplab::labhost:index:File::${name}`;
const begin = (op: string, name: string, diffs?: string[]): EngineEvent => ({
  resourcePreEvent: { metadata: { op, urn: urn(name), ...(diffs && { diffs }) } },
});
const end = (op: string, name: string): EngineEvent => ({
  resOutputsEvent: { metadata: { op, urn: urn(name) } },
});
const say = (severity: string, message: string): EngineEvent => ({
  diagnosticEvent: { severity, message },
});

function after(...events: readonly EngineEvent[]): Progress {
  const progress = new Progress();
  for (const [index, event] of events.entries()) progress.take(event, index);
  return progress;
}

describe("the progress of an operation", () => {
  it("shows the step that has been under way longest", () => {
    const progress = after(
      begin("refresh", "one"),
      begin("create", "two"),
      begin("create", "three"),
      end("refresh", "one"),
    );
    assert.equal(progress.step, "create two");
    assert.deepEqual(progress.underWay, [
      { step: "create two", since: 1 },
      { step: "create three", since: 2 },
    ]);
  });

  it("shows the last step where none is under way, and what it waits for at first", () => {
    assert.equal(after().step, "starts");
    assert.equal(after(begin("refresh", "one"), end("refresh", "one")).step, "compare one");
  });

  it("tells which object breaks which rule of a policy pack", () => {
    const broken: EngineEvent = {
      policyEvent: {
        resourceUrn: urn("one"),
        message: "No machine is lost.\nIt is not protected.\n",
        policyName: "protected-clusters",
        enforcementLevel: "mandatory",
      },
    };
    assert.deepEqual(after(broken).messages, [
      "policy protected-clusters (mandatory): one: It is not protected.",
    ]);
  });

  it("counts the steps that changed something, one that failed included", () => {
    const failed: EngineEvent = {
      resOpFailedEvent: { metadata: { op: "update", urn: urn("two") } },
    };
    const progress = after(
      ...[begin("refresh", "one"), end("refresh", "one"), begin("create", "one")],
      ...[
        end("create", "one"),
        begin("update", "two", ["content"]),
        failed,
        begin("same", "three"),
      ],
    );
    assert.equal(progress.ended, 2);
    assert.deepEqual(progress.changes, [
      { op: "create", resource: "one", properties: [] },
      { op: "update", resource: "two", properties: ["content"] },
    ]);
    assert.deepEqual(progress.underWay, []);
  });

  it("keeps errors and warnings once, and shows the first line of what was said last", () => {
    const progress = after(
      say("warning", "<{%reset%}>server2: not compared<{%reset%}>\n"),
      say("warning", "server2: not compared"),
      say("error", "it failed\nin two lines"),
      say("info", "TASK [one]\nmore"),
      say("debug", "chatter"),
      say("info", ""),
    );
    assert.deepEqual(progress.messages, ["server2: not compared", "it failed\nin two lines"]);
    assert.equal(progress.lastMessage, "TASK [one]");
  });

  it("has the numbers of the end", () => {
    const event = { summaryEvent: { resourceChanges: { same: 3, create: 2 } } };
    assert.deepEqual(after(event).counts, { same: 3, create: 2 });
  });
});
