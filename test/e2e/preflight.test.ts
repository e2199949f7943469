import assert from "node:assert/strict";

import { TestLab } from "./testLab.ts";

/**
 * A world behind the jumphost's second NIC: a registry that knows no way back into the lab, so that only
 * what was translated is answered. Its name is the box's.
 */
const outside = `set -e
ip netns add outside
ip link add outside0 type veth peer name eth0 netns outside
nmcli device set outside0 managed no
ip addr add 198.51.100.1/24 dev outside0
ip link set outside0 up
ip -n outside addr add 198.51.100.10/24 dev eth0
ip -n outside link set eth0 up
mkdir /run/registry
echo from outside >/run/registry/index.html
systemd-run -q -u registry ip netns exec outside python3 -m http.server -d /run/registry 5000`;

/** A time server whose clock nobody has set: both bits of the leap second say so. */
const withoutTime = `
import socket
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 123))
while True:
    _, who = sock.recvfrom(128)
    sock.sendto(bytes([0xE4]) + bytes(47), who)`;

/** One cluster whose masters wait, switched off, for an installer; each fault is made and mended again. */
describe("the trial before an install", function () {
  this.timeout(300_000);

  const lab = new TestLab();

  before(async () => {
    lab.editLab((file) => {
      for (const name of ["sno1", "sno2"]) file.deleteIn(["clusters", name]);
      file.setIn(["network", "registries"], ["registry.example.net:5000"]);
      file.setIn(["network", "gateway"], "192.0.2.1");
      file.setIn(["jumphost", "nat"], "outside0");
      file.setIn(["clusters", "ocp1", "workers"], 0);
      file.deleteIn(["clusters", "ocp1", "install"]);
      for (const index of [0, 1, 2]) {
        file.setIn(["clusters", "ocp1", "nodes", `master-${index}`], { power: "installer" });
      }
    });
    await lab.boxUp(3);
    await sh("jumphost", outside);
    for (const stack of ["lab", "ocp1"]) {
      await lab.must("pulumi", "stack", "init", stack);
      await lab.up(stack);
    }
  });

  after(() => lab.remove());

  const sh = (host: string, script: string): Promise<string> =>
    lab.inHost(host, "sh", "-c", script);

  /** What the trial says; none where all is well. */
  async function problems(): Promise<string[]> {
    const { code, stdout, stderr } = await lab.run("./ocplab", "preflight", "ocp1");
    const said = stderr.trim().split("\n").filter(Boolean);
    assert.equal(code, said.length === 0 ? 0 : 4, `${stdout}${stderr}`);
    return said;
  }

  /** What the trial says while something is wrong on hosts: what makes it so, and what mends it. */
  async function withFaults(
    ...faults: readonly (readonly [host: string, make: string, mend: string])[]
  ): Promise<string[]> {
    for (const [host, make] of faults) await sh(host, make);
    try {
      return await problems();
    } finally {
      for (const [host, , mend] of faults) await sh(host, mend);
    }
  }

  /** Another configuration of dnsmasq, until it is mended. */
  const dnsmasqWith = (...edits: string[]): readonly [string, string, string] => [
    "jumphost",
    [
      "set -e",
      "cp -a /etc/ocplab/dnsmasq /run/was",
      "cd /etc/ocplab/dnsmasq",
      ...edits,
      restart,
    ].join("\n"),
    `rm -r /etc/ocplab/dnsmasq; mv /run/was /etc/ocplab/dnsmasq; ${restart}`,
  ];
  const restart = "systemctl restart ocplab-dnsmasq";

  it("passes on a network that is ready, and leaves nothing behind", async () => {
    const leases = "grep -c 52:54:00:00:01:01 /var/lib/ocplab/dnsmasq/leases || true";
    assert.deepEqual(await problems(), []);
    assert.equal((await sh("jumphost", leases)).trim(), "0");
    assert.doesNotMatch(await sh("server1", "ip -o link"), /: ocpf-/);
  });

  it("finds that the jumphost does not let the machines out, where it is their router", async () => {
    const registry = "http://registry.example.net:5000/";
    const guest = ["ssh", "-F", ".box/ssh_config", "-o", "ConnectionAttempts=60", "192.0.2.23"];
    assert.equal(await lab.must(...guest, "wget", "-qO-", registry), "from outside\n");
    await sh(
      "jumphost",
      "nft delete chain ip ocplab_nat out; echo 0 >/proc/sys/net/ipv4/ip_forward",
    );
    assert.deepEqual(await problems(), [
      "server1: the registry registry.example.net:5000 does not answer machines of this network: timed out",
    ]);
    assert.deepEqual(await lab.changes("lab"), [
      "update jumphost-nat-forward",
      "update jumphost-nat-table",
    ]);
    await lab.up("lab");
    assert.deepEqual(await lab.changes("lab"), []);
    assert.equal(await lab.must(...guest, "wget", "-qO-", registry), "from outside\n");
  });

  it("finds a second DHCP server on the wire", async () => {
    const serve =
      "systemd-run -q --unit=foreign dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 " +
      "--interface=br0 --bind-interfaces --dhcp-range=192.0.2.200,192.0.2.210,5m " +
      "--dhcp-leasefile=/run/foreign.leases --pid-file=";
    const stop = "systemctl stop foreign; rm -f /run/foreign.leases";
    assert.deepEqual(await withFaults(["server3", serve, stop]), [
      "server1: 192.0.2.13 answers DHCP on this network too; switch it off, or clusters get addresses from it",
    ]);
  });

  it("finds another machine at a planned address, at a VIP, and at that of a machine that runs", async () => {
    const mac = (await sh("server2", "cat /sys/class/net/br0/address")).trim();
    const step = "find that machine and give it another address";
    const each = (verb: string): string =>
      ["25", "20", "23"].map((last) => `ip addr ${verb} 192.0.2.${last}/24 dev br0`).join("; ");
    assert.deepEqual(await withFaults(["server2", each("add"), each("del")]), [
      `server1: 192.0.2.20, planned for the API VIP of cluster ocp1, is in use by ${mac}; ${step}`,
      `server1: 192.0.2.23 of provisionhost of cluster ocp1 is also in use by ${mac}; find that machine`,
      `server1: 192.0.2.25, planned for master-1 of cluster ocp1, is in use by ${mac}; ${step}`,
    ]);
  });

  it("finds leases of other addresses, names and routers, and one for a MAC that no cluster has", async () => {
    const leases = dnsmasqWith(
      "sed -i 's/192.0.2.25,master-1/192.0.2.65,master-1/; s/,master-2,/,other,/' dhcp.d/ocp1",
      "sed -i 's/option:router,.*/option:router,192.0.2.3/; s/^dhcp-ignore=/#&/' dnsmasq.conf",
      // a server that looks first whether an address is in use answers nobody meanwhile
      "printf 'no-ping\\ndhcp-range=192.0.2.200,192.0.2.201\\n' >conf.d/zz.conf",
    );
    const lease = (who: string): string => `server1: ${who} of cluster ocp1: its lease names`;
    const router = "the router 192.0.2.3, not 192.0.2.1";
    assert.deepEqual(await withFaults(leases), [
      `${lease("master-0")} ${router}`,
      "server1: master-1 of cluster ocp1: its MAC 52:54:00:00:01:02 is offered 192.0.2.65, not the planned 192.0.2.25",
      `${lease("master-1")} ${router}`,
      `${lease("master-2")} it other, not master-2`,
      `${lease("master-2")} ${router}`,
      `${lease("the bootstrap machine")} ${router}`,
      "server1: the jumphost offers a lease to a MAC that no cluster has",
    ]);
  });

  it("finds names that lead elsewhere, any of the applications, and an address that leads to another name", async () => {
    const names = dnsmasqWith(
      "echo 192.0.2.99 api.ocp1.lab.example.com >hosts.d/zz",
      "sed -i 's/ api-int.ocp1.lab.example.com//' hosts.d/ocp1",
      "sed -i 's/192.0.2.21/192.0.2.98/' conf.d/ocp1.conf",
      "echo ptr-record=26.2.0.192.in-addr.arpa,other.example.com >conf.d/zz.conf",
    );
    const next = "next: pulumi up of the cluster's records";
    const found = await withFaults(names);
    assert.deepEqual(found.map((problem) => problem.replace(/ \w{8}\.apps/, " ANY.apps")).sort(), [
      "server1: 192.0.2.26 leads back to other.example.com, not to master-2.ocp1.lab.example.com",
      `server1: ANY.apps.ocp1.lab.example.com leads to 192.0.2.98, not to 192.0.2.21; ${next}`,
      `server1: api-int.ocp1.lab.example.com leads to nothing, not to 192.0.2.20; ${next}`,
      `server1: api.ocp1.lab.example.com leads to 192.0.2.20 and 192.0.2.99, not to 192.0.2.20; ${next}`,
    ]);
  });

  it("finds time servers, a registry and BMCs that do not answer, and pull secrets that are not there", async () => {
    const undo = lab.editLab((file) => {
      file.setIn(["network", "ntp"], ["192.0.2.1", "192.0.2.12"]);
      file.setIn(["network", "registries"], ["192.0.2.1:53", "192.0.2.13:5000"]);
      file.setIn(["dci", "pullSecretFile"], "/etc/pull-secret.json");
    });
    const found = await withFaults(
      ["jumphost", "systemctl stop ocplab-ntp", "systemctl start ocplab-ntp"],
      ["server1", "systemctl stop ocplab-bmc", "systemctl start ocplab-bmc"],
      [
        "server2",
        `systemd-run -q -u no-time python3 -c '${withoutTime}'`,
        "systemctl stop no-time",
      ],
    );
    undo();
    const bmc = (node: number): string =>
      `jumphost: the BMC of master-${String(node)} of cluster ocp1, Redfish at 192.0.2.11:8082, does not answer: ` +
      "Connection refused; see that ocplab-bmc.service runs on server1, and that its firewall lets TCP port 8082 in";
    assert.deepEqual(found, [
      "server1: the NTP server 192.0.2.1 does not answer machines of this network",
      "server1: the NTP server 192.0.2.12 answers, but has no time itself yet",
      "server1: the registry 192.0.2.13:5000 does not answer machines of this network: Connection refused",
      bmc(0),
      bmc(1),
      bmc(2),
      "jumphost: there is no /etc/pull-secret.json; put the pull secrets there, or correct dci.pullSecretFile in the lab file",
    ]);
  });

  it("finds a provisioning network that does not carry", async () => {
    const set = (state: string): string => `ip link set prov1 ${state}`;
    assert.deepEqual(await withFaults(["server1", set("down"), set("up")]), [
      "server1: the provisioning network does not carry from prov1 here to server1",
    ]);
  });

  it("finds that nobody gives leases or names, and an up starts no install then", async () => {
    await sh("jumphost", "systemctl stop ocplab-dnsmasq");
    const undo = lab.editLab((file) => {
      file.setIn(["clusters", "ocp1", "install"], { enabled: true, topic: "OCP-4.19" });
    });
    const { code, text } = await lab.pulumi("up", "-s", "ocp1", "--yes", "--skip-preview");
    assert.notEqual(code, 0);
    assert.match(text, /cluster ocp1 is not installed, as its network is not ready for it:/);
    assert.match(text, /server1: master-0 of cluster ocp1: nobody offers its MAC/);
    assert.match(text, /Mend it, then: pulumi up -s ocp1/);
    assert.doesNotMatch(text, /^ +at /m);
    assert.equal((await sh("jumphost", "ls -A /var/lib/ocplab/installs || true")).trim(), "");
    undo();
    await sh("jumphost", "systemctl start ocplab-dnsmasq");
    await lab.up("ocp1");
    assert.deepEqual(await lab.changes("ocp1"), []);
  });

  it("ends with a jumphost that routes for nobody, as before", async () => {
    for (const stack of ["ocp1", "lab"]) await lab.destroy(stack);
    assert.equal(await sh("jumphost", "cat /proc/sys/net/ipv4/ip_forward"), "0\n");
    assert.equal(await sh("jumphost", "nft list ruleset"), "");
    const ours = "ls -d /etc/ocplab /etc/firewalld /var/lib/ocplab /etc/sysctl.d/*ocplab* || true";
    assert.equal(await sh("jumphost", `(${ours}) 2>/dev/null`), "");
  });
});
