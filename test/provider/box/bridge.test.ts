import assert from "node:assert/strict";

import type { Labhost } from "../../../provider/labhost.ts";
import { BoxLab, bridge, wanted } from "./boxLab.ts";
import { bridgeByHand, deafOn, hearing, network } from "./bridgeScripts.ts";
import { Observer } from "./observer.ts";
import { dhcpServer, rightProfile, toDhcp, wrongGateway } from "./profiles.ts";

describe("a bridge on a server of a box", () => {
  const lab = new BoxLab();
  let provider: Labhost;
  let untouched: string;

  before(async () => {
    await lab.up();
    untouched = await lab.sh("server1", network);
  });

  after(() => lab.down());

  beforeEach(() => {
    lab.events.length = 0;
    provider = lab.provider();
  });

  afterEach(() => provider.cancel());

  it("takes over the NIC's MAC, address, route and name server", async () => {
    const mac = await lab.sh("server1", "cat /sys/class/net/host0/address");
    const { outputs } = await provider.create(bridge, wanted);
    assert.equal(outputs.adopted, false);
    const connects = lab.events.filter(({ event }) => event === "connect");
    assert.ok(connects.length > 1, "the change is proved by a new connection");
    assert.equal(await lab.sh("server1", "cat /sys/class/net/br0/address"), mac);
    assert.equal(await lab.sh("server1", "ls /sys/class/net/br0/brif"), "host0\n");
    assert.match(await lab.sh("server1", "ip -o -4 addr show br0"), / 192\.0\.2\.11\/24 /);
    assert.match(await lab.sh("server1", "ip route"), /^default via 192\.0\.2\.254 dev br0 /);
    assert.equal(await lab.sh("server1", "cat /sys/class/net/br0/bridge/stp_state"), "0\n");
  });

  it("is as wanted when it is read, in one round trip", async () => {
    const state = await provider.read(bridge, wanted, {});
    assert.deepEqual(state?.inputs, wanted);
    assert.deepEqual(state.outputs.addresses, ["192.0.2.11/24"]);
    assert.deepEqual(
      lab.events.map(({ event }) => event),
      ["connect", "trip"],
    );
  });

  it("is there again after a power cut", async () => {
    await provider.cancel();
    await lab.kill("server1");
    await lab.start("server1");
    provider = lab.provider();
    assert.deepEqual((await provider.read(bridge, wanted, {}))?.inputs, wanted);
  });

  it("shows a profile that does not come up at boot, and spanning tree, and is mended", async () => {
    await lab.sh("server1", "nmcli connection modify br0-host0 connection.autoconnect no");
    await lab.sh("server1", "ip link set br0 type bridge stp_state 1");
    const drifted = await provider.read(bridge, wanted, {});
    assert.deepEqual(drifted?.inputs, { ...wanted, autoconnect: false, stp: true });
    await provider.update(bridge, {}, {}, wanted);
    assert.deepEqual((await provider.read(bridge, wanted, {}))?.inputs, wanted);
  });

  it("stays reachable when it loses its port, shows it, and gets it back", async () => {
    await lab.sh("server1", "nmcli connection delete br0-host0");
    const drifted = await provider.read(bridge, wanted, {});
    assert.equal(drifted?.inputs.port, undefined);
    const link = await lab.sh("server1", "cat /sys/class/net/br0/ifindex");
    await provider.update(bridge, {}, {}, wanted);
    assert.deepEqual((await provider.read(bridge, wanted, {}))?.inputs, wanted);
    assert.equal(await lab.sh("server1", "cat /sys/class/net/br0/ifindex"), link);
  });

  it("is not removed from under a machine, and names its port", async () => {
    const vnet = "ip tuntap add vnet7 mode tap && ip link set vnet7 master br0";
    await lab.sh("server1", vnet);
    await assert.rejects(provider.delete(bridge, wanted), {
      message:
        "server1: br0 stays, as something is attached to it: vnet7; stop the machines that use it first",
    });
    await lab.sh("server1", "ip link delete vnet7");
  });

  it("goes, and the network is as it was, its profile byte for byte", async () => {
    await provider.delete(bridge, wanted);
    await lab.assertAsBefore(untouched);
  });

  it("that was there just as wanted is adopted, and stays", async () => {
    await lab.sh("server1", bridgeByHand);
    const { outputs } = await provider.create(bridge, wanted);
    assert.equal(outputs.adopted, true);
    assert.deepEqual((await provider.read(bridge, wanted, {}))?.inputs, wanted);
    await provider.delete(bridge, wanted);
    assert.equal(await lab.sh("server1", "ls /sys/class/net/br0/brif"), "host0\n");
  });

  it("that was there otherwise is left alone, and the difference told", async () => {
    await lab.sh("server1", "ip link set br0 type bridge stp_state 1");
    await assert.rejects(provider.create(bridge, wanted), {
      message:
        "server1: there is a bridge br0 already that is not as wanted: spanning tree is on; " +
        "change it by hand, or remove it so that it can be made",
    });
    await lab.sh("server1", "nmcli connection delete br0-port; nmcli connection delete br0");
    await lab.sh("server1", "nmcli connection up host0");
    await lab.assertAsBefore(untouched);
  });

  it("is undone by the host itself when no new connection gets through", async () => {
    await lab.sh("server1", deafOn("br0"));
    await assert.rejects(provider.create(bridge, wanted), {
      message:
        /^server1: returned to its old network, as the change of br0 did not hold: no new connection confirmed/,
    });
    await lab.sh("server1", hearing);
    await lab.assertAsBefore(untouched);
  });

  it("leaves the old network where the power is cut before the proof", async () => {
    await lab.sh("server1", deafOn("br0"));
    const created = provider.create(bridge, wanted);
    const rejected = assert.rejects(created, {
      message: "server1: was restarted in the middle of the change of br0; run again",
    });
    await lab.until("server1", "test -d /sys/class/net/br0");
    await lab.kill("server1");
    await lab.start("server1");
    await rejected;
    assert.match(await lab.sh("server1", "ip route"), /^default via 192\.0\.2\.254 dev host0 /);
    await provider.cancel();
    provider = lab.provider();
    await provider.create(bridge, wanted);
    await provider.delete(bridge, wanted);
    await lab.assertAsBefore(untouched);
  });

  it("is undone when the saved profile has another gateway than the one in use", async () => {
    await lab.sh("server1", wrongGateway);
    await assert.rejects(provider.create(bridge, wanted), {
      message:
        "server1: returned to its old network, as the change of br0 did not hold: " +
        "br0 lacks the route default via 192.0.2.254 that host0 had",
    });
    await lab.sh("server1", rightProfile);
    await lab.assertAsBefore(untouched);
  });

  it("is undone when a name server does not answer any more", async () => {
    await lab.sh("jumphost", nameServer);
    await lab.sh("server1", deafOn("br0").replace("drop", "udp sport 53 drop"));
    await assert.rejects(provider.create(bridge, wanted), {
      message: /did not hold: the DNS server 192\.0\.2\.1 does not answer any more$/,
    });
    await lab.sh("server1", hearing);
    await lab.sh("jumphost", "kill $(cat /run/test-dns.pid)");
    await lab.assertAsBefore(untouched);
  });

  it("has its old network at once where worker and NetworkManager are killed in the window", async () => {
    await lab.sh("server1", deafOn("br0"));
    const observer = new Observer(lab.place, "192.0.2.11", 50);
    const failed = assert.rejects(provider.create(bridge, wanted), {
      message: /^server1: returned to its old network, .* did not come to its end/,
    });
    await lab.until("server1", "grep -q applied /run/ocplab/bridge-br0/state.json");
    await lab.sh("server1", killBoth);
    await failed;
    const { unreachableSeconds } = await observer.stop();
    console.log(`      both killed: ${unreachableSeconds.toFixed(1)} s unreachable`);
    assert.ok(unreachableSeconds < 20);
    await lab.sh("server1", hearing);
    await lab.assertAsBefore(untouched);
  });

  it("works for an address from DHCP, and keeps it", async () => {
    const mac = (await lab.sh("server1", "cat /sys/class/net/host0/address")).trim();
    await lab.sh("jumphost", dhcpServer(mac));
    await lab.sh("server1", toDhcp);
    const dhcp = await lab.sh("server1", network);
    await provider.create(bridge, wanted);
    assert.match(await lab.sh("server1", "ip -o -4 addr show br0"), / 192\.0\.2\.11\/24 /);
    await provider.delete(bridge, wanted);
    assert.equal(await lab.sh("server1", network), dhcp);
    await lab.sh("server1", rightProfile);
    await lab.sh("jumphost", "kill $(cat /run/test-dhcp.pid)");
    await lab.assertAsBefore(untouched);
  });
});

const killBoth = `kill -KILL $(pidof NetworkManager)
systemctl kill -s KILL ocplab-bridge-br0.service`;

const nameServer = `dnsmasq --conf-file=/dev/null --no-resolv --interface=host0 --bind-dynamic --pid-file=/run/test-dns.pid`;
