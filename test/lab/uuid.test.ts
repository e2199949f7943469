import assert from "node:assert/strict";

import { machineUuid, uuidV5 } from "../../lab/uuid.ts";

describe("the UUID of a machine", () => {
  it("is made as RFC 9562 says, with its example", () => {
    const dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    assert.equal(uuidV5(dns, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  });

  it("follows from the MAC alone, for good", () => {
    assert.equal(machineUuid("52:54:00:00:02:01"), "4e71f52d-6634-5f0f-98e7-76d09823342d");
    assert.equal(machineUuid("52:54:00:AA:02:01"), machineUuid("52:54:00:aa:02:01"));
    assert.notEqual(machineUuid("52:54:00:00:02:02"), machineUuid("52:54:00:00:02:01"));
  });
});
