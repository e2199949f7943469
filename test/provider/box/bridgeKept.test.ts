import assert from "node:assert/strict";

import type { Labhost } from "../../../provider/labhost.ts";
import { BoxLab, bridge, wanted } from "./boxLab.ts";
import { bridgeByHand, leftovers, network } from "./bridgeScripts.ts";
import { Observer } from "./observer.ts";

describe("what a bridge on a server of a box keeps", () => {
  const lab = new BoxLab();
  let provider: Labhost;

  before(() => lab.up());
  after(() => lab.down());

  beforeEach(() => {
    provider = lab.provider();
  });

  afterEach(() => provider.cancel());

  it("is addresses, routes, DNS and MTU, of IPv6 too, and the firewall's zone", async () => {
    await lab.sh("server1", richProfile);
    await lab.sh("server1", firewall);
    const before = await lab.sh("server1", kernelsView("host0"));
    assert.match(before, /2001:db8::11\/64/);
    assert.match(before, /198\.51\.100\.0\/24 via 192\.0\.2\.1/);
    const saved = await lab.sh("server1", network);
    await provider.create(bridge, wanted);
    assert.equal(await lab.sh("server1", kernelsView("br0")), before);
    assert.equal(await lab.sh("server1", "nmcli -g connection.zone connection show br0"), "dmz\n");
    await provider.delete(bridge, wanted);
    assert.equal(await lab.sh("server1", network), saved);
    assert.equal(await lab.sh("server1", leftovers), "");
  });

  it("is all of 500 pings to a machine on a bridge that is adopted and read", async () => {
    await lab.sh("server1", bridgeByHand);
    await lab.sh("server1", machine);
    const observer = new Observer(lab.place, "192.0.2.99", 10);
    await observer.sent(20);
    assert.equal((await provider.create(bridge, wanted)).outputs.adopted, true);
    await provider.read(bridge, wanted, {});
    await provider.update(bridge, {}, {}, wanted);
    await observer.sent(500);
    const { sent, lost } = await observer.stop();
    console.log(`      adopted with a machine on it: ${lost} of ${sent} pings lost`);
    assert.ok(sent >= 500);
    assert.equal(lost, 0);
  });
});

/** Static addresses of both families, more routes than the default one, another MTU, several search domains. */
const richProfile = `cd /etc/NetworkManager/system-connections
sed -i -e 's/^method=link-local/method=manual\\naddress1=2001:db8::11\\/64,2001:db8::1\\nroute1=2001:db8:1::\\/64,2001:db8::2/' \
  -e 's/^dns-search=.*/dns-search=lab.example.com;example.com;\\nroute1=198.51.100.0\\/24,192.0.2.1\\naddress2=192.0.2.111\\/24/' host0.nmconnection
printf '\\n[ethernet]\\nmtu=1400\\n' >>host0.nmconnection
nmcli connection load $PWD/host0.nmconnection; nmcli -w 15 connection up host0`;

const firewall = `printf '#!/bin/sh\\n[ "$1" = --get-zone-of-interface=host0 ] && echo dmz\\n' >/usr/local/sbin/firewall-cmd
chmod +x /usr/local/sbin/firewall-cmd`;

/** A guest without an operating system: a network namespace of its own on the bridge. */
const machine = `ip netns add vm && ip link add vnet9 type veth peer name eth0 netns vm && ip link set vnet9 master br0 up
ip -n vm address add 192.0.2.99/24 dev eth0; ip -n vm link set eth0 up`;

function kernelsView(device: string): string {
  return `ip -o addr show dev ${device} scope global | awk '{ print $3, $4 }' | sort
{ ip route show dev ${device}; ip -6 route show dev ${device}; } | sed 's/ metric [0-9]*//; s/ pref medium//' | grep -v fe80 | sort
cat /sys/class/net/${device}/address /sys/class/net/${device}/mtu; grep -v '^#' /etc/resolv.conf`;
}
