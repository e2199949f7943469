import assert from "node:assert/strict";

import { poolsOf } from "../../cli/statePools.ts";

describe("the pools in a stack's state", () => {
  it("are found by their server, with the UUID that libvirt's provider knows them by", () => {
    const stack = "urn:pulumi:ocp1::ocplab";
    const exported = {
      version: 3,
      deployment: {
        resources: [
          { urn: `${stack}::pulumi:pulumi:Stack::ocplab-ocp1`, type: "pulumi:pulumi:Stack" },
          {
            type: "libvirt:index/pool:Pool",
            id: "dfe1102b-290a-48e0-948b-0d7ab326403b",
            provider: `${stack}::pulumi:providers:libvirt::server1::37f1`,
            outputs: { name: "ocplab-ocp1" },
          },
          { type: "libvirt:index/network:Network", id: "1", provider: "x", outputs: {} },
        ],
      },
    };
    assert.deepEqual(
      [...poolsOf(exported)],
      [["server1", { name: "ocplab-ocp1", uuid: "dfe1102b-290a-48e0-948b-0d7ab326403b" }]],
    );
  });

  it("are none in a stack that has nothing yet", () => {
    assert.deepEqual([...poolsOf({ version: 3, deployment: {} })], []);
  });
});
