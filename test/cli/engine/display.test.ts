import assert from "node:assert/strict";

import { isDue, liveLine, span } from "../../../cli/engine/display.ts";
import { Progress } from "../../../cli/engine/progress.ts";

describe("what is shown of a run", () => {
  it("has one line for a stack: its time, the steps done, the step at hand, the last words", () => {
    const progress = new Progress();
    const metadata = { op: "create", urn: "urn:pulumi:ocp1::ocplab::x:y:Z::master-0-disk" };
    progress.take({ resourcePreEvent: { metadata } }, 0);
    progress.take({ resOutputsEvent: { metadata } }, 0);
    const wait = { op: "create", urn: "urn:pulumi:ocp1::ocplab::x:y:Z::install-wait" };
    progress.take({ resourcePreEvent: { metadata: wait } }, 0);
    progress.take({ diagnosticEvent: { severity: "info", message: "TASK [Pull]" } }, 0);
    const line = "ocp1  1:02:03     1 done  create install-wait  TASK [Pull]";
    assert.equal(liveLine("ocp1", progress, 3723, 79, 4), line);
    assert.equal(liveLine("ocp1", progress, 3723, 40, 4), `${line.slice(0, 39)}…`);
  });

  it("tells times as a clock does", () => {
    assert.deepEqual([0, 7.9, 750, 36_000].map(span), ["0:00", "0:07", "12:30", "10:00:00"]);
  });

  it("says a word after half a minute, and ever more rarely, but at least every five minutes", () => {
    assert.deepEqual([isDue(29, 29), isDue(30, 30)], [false, true]);
    assert.deepEqual([isDue(1200, 59), isDue(1200, 60)], [false, true]);
    assert.deepEqual([isDue(36_000, 299), isDue(36_000, 300)], [false, true]);
  });
});
