import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Labhost } from "../../provider/labhost.ts";
import type { Values } from "../../provider/server/values.ts";
import { account, FakeLab, subject } from "./fakeLab.ts";
import { FakeSystemd } from "./fakeSystemd.ts";

const tree = "/etc/ocplab/dnsmasq";
const unit = "ocplab-dnsmasq.service";

describe("a file of the lab's dnsmasq", () => {
  let lab: FakeLab;
  let systemd: FakeSystemd;
  let provider: Labhost;

  beforeEach(() => {
    lab = new FakeLab();
    lab.add("jumphost");
    systemd = new FakeSystemd(lab);
    systemd.unit(unit, { enabled: "enabled", active: "active" });
    fakeDnsmasq("2.90");
    lab.write("jumphost", `${tree}/dnsmasq.conf`, `conf-dir=${tree}/conf.d,*.conf\n`);
    provider = lab.provider();
  });

  afterEach(async () => {
    await provider.cancel();
    lab.dispose();
  });

  /** Answers as dnsmasq does; a line with BAD in it is what it would not start with. */
  function fakeDnsmasq(version: string): void {
    lab.program(
      "dnsmasq",
      `#!/bin/sh
[ "$1" = --version ] && { echo "Dnsmasq version ${version}  Copyright"; exit; }
main=\${2#--conf-file=}
for file in $main $(sed -n 's/^conf-dir=\\(.*\\),.*/\\1/p' $main)/*.conf; do
  line=$(grep -n BAD $file 2>/dev/null | head -1 | cut -d: -f1)
  [ -z "$line" ] || { echo "dnsmasq: bad option at line $line of $file" >&2; exit 1; }
done
echo "dnsmasq: syntax check OK." >&2
`,
    );
  }

  function inputs(path: string, content: string, check: string, verb: string): Values {
    const rest = { mode: "0644", owner: account, group: account };
    return { host: "jumphost", path, content, check, onChange: { unit, verb }, ...rest };
  }

  const conf = (content: string, cluster = "ocp1"): Values =>
    inputs(`${tree}/conf.d/${cluster}.conf`, content, "dnsmasq-conf", "restart");
  const hosts = (content: string, cluster = "ocp1"): Values =>
    inputs(`${tree}/hosts.d/${cluster}`, content, "dnsmasq-hosts", "reload");
  const dhcp = (content: string, cluster = "ocp1"): Values =>
    inputs(`${tree}/dhcp.d/${cluster}`, content, "dnsmasq-dhcp", "reload");

  async function create(values: Values): Promise<void> {
    await provider.create(about(values), values);
  }

  function about(values: Values): ReturnType<typeof subject> {
    return subject("File", String(values.path), `jumphost:${String(values.path)}`);
  }

  it("restarts dnsmasq once for new configuration, and not for the same again", async () => {
    await create(conf("address=/apps/192.0.2.21\n"));
    assert.deepEqual(systemd.asked(), [`restart ${unit}`]);
    await create(conf("address=/apps/192.0.2.21\n"));
    assert.deepEqual(systemd.asked(), []);
  });

  it("does not start a dnsmasq that does not run", async () => {
    systemd.unit(unit, { enabled: "enabled", active: "inactive" });
    await create(conf("address=/apps/192.0.2.21\n"));
    assert.deepEqual(systemd.asked(), []);
  });

  it("is not written where dnsmasq would not start with it", async () => {
    await assert.rejects(create(conf("ok\nBAD\n")), {
      message: `jumphost: ${tree}/conf.d/ocp1.conf is not written, as dnsmasq would not start with it: dnsmasq: bad option at line 2 of ${tree}/conf.d/ocp1.conf`,
    });
    assert.equal(existsSync(lab.path("jumphost", `${tree}/conf.d`)), false);
    assert.deepEqual(systemd.asked(), []);
  });

  it("is not removed while a neighbour's broken file would stop the restart", async () => {
    const values = conf("address=/apps/192.0.2.21\n");
    await create(values);
    lab.write("jumphost", `${tree}/conf.d/byhand.conf`, "BAD\n");
    await assert.rejects(
      provider.delete(about(values), values),
      /bad option at line 1 of .*byhand.conf/,
    );
    assert.equal(lab.text("jumphost", `${tree}/conf.d/ocp1.conf`), "address=/apps/192.0.2.21\n");
  });

  it("is put back, and dnsmasq with it, when the restart fails", async () => {
    await create(conf("address=/apps/192.0.2.21\n"));
    const fails = `grep -q FATAL ${lab.path("jumphost", `${tree}/conf.d/ocp1.conf`)} && exit 1; true`;
    systemd.unit(unit, { enabled: "enabled", active: "active" }, fails);
    const path = `${tree}/conf.d/ocp1.conf`;
    await assert.rejects(create(conf("FATAL\n")), {
      message: `jumphost: ${unit} does not start: bad option at line 3; ${path} is as it was before`,
    });
    assert.equal(lab.text("jumphost", path), "address=/apps/192.0.2.21\n");
    assert.equal(systemd.state(unit).active, "active");
  });

  it("makes up for a restart that an interruption left undone", async () => {
    const values = conf("address=/apps/192.0.2.21\n");
    // the restart kills the agent that asked for it
    systemd.unit(
      unit,
      { enabled: "enabled", active: "active" },
      "kill -9 $(ps -o ppid= -p $PPID); sleep 1",
    );
    await assert.rejects(create(values), /the connection was lost in the middle of a change/);
    systemd.asked();
    systemd.unit(unit, { enabled: "enabled", active: "active" });
    await create(values);
    assert.deepEqual(systemd.asked(), [`restart ${unit}`]);
  });

  it("needs no signal for names, which dnsmasq follows by itself from 2.88 on", async () => {
    await create(hosts("192.0.2.20 api.ocp1.lab.example.com\n"));
    await create(hosts("192.0.2.21 api.ocp1.lab.example.com\n"));
    assert.deepEqual(systemd.asked(), []);
    fakeDnsmasq("2.85");
    await create(hosts("192.0.2.22 api.ocp1.lab.example.com\n"));
    assert.deepEqual(systemd.asked(), [`reload ${unit}`]);
  });

  it("is refused with the line of a name or an address that is none", async () => {
    await assert.rejects(create(hosts("192.0.2.20 ok.example.com\n192.0.2.300 x\n")), {
      message: `jumphost: ${tree}/hosts.d/ocp1 line 2: 192.0.2.300 is no address`,
    });
    await assert.rejects(create(hosts("192.0.2.20 a_b\n")), /line 1: a_b is no host name/);
    await assert.rejects(create(dhcp("52:54:00:00:01:01,192.0.2.24,w0,dhcp-script=/x\n")), {
      message: `jumphost: ${tree}/dhcp.d/ocp1 line 1: dhcp-script=/x is neither a host name nor a lease time`,
    });
  });

  it("is refused where another cluster's file has the name or the address", async () => {
    await create(hosts("192.0.2.20 api.ocp1.lab.example.com api-int.ocp1.lab.example.com\n"));
    await assert.rejects(create(hosts("192.0.2.20 api.ocp2.lab.example.com\n", "ocp2")), {
      message: `jumphost: ${tree}/hosts.d/ocp2 line 1: 192.0.2.20 is taken by ${tree}/hosts.d/ocp1 already; take it away there first`,
    });
    await create(dhcp("52:54:00:00:01:01,192.0.2.24,master-0\n"));
    await assert.rejects(
      create(dhcp("52:54:00:00:01:01,192.0.2.40,master-0\n", "ocp2")),
      /52:54:00:00:01:01 is taken by/,
    );
  });

  it("signals dnsmasq for changed reservations but not for new ones", async () => {
    await create(dhcp("52:54:00:00:01:01,192.0.2.24,master-0\n"));
    assert.deepEqual(systemd.asked(), []);
    const two = "52:54:00:00:01:01,192.0.2.24,master-0\n52:54:00:00:01:02,192.0.2.25,master-1\n";
    await create(dhcp(two));
    assert.deepEqual(systemd.asked(), []);
    await create(dhcp("52:54:00:00:01:01,192.0.2.26,master-0\n"));
    assert.deepEqual(systemd.asked(), [`reload ${unit}`]);
  });

  describe("with leases", () => {
    const leases = "/var/lib/ocplab-leases";
    const first = "1700000000 52:54:00:00:01:01 192.0.2.24 master-0 01:52:54:00:00:01:01\n";
    const second = "1700000000 52:54:00:00:02:01 192.0.2.44 master-0 *\n";

    beforeEach(async () => {
      lab.write("jumphost", `${tree}/dnsmasq.conf`, `dhcp-leasefile=${leases}\n`);
      lab.write("jumphost", leases, first + second);
      lab.program("ip", "#!/bin/sh\necho '192.0.2.24 dev br0 src 192.0.2.1 uid 0'\n");
      await create(dhcp("52:54:00:00:01:01,192.0.2.24,master-0\n"));
    });

    it("releases those of reservations that go, and no other", async () => {
      const place = lab.path("jumphost", leases);
      const log = join(lab.folder, "released");
      lab.program("dhcp_release", `#!/bin/sh\necho "$@" >${log}\nsed -i "/ $2 /d" ${place}\n`);
      const values = dhcp("52:54:00:00:01:01,192.0.2.24,master-0\n");
      await provider.delete(about(values), values);
      assert.equal(lab.text("jumphost", leases), second);
      assert.equal(
        readFileSync(log, "utf8"),
        "br0 192.0.2.24 52:54:00:00:01:01 01:52:54:00:00:01:01\n",
      );
      assert.deepEqual(systemd.asked(), [`reload ${unit}`]);
    });

    it("edits the file while dnsmasq is stopped where dhcp_release does not help", async () => {
      lab.program("dhcp_release", "#!/bin/sh\nexit 1\n");
      const values = dhcp("52:54:00:00:01:01,192.0.2.24,master-0\n");
      await provider.delete(about(values), values);
      assert.equal(lab.text("jumphost", leases), second);
      assert.deepEqual(systemd.asked(), [`reload ${unit}`, `stop ${unit}`, `start ${unit}`]);
    });
  });

  it("of systemd makes systemd read its units anew", async () => {
    const path = `/etc/systemd/system/${unit}`;
    const rest = { mode: "0644", owner: account, group: account };
    const values = { host: "jumphost", path, content: "[Unit]\n", ...rest };
    await create({ ...values, onChange: { unit, verb: "restart" } });
    assert.deepEqual(systemd.asked(), ["daemon-reload", `restart ${unit}`]);
  });
});
