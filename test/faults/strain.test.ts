import assert from "node:assert/strict";

import { fill, slow, unfill, unslow } from "../../box/fault.ts";
import { differences, inventory, type Inventory } from "../e2e/inventory.ts";
import { eachStandsOnTheLast } from "../e2e/steps.ts";
import { TestLab } from "../e2e/testLab.ts";
import { secondsSince, tell } from "./figures.ts";

const hosts = ["jumphost", "server1"] as const;

describe("a run under strain", function () {
  this.timeout(600_000);
  const lab = new TestLab();
  const atFirst = new Map<string, Inventory>();

  before(async () => {
    await lab.boxUp(1);
    lab.editLab((file) => {
      for (const name of ["server2", "server3"]) file.deleteIn(["servers", name]);
      file.deleteIn(["clusters", "ocp1"]);
      for (const name of ["sno1", "sno2"]) file.deleteIn(["clusters", name, "install"]);
      file.setIn(["clusters", "sno2", "server"], "server1");
    });
    for (const host of hosts) atFirst.set(host, await inventory(lab, host));
    for (const stack of ["lab", "sno1", "sno2"]) await lab.must("pulumi", "stack", "init", stack);
    await lab.up("lab");
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  const sh = (host: string, script: string): Promise<string> =>
    lab.inHost(host, "sh", "-c", script);

  async function converges(stack: string): Promise<void> {
    await lab.up(stack);
    assert.deepEqual(await lab.changes(stack), [], stack);
  }

  it("converges over a slow line, where SSH lets few log in at a time", async () => {
    const few = "/etc/ssh/sshd_config.d/00-few.conf";
    const reload = "systemctl reload ssh";
    await sh("server1", `echo 'MaxStartups 2:100:2' >${few}; ${reload}`);
    await slow(lab.place, "server1", 200);
    const started = performance.now();
    await converges("sno1");
    const after = secondsSince(started);
    await unslow(lab.place, "server1");
    await sh("server1", `rm ${few}; ${reload}`);
    tell("Strain", "answers 200 ms late, 2 logins at a time", `converged after ${after}`);
  });

  it("finds names and leases as they were after dnsmasq was killed, and the jumphost's power cut", async () => {
    const file = "/var/lib/ocplab/dnsmasq/leases";
    const leases = `cut -d ' ' -f 2- ${file}`;
    const answered = "dig +short +tries=1 +time=1 @192.0.2.1 api.sno1.lab.example.com | grep -q .";
    await lab.until("jumphost", `grep -q ' 192.0.2.40 ' ${file}`);
    const before = await sh("jumphost", leases);
    const started = performance.now();
    await sh("jumphost", "systemctl kill -s KILL ocplab-dnsmasq");
    await lab.until("server1", answered);
    const after = secondsSince(started);
    await lab.kill("jumphost");
    await lab.start("jumphost");
    await lab.until("server1", answered);
    assert.equal(await sh("jumphost", leases), before);
    for (const stack of ["lab", "sno1"]) assert.deepEqual(await lab.changes(stack), [], stack);
    tell("Strain", "dnsmasq killed", `answers after ${after}, by itself`);
    tell("Strain", "the jumphost's power cut", "names and leases as before, 0 changes");
  });

  it("is refused where the disk is full, also in the middle, and goes on when it has room", async () => {
    const machine = await sh("server1", "pgrep -f [g]uest=sno1-master-0");
    const up = (): ReturnType<TestLab["pulumi"]> =>
      lab.pulumi("up", "-s", "sno2", "--yes", "--skip-preview");
    await fill(lab.place, "server1");
    const started = performance.now();
    const { code: refused, text } = await up();
    assert.notEqual(refused, 0);
    assert.match(text, /server1: .*: no space on the disk \(\d+ bytes needed, \d+ free\)/);
    assert.doesNotMatch(await sh("server1", "virsh --quiet list --all"), /sno2/);
    tell(
      "Strain",
      "a server's disk full",
      `refused after ${secondsSince(started)}, bytes needed and free told`,
    );
    await unfill(lab.place, "server1");
    const going = up();
    await lab.until("server1", "test -e /etc/libvirt/storage/ocplab-sno2.xml");
    await fill(lab.place, "server1");
    const { code } = await going;
    await unfill(lab.place, "server1");
    await converges("sno2");
    assert.equal(await sh("server1", "pgrep -f [g]uest=sno1-master-0"), machine);
    assert.doesNotMatch(await sh("server1", "virsh --quiet list --all"), /paused/);
    tell(
      "Strain",
      "a server's disk full in the middle of an up",
      `exit code ${String(code)}, the next up converges, 0 machines stopped`,
    );
  });

  it("leaves nothing on any host in the end", async () => {
    assert.match(
      await lab.must("./ocplab", "destroy", "--yes"),
      /^nothing of it is left on any host$/m,
    );
    for (const host of hosts) {
      assert.deepEqual(differences(atFirst.get(host) ?? {}, await inventory(lab, host)), [], host);
    }
  });
});
