import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { StatusReport } from "../../cli/status/report.ts";
import { buildPlan, type Plan } from "../../lab/plan.ts";
import { readLab } from "../../lab/read.ts";
import { differences, inventory } from "../e2e/inventory.ts";
import { eachStandsOnTheLast } from "../e2e/steps.ts";
import { TestLab } from "../e2e/testLab.ts";
import { guestsAnswer, inGuest } from "./guests.ts";
import { machines, makeByHand } from "./handMade.ts";

const access = ["--key-file", ".box/id_ed25519", "--known-hosts", ".box/known_hosts"];

describe("a lab that was made by hand", function () {
  this.timeout(600_000);
  const lab = new TestLab();

  before(async () => {
    await lab.boxUp(1);
    await makeByHand(lab);
    rmSync(join(lab.folder, "lab.yaml"));
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  const plan = (): Plan => buildPlan(readLab(join(lab.folder, "lab.yaml")));
  const sh = (host: string, script: string): Promise<string> =>
    lab.inHost(host, "sh", "-c", script);
  /** Machines with their ids in libvirt and their processes, all of which a restart changes. */
  const running = (): Promise<string> =>
    sh("server1", "virsh --quiet list; pgrep -a qemu | sed 's/ .*-name guest=/ /; s/,.*//'");
  let ids: string;

  it("is imported: a sound lab file, and a word on all that is not in it", async () => {
    const { code, stdout, stderr } = await lab.run(
      ...["./ocplab", "import", "--jumphost", "192.0.2.1", "192.0.2.11", ...access],
      ...["--output", "lab.yaml"],
    );
    assert.deepEqual([code, stdout], [0, ""], stderr);
    assert.match(stderr, /^left: jumphost: \/etc\/dnsmasq\.conf:15: .*`cname=console/m);
    assert.match(stderr, /^assumed: cluster server1: its bootstrap machine .* 192\.0\.2\.24,/m);
    const [cluster] = plan().clusters;
    assert.deepEqual(
      cluster?.nodes.map(({ name, fqdn, address }) => [name, fqdn, address]),
      machines.map((name, index) => {
        return [name, `${name}.server1.lab.example.com`, `192.0.2.${String(20 + index)}`];
      }),
    );
  });

  it("is converged without a machine that notices", async () => {
    const nodes = plan().clusters.flatMap((one) => one.nodes);
    await guestsAnswer(lab, nodes);
    ids = await running();
    // two cannot serve one network; the guide has the step
    await sh("jumphost", "systemctl disable --now dnsmasq");
    await lab.must("./ocplab", "up");
    assert.equal(await running(), ids);
    assert.equal(await sh("server1", "ls /sys/class/net/br0/brif | grep -c vnet"), "4\n");
    await guestsAnswer(lab, nodes);
  });

  it("says 0 changes after that, and nothing that is in the way", async () => {
    await lab.must("./ocplab", "preview", "--expect-no-changes");
    const { stdout, stderr } = await lab.run("./ocplab", "audit");
    assert.doesNotMatch(`${stdout}${stderr}`, /in the way|left behind|not asked/);
  });

  it("is served by ocplab from then on: leases, names both ways, status", async () => {
    for (const node of plan().clusters.flatMap((one) => one.nodes)) {
      await inGuest(lab, node, "/bin/busybox killall -USR1 udhcpc");
      await lab.until("jumphost", `grep -q ${node.macs.baremetal} /var/lib/ocplab/dnsmasq/leases`);
      const asked = await sh("jumphost", `dig +short @192.0.2.1 -x ${node.address}`);
      assert.equal(asked, `${node.fqdn}.\n`);
      assert.equal(await inGuest(lab, node, "hostname"), `${node.hostName}\n`);
    }
    const { stdout } = await lab.run("./ocplab", "status", "--json");
    const { clusters } = JSON.parse(stdout) as StatusReport;
    assert.deepEqual(clusters[0]?.machines, { planned: 4, right: 4 });
    assert.deepEqual(clusters[0].leases, { planned: 4, right: 4 });
    assert.equal(clusters[0].names?.right, clusters[0].names?.planned);
  });

  it("tells of a machine that was stopped, and starts none that is not its own", async () => {
    await sh("server1", "virsh destroy dciokd-master-2");
    const { stdout } = await lab.run("./ocplab", "status");
    assert.match(stdout, /master-2: its machine on server1 is shut off/);
    await lab.must("./ocplab", "up", "server1");
    assert.match(await sh("server1", "virsh domstate dciokd-master-2"), /shut off/);
  });

  it("gives the same plan when it is imported again, by now from ocplab's own files", async () => {
    const again = "again.yaml";
    await lab.must(
      ...["./ocplab", "import", "--jumphost", "192.0.2.1", "192.0.2.11", ...access],
      ...["--output", again],
    );
    const other = buildPlan(readLab(join(lab.folder, again)));
    assert.deepEqual(other, plan(), readFileSync(join(lab.folder, again), "utf8"));
  });

  it("keeps machines and bridge when it is destroyed, and leaves nothing else", async () => {
    const still = await running();
    await lab.must("./ocplab", "destroy", "--yes");
    assert.equal(await running(), still);
    assert.match(await sh("server1", "ip -o -4 addr show br0"), / 192\.0\.2\.11\/24 /);
    for (const host of ["jumphost", "server1"]) {
      const { files = [] } = await inventory(lab, host);
      assert.deepEqual(
        differences({}, { files: files.filter((line) => line.includes("ocplab")) }),
        [],
      );
    }
  });
});
