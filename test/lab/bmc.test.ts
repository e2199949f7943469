import assert from "node:assert/strict";

import fc from "fast-check";

import { ipmiPort } from "../../lab/bmc.ts";
import { addressText, parseSubnet } from "../../lab/ipv4.ts";

describe("a node's IPMI port", () => {
  it("counts from 6230 with the node's place in the subnet", () => {
    const subnet = parseSubnet("192.0.2.0/24");
    assert.equal(ipmiPort(subnet, "192.0.2.0"), 6230);
    assert.equal(ipmiPort(subnet, "192.0.2.23"), 6253);
    assert.equal(ipmiPort(subnet, "192.0.2.254"), 6484);
  });

  it("is another one for each address of a subnet up to /17", () => {
    const subnet = parseSubnet("10.0.0.0/17");
    const place = fc.integer({ min: subnet.first, max: subnet.last });
    fc.assert(
      fc.property(place, place, (one, other) => {
        const same = ipmiPort(subnet, addressText(one)) === ipmiPort(subnet, addressText(other));
        assert.equal(same, one === other);
      }),
    );
  });

  it("is a port, whatever the subnet", () => {
    const subnet = parseSubnet("10.0.0.0/8");
    fc.assert(
      fc.property(fc.integer({ min: subnet.first, max: subnet.last }), (address) => {
        const port = ipmiPort(subnet, addressText(address));
        assert.ok(port >= 6230 && port <= 65535, String(port));
      }),
    );
  });
});
