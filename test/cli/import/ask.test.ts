import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";

import { askFound } from "../../../cli/import/ask.ts";
import { usualDci, usualDnsmasq, type Question } from "../../../cli/import/question.ts";
import type { HostFacts } from "../../../lab/import/facts.ts";
import { FakeLab } from "../../provider/fakeLab.ts";

const domain = `<domain type='kvm'>
  <name>m0</name><uuid>00000000-0000-4000-8000-000000000001</uuid>
  <memory unit='KiB'>1048576</memory><vcpu placement='static'>2</vcpu>
  <devices>
    <disk type='volume' device='disk'><source pool='default' volume='m0.qcow2'/></disk>
    <disk type='file' device='cdrom'><source file='/x.iso'/></disk>
    <interface type='network'><mac address='52:54:00:AA:00:01'/><source network='provisioning'/></interface>
    <interface type='bridge'><mac address='52:54:00:00:02:01'/><source bridge='br0'/></interface>
  </devices>
</domain>`;

const virsh = `#!/bin/sh
[ "$1 $2 $3" = "--quiet --connect qemu:///system" ] || exit 9
shift 3
case "$*" in
  "list --all --name") echo m0 ;;
  "list --name") echo ;;
  "net-list --all --name") echo provisioning ;;
  "pool-list --all --name") echo default ;;
  *net-dumpxml*) echo @@ocplab@@; echo "<network><bridge name='virbr1'/></network>" ;;
  *pool-dumpxml*) echo @@ocplab@@; echo "<pool><target><path>/images</path></target></pool>" ;;
  *dumpxml*) echo @@ocplab@@; cat <<'END'
${domain}
END
  ;;
  *) echo "not known: $*" >&2; exit 1 ;;
esac
`;

describe("asking a host for what a lab file is made from", function () {
  this.timeout(20_000);
  let lab: FakeLab;

  beforeEach(() => {
    lab = new FakeLab();
    lab.add("jumphost");
    lab.write("jumphost", "/etc/dnsmasq.conf", "conf-dir=/etc/extra,.bak\n");
    lab.write(
      "jumphost",
      "/etc/extra/a.conf",
      "addn-hosts=/etc/names # more\ndhcp-hostsdir=/etc/dhcp\n",
    );
    lab.write("jumphost", "/etc/extra/a.conf.bak", "server=192.0.2.99\n");
    lab.write("jumphost", "/etc/names", "192.0.2.5 x.example.com\n");
    lab.write("jumphost", "/etc/dhcp/one", "52:54:00:00:02:01,192.0.2.20\n");
    lab.write("jumphost", "/etc/hosts", "127.0.0.1 localhost\n");
    lab.write("jumphost", "/var/lib/misc/dnsmasq.leases", "0 52:54:00:00:02:01 192.0.2.20 m0 *\n");
    lab.write("jumphost", "/etc/dci-openshift-agent/ocp1-hosts", "[all:vars]\n");
    lab.write("jumphost", "/etc/dci-openshift-agent/hooks/install.yml", "[]\n");
    lab.write("jumphost", "/etc/resolv.conf", "search x\nnameserver 192.0.2.53\n");
    lab.write("jumphost", "/root/.ssh/id_ed25519.pub", "ssh-ed25519 AAAA\n");
    lab.write("jumphost", "/sys/devices/system/cpu/online", "0-3\n");
    lab.write("jumphost", "/proc/meminfo", "MemTotal:       65845364 kB\n");
    link("eno1", "1");
    link("br0", "1");
    mkdirSync(lab.path("jumphost", "/sys/class/net/br0/bridge"));
    mkdirSync(lab.path("jumphost", "/sys/class/net/eno1/device"));
    symlinkSync("../br0", lab.path("jumphost", "/sys/class/net/eno1/master"));
    const disk = Buffer.alloc(64);
    disk.write("QFI\xfb", "latin1");
    disk.writeBigUInt64BE(3n << 30n, 24);
    lab.write("jumphost", "/images/m0.qcow2", "");
    writeFileSync(lab.path("jumphost", "/images/m0.qcow2"), disk);
    lab.program(
      "ip",
      `#!/bin/sh\ncase "$*" in *route*) echo 'default via 192.0.2.1 dev br0 ' ;;\n *) echo '2: br0    inet 192.0.2.10/24 brd 192.0.2.255 scope global br0' ;; esac\n`,
    );
    lab.program("ss", `#!/bin/sh\necho 'LISTEN 0 5 0.0.0.0:8082 0.0.0.0:*'\n`);
    lab.program("virsh", virsh);
  });

  afterEach(() => {
    lab.dispose();
  });

  function link(name: string, type: string): void {
    const folder = `/sys/class/net/${name}`;
    lab.write("jumphost", `${folder}/address`, "02:00:00:00:00:01\n");
    lab.write("jumphost", `${folder}/mtu`, "1500\n");
    lab.write("jumphost", `${folder}/type`, `${type}\n`);
    lab.write("jumphost", `${folder}/uevent`, `INTERFACE=${name}\n`);
  }

  async function found(more: Partial<Question> = {}): Promise<HostFacts> {
    const target = await lab.find("jumphost");
    assert.ok(target);
    const root = lab.path("jumphost", "/");
    const question = { jumphost: true, dnsmasq: usualDnsmasq, dci: usualDci, root, ...more };
    const asked = await askFound(target, question);
    assert.ok("facts" in asked, JSON.stringify(asked));
    return asked.facts;
  }

  it("reads dnsmasq's files as dnsmasq finds them, and those of DCI", async () => {
    const { files = [] } = await found();
    assert.deepEqual(
      files.map(({ kind, path }) => `${kind} ${path}`),
      [
        "conf /etc/dnsmasq.conf",
        "conf /etc/extra/a.conf",
        "hosts /etc/names",
        "dhcp /etc/dhcp/one",
        "hosts /etc/hosts",
        "leases /var/lib/misc/dnsmasq.leases",
        "dci /etc/dci-openshift-agent/ocp1-hosts",
      ],
    );
  });

  it("reads ocplab's own dnsmasq where there is one, and no other", async () => {
    const own = "no-hosts\ndhcp-leasefile=/var/lib/ocplab/dnsmasq/leases\n";
    lab.write("jumphost", "/etc/ocplab/dnsmasq/dnsmasq.conf", own);
    lab.write("jumphost", "/var/lib/ocplab/dnsmasq/leases", "");
    const { files = [] } = await found({ dci: [] });
    assert.deepEqual(
      files.map(({ path }) => path),
      ["/etc/ocplab/dnsmasq/dnsmasq.conf", "/var/lib/ocplab/dnsmasq/leases"],
    );
  });

  it("finds machines with their NICs and disks, and where the host is on the network", async () => {
    const facts = await found();
    assert.deepEqual(facts.machines, [
      {
        ...{ name: "m0", uuid: "00000000-0000-4000-8000-000000000001", type: "kvm" },
        ...{ memoryMib: 1024, vcpus: 2, running: false },
        nics: [
          { mac: "52:54:00:aa:00:01", bridge: "virbr1" },
          { mac: "52:54:00:00:02:01", bridge: "br0" },
        ],
        disks: [{ path: "/images/m0.qcow2", sizeMib: 3072 }],
      },
    ]);
    assert.deepEqual(facts.addresses, [["br0", "192.0.2.10/24"]]);
    assert.deepEqual(facts.gateways, [{ address: "192.0.2.1", device: "br0" }]);
    assert.deepEqual(facts.links?.eno1, {
      ...{ mac: "02:00:00:00:00:01", kind: "nic", master: "br0", mtu: 1500, physical: true },
    });
    assert.equal(facts.links.br0?.kind, "bridge");
    assert.deepEqual(facts.resolvers, ["192.0.2.53"]);
    assert.deepEqual(facts.ports, [{ port: 8082, unit: "" }]);
    assert.deepEqual(facts.keys, ["/root/.ssh/id_ed25519.pub"]);
  });

  it("gives nothing where one part cannot be read, and says which", async () => {
    lab.program("virsh", "#!/bin/sh\necho 'error: failed to connect' >&2\nexit 1\n");
    const target = await lab.find("jumphost");
    assert.ok(target);
    const question = { jumphost: true, dnsmasq: [], dci: [], root: lab.path("jumphost", "/") };
    assert.deepEqual(await askFound(target, question), {
      problems: ["its machines cannot be read: virsh says: error: failed to connect"],
    });
  });
});
