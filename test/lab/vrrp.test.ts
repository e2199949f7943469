import assert from "node:assert/strict";

import fc from "fast-check";

import { vrrpIds } from "../../lab/vrrp.ts";

describe("the VRRP ids of a cluster", () => {
  it("are those that were measured with keepalived's own configuration", () => {
    assert.deepEqual(vrrpIds("cnf10"), { api: 147, ingress: 2 });
    assert.deepEqual(vrrpIds("cnf11"), { api: 228, ingress: 147 });
  });

  it("meet for the names that are known to collide, and for no others of the same kind", () => {
    assert.ok(meet("cluster4", "cluster11"));
    assert.ok(meet("ocp8", "ocp9"));
    assert.ok(meet("sno5", "sno10"));
    const servers = Array.from({ length: 12 }, (_, index) => `server${String(index + 1)}`);
    const pairs = servers.flatMap((one, index) =>
      servers.slice(index + 1).map((other) => [one, other]),
    );
    assert.deepEqual(
      pairs.filter(([one = "", other = ""]) => meet(one, other)),
      [],
    );
  });

  it("are two that VRRP has, whatever the name", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9-]{1,63}$/), (name) => {
        const { api, ingress } = vrrpIds(name);
        assert.notEqual(api, ingress);
        for (const id of [api, ingress]) assert.ok(id >= 1 && id <= 255, String(id));
      }),
    );
  });
});

function meet(one: string, other: string): boolean {
  const theirs = Object.values(vrrpIds(other));
  return Object.values(vrrpIds(one)).some((id) => theirs.includes(id));
}
