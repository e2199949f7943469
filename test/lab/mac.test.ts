import assert from "node:assert/strict";

import fc from "fast-check";

import { derivedMac, provisioningPrefix } from "../../lab/mac.ts";

describe("a derived MAC", () => {
  it("is the prefix, the cluster's id in two bytes and the node's index in one", () => {
    assert.equal(derivedMac("52:54:00", 2, 0), "52:54:00:00:02:00");
    assert.equal(derivedMac("52:54:00", 0xabcd, 0xf0), "52:54:00:ab:cd:f0");
  });

  it("belongs to one cluster and index only", () => {
    const node = fc.tuple(fc.integer({ min: 1, max: 65535 }), fc.nat(255));
    fc.assert(
      fc.property(node, node, ([id, index], [otherId, otherIndex]) => {
        const same = id === otherId && index === otherIndex;
        const one = derivedMac("52:54:00", id, index);
        assert.equal(one === derivedMac("52:54:00", otherId, otherIndex), same);
      }),
    );
  });
});

describe("the MAC prefix of the provisioning networks", () => {
  it("is the next one after the baremetal network's", () => {
    assert.equal(provisioningPrefix({ macPrefix: "52:54:0f" }), "52:54:10");
  });

  it("is the lab file's where it gives one", () => {
    const network = { macPrefix: "52:54:00", provisioningMacPrefix: "52:54:aa" };
    assert.equal(provisioningPrefix(network), "52:54:aa");
  });

  it("does not exist after the last byte's last value", () => {
    assert.equal(provisioningPrefix({ macPrefix: "52:54:ff" }), undefined);
  });
});
