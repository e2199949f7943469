import assert from "node:assert/strict";

import type { Labhost } from "../../../provider/labhost.ts";
import { subject } from "../fakeLab.ts";
import { BoxLab } from "./boxLab.ts";
import { leftovers, network } from "./bridgeScripts.ts";
import { rightProfile, wrongGateway } from "./profiles.ts";

describe("bridges on several servers of a box", () => {
  const lab = new BoxLab(2);
  let provider: Labhost;

  before(() => lab.up());
  after(() => lab.down());

  beforeEach(() => {
    provider = lab.provider();
  });

  afterEach(() => provider.cancel());

  function bridge(host: string): ReturnType<Labhost["create"]> {
    const wanted = { host, name: "br0", port: "host0", autoconnect: true, stp: false };
    return provider.create(subject("Bridge", `${host}-br0`), wanted);
  }

  it("are not begun after the first has returned to its old network", async () => {
    await lab.sh("server1", wrongGateway);
    const untouched = await lab.sh("server2", network);
    const first = assert.rejects(bridge("server1"), {
      message:
        "server1: returned to its old network, as the change of br0 did not hold: " +
        "br0 lacks the route default via 192.0.2.254 that host0 had",
    });
    await lab.until("server1", "test -d /run/ocplab/bridge-br0");
    await assert.rejects(bridge("server2"), {
      message:
        "server2: the change of br0 was not started, as server1 returned to its old network, " +
        "as the change of br0 did not hold: br0 lacks the route default via 192.0.2.254 " +
        "that host0 had; find out why there, then run again",
    });
    await first;
    assert.equal(await lab.sh("server2", network), untouched);
    assert.equal(await lab.sh("server2", leftovers), "");
    await lab.sh("server1", rightProfile);
  });

  it("are made one after the other is proved, and again without waiting", async () => {
    await Promise.all([bridge("server1"), bridge("server2")]);
    for (const server of ["server1", "server2"]) {
      assert.equal(await lab.sh(server, "ls /sys/class/net/br0/brif"), "host0\n");
    }
    await Promise.all([bridge("server1"), bridge("server2")]);
  });
});
