import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { differences, inventory, type Inventory } from "../e2e/inventory.ts";
import { eachStandsOnTheLast } from "../e2e/steps.ts";
import { TestLab } from "../e2e/testLab.ts";
import { tell } from "./figures.ts";

const hosts = ["jumphost", "server1"] as const;

describe("a state that is lost", function () {
  this.timeout(600_000);
  const lab = new TestLab();
  const atFirst = new Map<string, Inventory>();

  before(async () => {
    await lab.boxUp(1);
    lab.editLab((file) => {
      for (const name of ["server2", "server3"]) file.deleteIn(["servers", name]);
      for (const name of ["ocp1", "sno2"]) file.deleteIn(["clusters", name]);
      file.deleteIn(["clusters", "sno1", "install"]);
    });
    for (const host of hosts) atFirst.set(host, await inventory(lab, host));
    for (const stack of ["lab", "sno1"]) {
      await lab.must("pulumi", "stack", "init", stack);
      await lab.up(stack);
    }
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  const sh = (script: string): Promise<string> => lab.inHost("server1", "sh", "-c", script);

  async function lose(stack: string): Promise<void> {
    await lab.must("pulumi", "stack", "rm", stack, "--force", "--yes", "--preserve-config");
    await lab.must("pulumi", "stack", "init", stack);
  }

  it("is made again of what stands of the foundation, which is not touched", async () => {
    const link = await sh("cat /sys/class/net/br0/ifindex");
    const dnsmasq = "systemctl show -P MainPID ocplab-dnsmasq";
    const pid = await lab.inHost("jumphost", ...dnsmasq.split(" "));
    await lose("lab");
    await lab.up("lab");
    assert.deepEqual(await lab.changes("lab"), []);
    assert.equal(await sh("cat /sys/class/net/br0/ifindex"), link);
    assert.equal(await lab.inHost("jumphost", ...dnsmasq.split(" ")), pid);
    tell("State", "state of the foundation lost", "all adopted, 0 services restarted");
  });

  const machineOf = (): Promise<string> => sh("pgrep -f [g]uest=sno1-master-0");

  it("may be an older one that was put back: what has changed since is taken as it is", async () => {
    const old = await lab.must("pulumi", "stack", "export", "-s", "sno1");
    lab.editLab((file) => {
      file.setIn(["clusters", "sno1", "sizes", "master", "memory"], "100MiB");
    });
    await lab.up("sno1");
    const machine = await machineOf();
    writeFileSync(join(lab.folder, "old.json"), old);
    await lab.must("pulumi", "stack", "import", "-s", "sno1", "--file", "old.json");
    assert.deepEqual(await lab.changes("sno1"), []);
    await lab.up("sno1");
    assert.deepEqual(await lab.changes("sno1"), []);
    assert.equal(await machineOf(), machine);
    tell("State", "an older state of a cluster put back", "0 machines restarted");
  });

  it("costs a running cluster no machine: the up says how to go on", async () => {
    const machine = await machineOf();
    await lose("sno1");
    const { code, text } = await lab.pulumi("up", "-s", "sno1", "--yes", "--skip-preview");
    assert.notEqual(code, 0);
    assert.match(
      text,
      /server1: the pool ocplab-sno1 is there already and the state of stack sno1 does not/,
    );
    assert.match(text, /used by sno1-master-0\. It is not touched/);
    assert.equal(await machineOf(), machine);
    tell("State", "state of a running cluster lost", "refused, 0 machines stopped");
  });

  it("is made again of a cluster that is shut down, with its disks", async () => {
    const disk = "stat -c %i /var/lib/libvirt/ocplab/sno1/master-0.qcow2";
    const before = await sh(disk);
    await sh("virsh destroy sno1-master-0");
    await lab.pulumi("cancel", "-s", "sno1", "--yes");
    await lab.up("sno1");
    assert.deepEqual(await lab.changes("sno1"), []);
    assert.equal(await sh(disk), before);
    tell("State", "state of a cluster lost that is shut down", "all taken over, with its disks");
  });

  it("leaves nothing behind when all is destroyed", async () => {
    for (const stack of ["sno1", "lab"]) await lab.destroy(stack);
    for (const host of hosts) {
      const left = differences(atFirst.get(host) ?? {}, await inventory(lab, host));
      assert.deepEqual(left, [], host);
    }
  });
});
