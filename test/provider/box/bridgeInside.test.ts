import assert from "node:assert/strict";

import type { Labhost } from "../../../provider/labhost.ts";
import { subject } from "../fakeLab.ts";
import { BoxLab, bridge, wanted } from "./boxLab.ts";
import { network } from "./bridgeScripts.ts";

const nothing = "the controller runs on it, so its own connection proves nothing, and ";

describe("the bridge of a server that is the controller itself", () => {
  const lab = new BoxLab();
  let provider: Labhost;
  let untouched: string;

  before(async () => {
    await lab.up();
    lab.controllerOn("server1");
    untouched = await lab.sh("server1", network);
  });

  after(() => lab.down());

  beforeEach(() => {
    lab.events.length = 0;
    provider = lab.provider();
  });

  afterEach(() => provider.cancel());

  /** Every attempt at the bridge is refused so, and nothing is changed. */
  async function assertRefused(said: RegExp): Promise<void> {
    await assert.rejects(provider.create(bridge, wanted), ({ message }: Error) => {
      assert.ok(message.startsWith(`server1: ${nothing}`), message);
      assert.match(message, said);
      return true;
    });
    await lab.assertAsBefore(untouched);
  }

  it("is proved from another host, and taken away so", async () => {
    await provider.create(bridge, wanted);
    assert.ok(lab.events.some(({ event, host }) => event === "connect" && host === "jumphost"));
    assert.equal(await lab.sh("server1", "ls /sys/class/net/br0/brif"), "host0\n");
    lab.events.length = 0;
    await provider.delete(bridge, wanted);
    assert.ok(lab.events.some(({ event, host }) => event === "connect" && host === "jumphost"));
    await lab.assertAsBefore(untouched);
  });

  it("needs no other host where the controller is elsewhere, the jumphost's too", async () => {
    lab.controllerOn(undefined);
    const about = subject("Bridge", "br0", "jumphost:br0");
    const inputs = { ...wanted, host: "jumphost" };
    await provider.create(about, inputs);
    assert.equal(await lab.sh("jumphost", "ls /sys/class/net/br0/brif"), "host0\n");
    await provider.delete(about, inputs);
    assert.deepEqual([...new Set(lab.events.map(({ host }) => host))], ["jumphost"]);
    lab.controllerOn("server1");
  });

  it("is proved from a server where it is the jumphost's", async () => {
    lab.controllerOn("jumphost");
    const about = subject("Bridge", "br0", "jumphost:br0");
    const inputs = { ...wanted, host: "jumphost" };
    await provider.create(about, inputs);
    await provider.delete(about, inputs);
    assert.ok(lab.events.some(({ event, host }) => event === "connect" && host === "server1"));
    lab.controllerOn("server1");
  });

  it("is undone where the other host does not reach it any more", async () => {
    await lab.sh("jumphost", notAnswering("br0"));
    await lab.sh("server1", notAnswering("br0"));
    await assert.rejects(provider.create(bridge, wanted), {
      message:
        /^server1: returned to its old network, .* jumphost has no answer from 192\.0\.2\.11 \(ping\) any more/,
    });
    await lab.sh("server1", "nft delete table inet test");
    await lab.sh("jumphost", "nft delete table inet test");
    await lab.assertAsBefore(untouched);
  });

  it("is refused where nobody answers ARP for the gateway", async () => {
    await lab.sh("server1", "ip route replace default via 192.0.2.253 proto static metric 100");
    await assert.rejects(provider.create(bridge, wanted), {
      message: new RegExp(
        `${nothing}nobody answers ARP for its gateway 192\\.0\\.2\\.253; nothing`,
      ),
    });
    await lab.sh("server1", "ip route replace default via 192.0.2.254 proto static metric 100");
    await lab.assertAsBefore(untouched);
  });

  it("is refused where no other host can be asked", async () => {
    await lab.kill("jumphost");
    await assertRefused(
      /and no other host proves it \(jumphost: cannot be reached at 192\.0\.2\.1: /,
    );
    await lab.start("jumphost");
  });

  it("is refused where the lab has no other host", async () => {
    lab.names = () => Promise.resolve(["server1"]);
    await assertRefused(/and the lab has no other host to prove it from; nothing was changed/);
  });
});

/** Only what comes in by a device and asks for an echo is lost. */
function notAnswering(device: string): string {
  return `nft add table inet test
nft add chain inet test input '{ type filter hook input priority 0; }'
nft add rule inet test input iifname ${device} icmp type echo-request drop`;
}
