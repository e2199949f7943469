import assert from "node:assert/strict";

import { isBefore, releaseOf } from "../../lab/release.ts";

describe("the release of a topic", () => {
  it("is what its name says, with more after it or not", () => {
    assert.deepEqual(releaseOf("OCP-4.19"), { major: 4, minor: 19 });
    assert.deepEqual(releaseOf("OCP-4.5-rc"), { major: 4, minor: 5 });
    assert.deepEqual(releaseOf("OCP-10.0"), { major: 10, minor: 0 });
  });

  it("is not known where the name has none", () => {
    for (const topic of ["RHEL-9.4", "OCP-next", "OCP", "my-OCP-4.19", ""]) {
      assert.equal(releaseOf(topic), undefined, topic);
    }
  });

  it("is compared as numbers", () => {
    assert.ok(isBefore("OCP-4.9", 4, 18));
    assert.ok(isBefore("OCP-3.11", 4, 6));
    assert.ok(!isBefore("OCP-4.18", 4, 18));
    assert.ok(!isBefore("OCP-5.0", 4, 18));
  });

  it("is before none where it is not known", () => {
    assert.ok(!isBefore("RHEL-9.4", 100, 0));
  });
});
