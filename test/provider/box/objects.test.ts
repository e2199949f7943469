import assert from "node:assert/strict";

import type { Labhost } from "../../../provider/labhost.ts";
import type { Values } from "../../../provider/server/values.ts";
import { subject } from "../fakeLab.ts";
import { BoxLab } from "./boxLab.ts";
import { rightProfile, toDhcp } from "./profiles.ts";

describe("objects on the hosts of a box", () => {
  const lab = new BoxLab();
  let provider: Labhost;

  before(() => lab.up());
  after(() => lab.down());

  beforeEach(() => {
    lab.events.length = 0;
    provider = lab.provider();
  });

  afterEach(() => provider.cancel());

  it("starts a real unit, shows when it was stopped, and returns it to what it was", async () => {
    const about = subject("Service", "s", "server1:test-sleep.service");
    await lab.sh("server1", sleeper);
    const inputs: Values = {
      host: "server1",
      unit: "test-sleep.service",
      enabled: true,
      active: true,
    };
    await provider.create(about, inputs);
    assert.equal(await lab.sh("server1", "systemctl is-active test-sleep"), "active\n");
    await lab.sh("server1", "systemctl stop test-sleep");
    assert.equal((await provider.read(about, inputs, {}))?.inputs.active, false);
    await provider.update(about, {}, {}, inputs);
    await provider.delete(about, inputs);
    const state = "systemctl is-active test-sleep; systemctl is-enabled test-sleep; true";
    assert.equal(await lab.sh("server1", state), "inactive\ndisabled\n");
  });

  it("tells a real unit's last words when it does not start", async () => {
    const about = subject("Service", "s", "server1:test-broken.service");
    await lab.sh("server1", broken);
    await assert.rejects(
      provider.create(about, { host: "server1", unit: "test-broken.service", active: true }),
      /^Error: server1: test-broken.service does not start: .*no such option: --nonsense/,
    );
  });

  it("installs a package that is missing, shows when it was removed, and leaves it on delete", async () => {
    await lab.sh("server1", repository);
    const about = subject("Packages", "p", "server1:ocplab/lab/p");
    const inputs = { host: "server1", debian: ["bash", "ocplab-test"], redhat: ["bash"] };
    await provider.create(about, inputs);
    assert.equal(await lab.sh("server1", "cat /usr/share/ocplab-test"), "hello\n");
    await lab.sh("server1", "dpkg --remove ocplab-test 2>&1");
    const state = await provider.read(about, inputs, {});
    assert.deepEqual(state?.inputs, { ...inputs, debian: ["bash"] });
    await provider.update(about, {}, {}, inputs);
    await provider.delete(about, inputs);
    assert.equal(await lab.sh("server1", "cat /usr/share/ocplab-test"), "hello\n");
  });

  it("names a package that cannot be had", async () => {
    const about = subject("Packages", "p", "server1:ocplab/lab/p");
    await assert.rejects(
      provider.create(about, { host: "server1", debian: ["no-such-package"] }),
      /^Error: server1: the packages no-such-package cannot be installed: E: Unable to locate package/,
    );
  });

  it("has the real dnsmasq judge its configuration", async () => {
    const path = "/etc/ocplab/dnsmasq/conf.d/ocp1.conf";
    const about = subject("File", "f", `jumphost:${path}`);
    const rest = { mode: "0644", owner: "root", group: "root", check: "dnsmasq-conf" };
    const inputs = { host: "jumphost", path, content: "address=/x/192.0.2.9\nnonsense\n", ...rest };
    await assert.rejects(provider.create(about, inputs), {
      message: `jumphost: ${path} is not written, as dnsmasq would not start with it: dnsmasq: bad option at line 2 of ${path}`,
    });
    await provider.create(about, { ...inputs, content: "address=/x/192.0.2.9\n" });
    await provider.delete(about, { ...inputs, content: "address=/x/192.0.2.9\n" });
    assert.equal(
      await lab.sh("jumphost", "ls -d /etc/ocplab /var/lib/ocplab 2>/dev/null; true"),
      "",
    );
  });

  it("keeps the old bytes where the disk is full", async () => {
    const path = "/srv/small/f";
    await lab.sh("server1", "mkdir -p /srv/small && mount -t tmpfs -o size=64k none /srv/small");
    await lab.sh("server1", "echo old >/srv/small/f");
    const about = subject("File", "f", `server1:${path}`);
    const rest = { mode: "0644", owner: "root", group: "root" };
    await assert.rejects(
      provider.create(about, { host: "server1", path, content: "x".repeat(100_000), ...rest }),
      {
        message:
          /^server1: \/srv\/small\/f: no space on the disk \(100000 bytes needed, \d+ free\)/,
      },
    );
    assert.equal(await lab.sh("server1", "ls -A /srv/small; cat /srv/small/f"), "f\nold\n");
    assert.equal(await lab.sh("server1", "umount /srv/small; ls -d /var/lib/ocplab; true"), "");
  });

  it("frees the address of a reservation that goes, of the real dnsmasq", async () => {
    await lab.sh("jumphost", dnsmasq);
    const mac = (await lab.sh("server1", "cat /sys/class/net/host0/address")).trim();
    const path = "/etc/ocplab/dnsmasq/dhcp.d/test";
    const about = subject("File", "f", `jumphost:${path}`);
    const rest = { mode: "0644", owner: "root", group: "root", check: "dnsmasq-dhcp" };
    const onChange = { unit: "ocplab-dnsmasq.service", verb: "reload" };
    const content = `${mac},192.0.2.11,server1\n`;
    const inputs = { host: "jumphost", path, content, onChange, ...rest };
    await provider.create(about, inputs);
    await lab.sh("server1", toDhcp);
    const lease = `grep -c '${mac} 192.0.2.11' /run/test-leases; true`;
    assert.equal(await lab.sh("jumphost", lease), "1\n");
    const pid = await lab.sh("jumphost", "systemctl show -P MainPID ocplab-dnsmasq");
    await provider.delete(about, inputs);
    assert.equal(await lab.sh("jumphost", lease), "0\n");
    assert.equal(await lab.sh("jumphost", "systemctl show -P MainPID ocplab-dnsmasq"), pid);
    await lab.sh("jumphost", "systemctl stop ocplab-dnsmasq");
    await lab.sh("server1", rightProfile);
  });
});

const dnsmasq = `mkdir -p /etc/ocplab/dnsmasq/dhcp.d
cat >/etc/ocplab/dnsmasq/dnsmasq.conf <<X
port=0
interface=host0
bind-dynamic
dhcp-range=192.0.2.0,static
dhcp-hostsdir=/etc/ocplab/dnsmasq/dhcp.d
dhcp-option=3,192.0.2.254
dhcp-option=6,192.0.2.1
dhcp-leasefile=/run/test-leases
X
cat >/etc/systemd/system/ocplab-dnsmasq.service <<X
[Service]
ExecStart=/usr/sbin/dnsmasq --keep-in-foreground --conf-file=/etc/ocplab/dnsmasq/dnsmasq.conf
ExecReload=/bin/kill -HUP \\$MAINPID
X
systemctl daemon-reload; systemctl start ocplab-dnsmasq`;

const sleeper = `cat >/etc/systemd/system/test-sleep.service <<X
[Service]
ExecStart=/usr/bin/sleep infinity
[Install]
WantedBy=multi-user.target
X
systemctl daemon-reload`;

const broken = `cat >/etc/systemd/system/test-broken.service <<X
[Service]
ExecStart=/usr/bin/sh -c 'echo no such option: --nonsense; exit 1'
X
systemctl daemon-reload`;

/** One package, in a package source of files: a box has no other. */
const repository = `
mkdir -p /srv/repo/p/DEBIAN /srv/repo/p/usr/share && cd /srv/repo
echo hello >p/usr/share/ocplab-test
printf 'Package: ocplab-test\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@example.com>\\nDescription: test\\n' >p/DEBIAN/control
dpkg-deb --build p ocplab-test.deb
{ cat p/DEBIAN/control; echo "Filename: ./ocplab-test.deb"; echo "Size: $(stat -c %s ocplab-test.deb)"; echo "SHA256: $(sha256sum ocplab-test.deb | cut -d' ' -f1)"; } >Packages
mkdir -p /srv/sources; mv /etc/apt/sources.list /etc/apt/sources.list.d/* /srv/sources/ 2>/dev/null
echo "deb [trusted=yes] file:/srv/repo ./" >/etc/apt/sources.list.d/test.list`;
