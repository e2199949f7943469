import assert from "node:assert/strict";

import { machineUuid } from "../../lab/uuid.ts";

describe("a machine's UUID", () => {
  it("is the name-based one (version 5) of lab, cluster and node", () => {
    // what Python makes: uuid.uuid5(uuid.NAMESPACE_URL, "urn:ocplab:box:ocp1:master-0")
    assert.equal(machineUuid("box", "ocp1", "master-0"), "46c0ae36-68e9-5400-bd14-5ada2843f90d");
  });

  it("is another one in another lab, cluster or place", () => {
    const uuids = [
      machineUuid("box", "ocp1", "master-0"),
      machineUuid("lab", "ocp1", "master-0"),
      machineUuid("box", "ocp2", "master-0"),
      machineUuid("box", "ocp1", "master-1"),
    ];
    assert.equal(new Set(uuids).size, 4);
  });
});
