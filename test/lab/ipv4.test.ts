import assert from "node:assert/strict";

import fc from "fast-check";

import { addressNumber, addressText, overlap, parseSubnet, rangeText } from "../../lab/ipv4.ts";

describe("IPv4 arithmetic", () => {
  it("brings every address back from its number", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), (number) => {
        assert.equal(addressNumber(addressText(number)), number);
      }),
    );
  });

  it("knows the upper half of the address space, where 32-bit operators go negative", () => {
    assert.equal(addressNumber("255.255.255.255"), 4294967295);
    assert.equal(addressText(3221225985), "192.0.2.1");
  });

  it("gives a subnet its ends, netmask and prefix length", () => {
    assert.deepEqual(parseSubnet("192.0.2.128/25"), {
      first: addressNumber("192.0.2.128"),
      last: addressNumber("192.0.2.255"),
      prefixLength: 25,
      netmask: "255.255.255.128",
    });
  });

  it("cuts host bits off a subnet", () => {
    assert.equal(addressText(parseSubnet("10.11.12.13/14").first), "10.8.0.0");
  });

  it("counts a shared end as an overlap, and neighbours as none", () => {
    assert.equal(overlap({ first: 1, last: 5 }, { first: 5, last: 9 }), true);
    assert.equal(overlap({ first: 1, last: 4 }, { first: 5, last: 9 }), false);
  });

  it("writes one address plainly and several as a block", () => {
    assert.equal(rangeText({ first: 3221225985, last: 3221225985 }), "192.0.2.1");
    assert.equal(
      rangeText({ first: 3221225985, last: 3221225987 }),
      "the block 192.0.2.1 to 192.0.2.3",
    );
  });
});
