import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { accessFiles } from "../../box/access.ts";
import type { StatusReport } from "../../cli/status/report.ts";
import { previewCosts, stateKib } from "./costs.ts";
import { expectedCosts } from "./expectedCosts.ts";
import { differences, inventory, type Inventory } from "./inventory.ts";
import { eachStandsOnTheLast } from "./steps.ts";
import { TestLab } from "./testLab.ts";

const clusters = ["ocp1", "sno1", "sno2"] as const;
const stacks = ["lab", ...clusters] as const;
const hosts = ["jumphost", "server1", "server2", "server3"] as const;

/** One lab from nothing to nothing: each test finds it converged and leaves it so, up to the last ones. */
describe("a lab in a box, end to end", function () {
  this.timeout(300_000);

  const lab = new TestLab();
  const atFirst = new Map<string, Inventory>();

  before(async () => {
    await lab.boxUp(3);
    for (const host of hosts) atFirst.set(host, await inventory(lab, host));
    for (const stack of stacks) await lab.must("pulumi", "stack", "init", stack);
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  /** Runs a command on a host, which is one text with spaces as a person would type it. */
  const on = (host: string, command: string): Promise<string> =>
    lab.inHost(host, ...command.split(" "));

  const upAndCheck = async (stack: string): Promise<void> => {
    await lab.up(stack);
    assert.deepEqual(await lab.changes(stack), [], `${stack} after up`);
  };

  /** Running machines with their ids, which change at every start. */
  const machines = async (server: string): Promise<string[]> => {
    const listed = await on(server, "virsh --quiet list");
    return listed
      .split("\n")
      .map((line) => line.trim().split(/\s+/).slice(0, 2).join(" "))
      .filter(Boolean)
      .sort();
  };

  const sh = (host: string, script: string): Promise<string> =>
    lab.inHost(host, "sh", "-c", script);

  /** What `ocplab audit` finds on all hosts, one sentence each. */
  const audited = async (): Promise<string[]> => {
    const { code, stdout, stderr } = await lab.run("./ocplab", "audit", "--json");
    const report = JSON.parse(stdout) as {
      hosts: { host: string; notAsked: string[]; findings: { message: string }[] }[];
    };
    const found = report.hosts.flatMap(({ host, notAsked, findings }) =>
      [...notAsked, ...findings.map(({ message }) => message)].map((said) => `${host}: ${said}`),
    );
    assert.equal(code, found.length === 0 ? 0 : 4, `${stdout}${stderr}`);
    return found;
  };

  /** What the neighbours of sno1 must not notice: their machines' ids, and their leases. */
  const neighboursOfSno1 = async (): Promise<string[]> => {
    const leases = (await on("jumphost", "cat /var/lib/ocplab/dnsmasq/leases")).split("\n");
    const theirs = [...(await machines("server1")), ...leases]
      .filter((line) => !line.includes("sno1-") && !line.includes("52:54:00:00:02:"))
      .map((line) => line.replace(/^\d{10} /, "")); // when a lease ends changes with each renewal
    return theirs.sort();
  };

  it("previews a cluster whose foundation is missing, and refuses to make it", async () => {
    const preview = await lab.pulumi("preview", "-s", "sno2");
    assert.equal(preview.code, 0, preview.text);
    assert.match(preview.text, /the foundation of jumphost, server2 is missing/);
    const up = await lab.pulumi("up", "-s", "sno2", "--yes", "--skip-preview");
    assert.notEqual(up.code, 0);
    assert.match(up.text, /cluster sno2: the foundation of jumphost, server2 is missing/);
    assert.match(up.text, /pulumi up -s lab/);
    assert.doesNotMatch(up.text, /^ +at /m);
    assert.equal(await on("server2", "virsh --quiet list --all"), "");
  });

  it("converges to machines that have exactly the planned addresses", async () => {
    const table = await lab.must("node", "--require", "./load/register.cjs", "cli/converge.ts");
    const rows = table.split("\n").filter((line) => / (yes|no)$/.test(line));
    assert.equal(rows.length, 8);
    for (const row of rows) {
      const [, , , , planned, leased, reachable] = row.split(/\s+/);
      assert.deepEqual([leased, reachable], [planned, "yes"], row);
    }
    assert.match(table, /^ocp1 +worker-1 +server1 +52:54:00:00:01:05 +192\.0\.2\.28 /m);
  });

  it("says 0 changes in a preview with refresh of every stack after that", async () => {
    const told = await lab.must(
      ...["./ocplab", "preview", "--expect-no-changes", "--policy-pack", "policy"],
    );
    assert.deepEqual(told.match(/^\S+(?= .* 0 changes$)/gm)?.sort(), [...stacks].sort());
    assert.doesNotMatch(told, /policy \S+ \(/, "it keeps its own rules");
    assert.deepEqual(await audited(), []);
  });

  it("costs as many logins, round trips, processes, calls and bytes of state as it should", async () => {
    for (const stack of ["lab", "ocp1"] as const) {
      const costs = {
        ...(await previewCosts(lab, stack, hosts)),
        stateKib: await stateKib(lab, stack),
      };
      assert.deepEqual(costs, expectedCosts[stack], stack);
    }
  });

  it("finds what is left behind, and what is in the way of the plan, on every host at once", async () => {
    const nic = `<interface type="bridge"><mac address="52:54:00:00:03:01"/><source bridge="br0"/></interface>`;
    const machine = `<domain type="qemu"><name>other</name><memory>65536</memory><os><type>hvm</type></os><devices>${nic}</devices></domain>`;
    const network = `<network><name>ocp9-provisioning</name><bridge name="prov9"/></network>`;
    await sh("server1", `echo '${machine}' | virsh define /dev/stdin`);
    await sh("server3", `echo '${network}' | virsh net-define /dev/stdin; touch /etc/ocplab/x`);
    await sh("jumphost", "ip address add 192.0.2.40/32 dev lo");
    assert.deepEqual(await audited(), [
      "jumphost: in the way: network device lo has the address 192.0.2.40, planned for sno1-master-0",
      "server1: in the way: machine other has the MAC 52:54:00:00:03:01, planned for sno2-master-0",
      "server3: left behind: network ocp9-provisioning, of cluster ocp9",
      "server3: left behind: file /etc/ocplab/x",
    ]);
    await sh("server1", "virsh undefine other");
    await sh("server3", "virsh net-undefine ocp9-provisioning; rm /etc/ocplab/x");
    await sh("jumphost", "ip address del 192.0.2.40/32 dev lo");
  });

  it("tells how the lab is: machines, leases, names, the APIs that were installed", async () => {
    const { code, stdout } = await lab.run("./ocplab", "status", "--json");
    const { clusters: told, servers, outcome } = JSON.parse(stdout) as StatusReport;
    assert.deepEqual([code, outcome], [0, "well"]);
    assert.deepEqual(
      told.map(({ cluster, machines, leases, names, install, problems }) => [
        ...[cluster, machines?.right, leases?.right, names?.right, install?.state, problems],
      ]),
      [
        ["ocp1", 6, 6, 9, "succeeded", []],
        ["sno1", 1, 1, 4, "succeeded", []],
        ["sno2", 1, 1, 4, "succeeded", []],
      ],
    );
    for (const { bridges, memory } of servers) {
      assert.deepEqual(bridges, { br0: true });
      assert.ok(memory && memory.available > 0 && memory.available <= memory.total);
    }
  });

  it("gives every machine its planned name, and answers for the names of the lab", async () => {
    const ssh = ["ssh", "-F", ".box/ssh_config"];
    assert.equal(await lab.must(...ssh, "192.0.2.28", "hostname"), "worker-1\n");
    const ask = async (...question: string[]): Promise<string> =>
      (await lab.inHost("server1", "dig", "+short", "+tries=1", "@192.0.2.1", ...question)).trim();
    assert.equal(await ask("api.ocp1.lab.example.com"), "192.0.2.20");
    assert.equal(await ask("api-int.ocp1.lab.example.com"), "192.0.2.20");
    assert.equal(await ask("console.apps.ocp1.lab.example.com"), "192.0.2.21");
    assert.equal(await ask("-x", "192.0.2.24"), "master-0.ocp1.lab.example.com.");
    assert.equal(await ask("-x", "192.0.2.40"), "master-0.sno1.lab.example.com.");
    assert.equal(await ask("server3.lab.example.com"), "192.0.2.13");
    assert.equal(await ask("nobody.lab.example.com"), "");
    assert.notEqual(await ask("registry.example.net"), "");
    assert.equal(await on("jumphost", "getent hosts api.sno2.lab.example.com"), sno2Hosts);
  });
  const sno2Hosts = "192.0.2.41      api.sno2.lab.example.com\n";

  it("has each server on its bridge, with the address that its NIC had", async () => {
    for (const host of ["server1", "server2", "server3"]) {
      const port = await on(host, "cat /sys/class/net/br0/brif/host0/state");
      assert.equal(port.trim(), "3", "the port forwards");
      const first = /192\.0\.2\.\d+\/24/.exec(atFirst.get(host)?.addresses?.join("\n") ?? "")?.[0];
      assert.match(
        await on(host, "ip -brief address show br0"),
        new RegExp(` ${first ?? "none"} `),
      );
    }
  });

  it("keeps the kubeconfig as a secret of the stack", async () => {
    const outputs = await lab.must("pulumi", "stack", "output", "--json", "-s", "sno1");
    assert.equal((JSON.parse(outputs) as { kubeconfig: string }).kubeconfig, "[secret]");
    const shown = await lab.must(
      ...["pulumi", "stack", "output", "kubeconfig", "--show-secrets", "-s", "sno1"],
    );
    assert.match(shown, /https:\/\/api\.sno1\.lab\.example\.com:6443/);
    const state = await lab.must("pulumi", "stack", "export", "-s", "sno1");
    assert.doesNotMatch(state, /current-context|PRIVATE KEY/);
  });

  it("shows a file edited by hand, and puts it right", async () => {
    const path = "/etc/ocplab/dnsmasq/hosts.d/sno1";
    const planned = await on("jumphost", `cat ${path}`);
    await lab.inHost("jumphost", "sh", "-c", `echo '192.0.2.99 x.example.com' >> ${path}`);
    assert.deepEqual(await lab.changes("sno1"), ["update records-hosts.d"]);
    const shown = await lab.pulumi("preview", "-s", "sno1", "--diff");
    assert.match(shown.text, /- +192\.0\.2\.99 x\.example\.com/);
    await upAndCheck("sno1");
    assert.equal(await on("jumphost", `cat ${path}`), planned);
  });

  it("shows a stopped service, and starts it", async () => {
    await on("jumphost", "systemctl stop ocplab-dnsmasq.service");
    assert.deepEqual(await lab.changes("lab"), ["update jumphost-dnsmasq-service"]);
    await upAndCheck("lab");
    assert.equal(await on("jumphost", "systemctl is-active ocplab-dnsmasq"), "active\n");
  });

  it("shows a stopped and a deleted machine, and starts and makes them again", async () => {
    await on("server1", "virsh destroy ocp1-master-1");
    await on("server1", "virsh destroy ocp1-worker-0");
    await on("server1", "virsh undefine ocp1-worker-0");
    const { code, stdout } = await lab.run("./ocplab", "status", "ocp1");
    assert.equal(code, 4);
    assert.match(stdout, /^ocp1 +ipi +server1 +4 of 6 /m);
    assert.match(stdout, /^ocp1: master-1: its machine on server1 is shut off$/m);
    assert.match(stdout, /^ocp1: worker-0: server1 has no machine ocp1-worker-0$/m);
    assert.deepEqual(await lab.changes("ocp1"), [
      "create worker-0-domain",
      "update master-1-domain",
    ]);
    await upAndCheck("ocp1");
    const running = await on("server1", "virsh --quiet list --name");
    assert.match(running, /^ocp1-master-1$/m);
    assert.match(running, /^ocp1-worker-0$/m);
  });

  it("shows what libvirt's own provider does not see, and puts it right without a restart", async () => {
    const ids = await machines("server1");
    const defined = (): Promise<string> =>
      sh(
        "server1",
        "for n in baremetal provisioning; do virsh net-dumpxml --inactive ocp1-$n; done; " +
          "virsh dumpxml --inactive ocp1-master-2; virsh net-list --all; virsh pool-list --all",
      );
    const asPlanned = await defined();
    for (const script of [
      "virsh net-destroy ocp1-provisioning && virsh net-autostart --disable ocp1-provisioning",
      "virsh net-dumpxml ocp1-baremetal | sed s/br0/br9/ >/tmp/n.xml && virsh net-define /tmp/n.xml && rm /tmp/n.xml",
      "virsh pool-autostart --disable ocplab-ocp1",
      "virsh detach-interface ocp1-master-2 bridge --mac 52:54:01:00:01:03 --config",
      "virsh setvcpus ocp1-master-2 2 --config --maximum",
    ]) {
      await sh("server1", script);
    }
    assert.deepEqual(await lab.changes("ocp1"), [
      "update server1-libvirt",
      "update server1-networks-provisioning",
    ]);
    const shown = await lab.pulumi("preview", "-s", "ocp1", "--diff");
    assert.match(shown.text, /~ bridge +: "br9" => "br0"/);
    assert.match(shown.text, /~ active +: false => true/);
    assert.match(shown.text, /"2 at its next start" => 1/);
    assert.match(shown.text, /52:54:01:00:01:00 on prov1, which has lost it/);
    assert.doesNotMatch(shown.text, /RESTARTED|REBUILT/);
    await upAndCheck("ocp1");
    assert.equal(await defined(), asPlanned);
    assert.deepEqual(await machines("server1"), ids);
    // the NICs of six running machines and of nobody else
    assert.equal(await sh("server1", "ls /sys/class/net/prov1/brif | wc -l"), "6\n");
  });

  it("says in words which machine a change restarts or rebuilds, and why", async () => {
    const undo = lab.editLab((file) => {
      file.setIn(["clusters", "ocp1", "sizes", "worker", "memory"], "112MiB");
      file.setIn(["clusters", "ocp1", "sizes", "provisionhost", "disk"], "48MiB");
    });
    const { text } = await lab.pulumi("preview", "-s", "ocp1");
    undo();
    assert.match(text, /ocp1-worker-0 is RESTARTED: .*memory 96 MiB, to be 112 MiB/);
    assert.match(text, /ocp1-provisionhost is REBUILT: .*IS LOST \(disk 40 MiB, to be 48 MiB\)/);
    assert.doesNotMatch(text, /master-\d is RE/);
  });

  it("gets a cluster going again whose disks, or whose pool, went behind its back", async () => {
    await sh("server1", "virsh vol-delete --pool ocplab-ocp1 worker-1.qcow2");
    await sh(
      "server2",
      "virsh destroy sno2-master-0; virsh undefine sno2-master-0; " +
        "virsh pool-destroy ocplab-sno2; virsh pool-undefine ocplab-sno2; rm -r /var/lib/libvirt/ocplab/sno2",
    );
    const stuck = await lab.pulumi("preview", "-s", "sno2");
    assert.notEqual(stuck.code, 0);
    assert.match(stuck.text, /server2: the pool ocplab-sno2 is gone, .*next: \.\/ocplab mend sno2/);
    for (const [cluster, said] of [
      ["ocp1", "server1: remove the machine ocp1-worker-1, whose disk worker-1.qcow2 is gone\n"],
      ["sno2", "server2: define the pool ocplab-sno2 again, at /var/lib/libvirt/ocplab/sno2\n"],
      ["sno1", "sno1: nothing is in the way of libvirt's provider\n"],
    ] as const) {
      assert.equal(await lab.must("./ocplab", "mend", cluster, "--yes"), said);
      await upAndCheck(cluster);
    }
  });

  it("adds one worker and takes it away, and changes no other machine", async () => {
    const ids = await machines("server1");
    const undo = lab.editLab((file) => {
      file.setIn(["clusters", "ocp1", "workers"], 3);
    });
    const added = await lab.changes("ocp1");
    assert.deepEqual(added, [
      "create worker-2",
      "create worker-2-disk",
      "create worker-2-domain",
      "update documents-inventory",
      "update records-dhcp.d",
      "update records-hosts.d",
      "update server1-libvirt",
    ]);
    await upAndCheck("ocp1");
    const grown = await machines("server1");
    assert.deepEqual(
      grown.filter((machine) => !machine.includes("ocp1-worker-2")),
      ids,
    );
    undo();
    await upAndCheck("ocp1");
    assert.deepEqual(await machines("server1"), ids);
  });

  it("destroys and rebuilds a single node without its neighbours noticing", async () => {
    const others = await neighboursOfSno1();
    await lab.destroy("sno1");
    assert.deepEqual(await neighboursOfSno1(), others);
    assert.doesNotMatch(await on("server1", "virsh --quiet list --all"), /sno1/);
    await upAndCheck("sno1");
    assert.deepEqual(await neighboursOfSno1(), others);
  });

  it("keeps a protected cluster, also from plain Pulumi, and tells who is at work on it", async () => {
    const ids = await machines("server2");
    const undo = lab.editLab((file) => {
      file.setIn(["clusters", "sno2", "protected"], true);
    });
    const first = lab.run("./ocplab", "up", "sno2");
    await isLocked("sno2");
    const second = await lab.run("./ocplab", "up", "sno2");
    assert.equal(second.code, 7, second.stderr);
    assert.match(second.stdout, /^ {2}sno2: is locked by \S+@\S+ \(pid \d+\) since \d{4}-/m);
    assert.equal((await first).code, 0);

    const ours = await lab.run("./ocplab", "destroy", "sno2", "--yes");
    assert.equal(ours.code, 3);
    assert.match(ours.stderr, /^sno2: it is protected /);
    const flags = ["--yes", "--skip-preview", "--continue-on-error"];
    const theirs = await lab.pulumi("destroy", "-s", "sno2", ...flags);
    assert.notEqual(theirs.code, 0);
    assert.match(theirs.text, /because it is protected/);
    assert.deepEqual(await machines("server2"), ids);
    assert.equal((await lab.run("./ocplab", "status", "sno2")).code, 0);
    undo();
    await lab.must("./ocplab", "up", "sno2");
    assert.deepEqual(await machines("server2"), ids);
  });

  /** Waits until somebody is at work on a stack. */
  const isLocked = async (stack: string): Promise<void> => {
    const locks = join(
      accessFiles(lab.place).pulumiState,
      ".pulumi/locks/organization/ocplab",
      stack,
    );
    while (!existsSync(locks) || readdirSync(locks).length === 0) await setTimeout(50);
  };

  it("installs a cluster anew when it is told to, and gives its kubeconfig to the user", async () => {
    const jobs = (): Promise<string> => on("jumphost", "ls /var/lib/dci-pipeline/sno2");
    const before = await jobs();
    await lab.must("./ocplab", "reinstall", "sno2", "--yes");
    assert.notEqual(await jobs(), before);
    assert.deepEqual(await lab.changes("sno2"), []);

    const file = join(lab.folder, "kubeconfig");
    await lab.must("env", `KUBECONFIG=${file}`, "./ocplab", "kubeconfig", "sno2");
    assert.match(readFileSync(file, "utf8"), /https:\/\/api\.sno2\.lab\.example\.com:6443/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it("refuses to destroy the foundation under a cluster, and takes nothing from it", async () => {
    const { code, text } = await lab.pulumi("destroy", "-s", "lab", "--yes", "--skip-preview");
    assert.notEqual(code, 0);
    for (const name of clusters) assert.match(text, new RegExp(name));
    assert.match(text, /pulumi destroy -s/);
    assert.deepEqual(await lab.changes("lab"), []);
  });

  it("says what is wrong with the lab file, all at once, and changes nothing", async () => {
    const undo = lab.editLab((file) => {
      file.setIn(["clusters", "sno2", "server"], "server9");
      file.setIn(["clusters", "sno1", "firstAddress"], "203.0.113.7");
    });
    const { code, text } = await lab.pulumi("up", "-s", "sno1", "--yes", "--skip-preview");
    undo();
    assert.notEqual(code, 0);
    assert.match(text, /lab\.yaml:\d+:\d+: clusters\.sno2\.server/);
    assert.match(text, /lab\.yaml:\d+:\d+: clusters\.sno1\.firstAddress/);
    assert.doesNotMatch(text, /^ +at /m);
    assert.deepEqual(await lab.changes("sno1"), []);
  });

  it("names a host that shows another key than the pinned one, and does not compare it", async () => {
    const wrong = (await lab.must("ssh-keygen", "-y", "-f", ".box/id_ed25519")).trim();
    const hostKey = wrong.split(" ").slice(0, 2).join(" ");
    const undo = lab.editLab((file) => {
      file.setIn(["servers", "server3", "ssh"], { hostKey });
    });
    const { code, text } = await lab.pulumi("preview", "-s", "lab");
    undo();
    assert.equal(code, 0, text);
    assert.match(text, /server3: not compared: .*host key/);
  });

  it("says that libvirt does not answer, and where", async () => {
    await on("server2", "systemctl stop libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket");
    await on("server2", "systemctl stop libvirtd.service");
    const { code, text } = await lab.pulumi("preview", "-s", "sno2");
    assert.notEqual(code, 0);
    assert.match(text, /server2: libvirtd\.socket does not run, .* next: pulumi up -s lab/);
    assert.deepEqual(await lab.changes("lab"), ["update server2-hypervisor-socket"]);
    await upAndCheck("lab");
    assert.deepEqual(await lab.changes("sno2"), []);
  });

  it("converges the others when a server is dead, names it, and does not end with 0", async () => {
    await lab.kill("server2");
    const undo = lab.editLab((file) => {
      file.setIn(["clusters", "ocp1", "workers"], 3);
    });
    const { code, stdout, stderr } = await lab.run(
      "node",
      "--require",
      "./load/register.cjs",
      "cli/converge.ts",
    );
    const text = `${stdout}${stderr}`;
    assert.equal(code, 6, text);
    assert.match(text, /server2: not compared/);
    assert.match(text, /^not done: lab: a host could not be asked/m);
    assert.match(text, /^not done: sno2: failed, see /m);
    assert.doesNotMatch(text, /not done: (ocp1|sno1)/);
    assert.match(text, /^ocp1 +worker-2 .* yes$/m);
    const status = await lab.run("./ocplab", "status");
    assert.equal(status.code, 5);
    assert.match(status.stdout, /^sno2 +sno +server2 +not asked +1 of 1 /m);
    assert.match(status.stdout, /^server2: not asked: cannot be reached at 192\.0\.2\.12: /m);
    undo();
    await lab.start("server2");
    for (const stack of stacks) await upAndCheck(stack);
  });

  it("leaves nothing on any host when all of it is destroyed", async () => {
    await lab.must("./ocplab", "destroy", "--yes");
    assert.deepEqual(await audited(), []);
    for (const host of hosts) {
      assert.deepEqual(differences(atFirst.get(host) ?? {}, await inventory(lab, host)), [], host);
    }
  });
});
