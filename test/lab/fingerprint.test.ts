import assert from "node:assert/strict";

import { fingerprints } from "../../lab/fingerprint.ts";
import { buildPlan } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";
import { changedLab, inNetwork, inServer2, natLab, sampleLab } from "./sampleLab.ts";

describe("the fingerprint of a host", () => {
  const before = of(sampleLab);

  it("exists for the jumphost and each server", () => {
    assert.deepEqual(Object.keys(before), ["jumphost", "server1", "server2"]);
    assert.match(before.server1 ?? "", /^[0-9a-f]{12}$/);
  });

  it("changes for the server alone whose NIC changes", () => {
    const after = of(changedLab("    nic: eno1\n", "    nic: eno2\n"));
    assert.notEqual(after.server2, before.server2);
    assert.deepEqual({ ...after, server2: before.server2 }, before);
  });

  it("changes for the jumphost alone when its dnsmasq is to serve something else", () => {
    const after = of(inNetwork("leaseTime: 1h"));
    assert.notEqual(after.jumphost, before.jumphost);
    assert.deepEqual({ ...after, jumphost: before.jumphost }, before);
  });

  it("changes for the jumphost alone when it becomes the nodes' router", () => {
    const after = of(natLab);
    assert.notEqual(after.jumphost, before.jumphost);
    const otherwise = of(natLab.replace("nat: eno2", "nat: eno3"));
    assert.notEqual(otherwise.jumphost, after.jumphost);
    assert.deepEqual({ ...after, jumphost: before.jumphost }, before);
  });

  it("stays when clusters, another server, or the way to reach a host change", () => {
    assert.deepEqual(of(changedLab("workers: 3", "workers: 5")), before);
    assert.deepEqual(of(inServer2("ssh: { user: admin }")), before);
    const more = of(
      changedLab("  server2:\n", "  server3: { address: 192.0.2.13, nic: eno1 }\n  server2:\n"),
    );
    assert.deepEqual({ ...more, ...before }, more);
  });

  it("is gone with the server's retirement", () => {
    const text = inServer2("retired: true").replace("server: server2", "server: server1");
    assert.deepEqual(Object.keys(of(text)), ["jumphost", "server1"]);
  });
});

function of(text: string): Readonly<Record<string, string>> {
  return fingerprints(buildPlan(parseLab(text)));
}
