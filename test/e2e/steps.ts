import assert from "node:assert/strict";

/**
 * Lets each test of a suite stand on those before it: after one has failed none is run. (Mocha's own bail
 * would leave out other files too.)
 */
export function eachStandsOnTheLast(): void {
  let broken = false;
  beforeEach(() => {
    assert.ok(!broken, "the step before this one has failed");
  });
  afterEach(function () {
    broken ||= this.currentTest?.state === "failed";
  });
}
