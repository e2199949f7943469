import assert from "node:assert/strict";

import { jumphostServesTime, renderNtp } from "../../lab/ntp.ts";
import { planOf, readPlan } from "./dci/rendered.ts";
import { assertGolden } from "./golden.ts";
import { changedLab } from "./sampleLab.ts";

describe("the lab's time", () => {
  it("is served to the lab's subnet alone, beside the distribution's own chronyd", () => {
    const plan = readPlan("lab.yaml");
    assert.equal(jumphostServesTime(plan), true);
    assertGolden("ntp/ocplab.conf", renderNtp(plan));
  });

  it("is left to others where the lab file names others", () => {
    const plan = planOf(changedLab("ntp: [192.0.2.1]", "ntp: [198.51.100.12, 192.0.2.11]"));
    assert.equal(jumphostServesTime(plan), false);
  });
});
