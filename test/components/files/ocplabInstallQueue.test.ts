import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { codeOf, FakeJumphost, saidBy } from "./fakeJumphost.ts";

const ofOcp1 = { queue: { pool: "small", resource: "server1" } };
const ofOcp2 = { cluster: "ocp2", queue: { pool: "small", resource: "server2" } };
const kept = (cluster: string): string =>
  `ocplab keeps it for ${cluster} until its install has succeeded`;

describe("ocplab-install, where a server is a resource of dci-queue", function () {
  // each word with dci-queue is a start of Python
  let host: FakeJumphost;
  beforeEach(() => {
    host = new FakeJumphost();
  });
  afterEach(() => {
    host.remove();
  });

  it("makes pool and resource where they are missing, and has dci-queue run dci-pipeline on it", () => {
    host.dciPipeline('echo "given $*, on $DCI_QUEUE_RES"');
    const { log } = JSON.parse(host.call("start", ofOcp1).stdout) as { log: string };
    const { code, stderr } = host.call("wait", ofOcp1);
    assert.equal(code, 0);
    const pipeline = host.path("ocp1-pipeline.yml");
    assert.ok(readFileSync(log, "utf8").includes(`given ${pipeline}, on server1\n`));
    assert.match(host.queue("list", "small"), /^Available resources on the small pool: server1$/m);
    assert.doesNotMatch(host.queue("list"), /ocplab-ocp1/);
    assert.match(
      stderr,
      /no pool small yet, so it is made; .*dci-queue install small on the jumphost/,
    );
    assert.equal(host.crontab, undefined);
  });

  it("keeps the server from the jobs of others for as long as the install needs it, and says why", () => {
    host.queue("add-pool", "small");
    host.queue("add-resource", "small", "server1");
    host.dciPipeline(host.untilReleased);
    host.call("start", ofOcp1);
    const during = host.queue("list", "small");
    assert.match(during, /^Resources on the small pool: $/m);
    assert.match(during, new RegExp(`^ server1: ${kept("ocp1")} \\[`, "m"));
    host.program("theirs", `touch ${host.path("touched")}`);
    host.queue("schedule", "small", "--", host.path("bin/theirs"), "@RESOURCE");
    host.queue("run", "small");
    assert.equal(existsSync(host.path("touched")), false);
    host.release();
    host.call("wait", ofOcp1);
    host.queue("run", "small");
    assert.ok(existsSync(host.path("touched")));
  });

  it("installs two clusters at once, each on its own server", async () => {
    host.dciPipeline('echo "$DCI_QUEUE_RES" >> "$HOME/busy"', host.untilReleased);
    for (const one of [ofOcp1, ofOcp2]) assert.equal(host.call("start", one).code, 0);
    const busy = (): string[] =>
      existsSync(host.path("home/busy"))
        ? readFileSync(host.path("home/busy"), "utf8").split("\n").filter(Boolean).sort()
        : [];
    while (busy().length < 2) await sleep(20);
    assert.deepEqual(busy(), ["server1", "server2"]);
    host.release();
    for (const one of [ofOcp1, ofOcp2]) assert.equal(host.call("wait", one).code, 0);
    const free = /Available resources on the small pool: (.*)/.exec(host.queue("list", "small"));
    assert.deepEqual(free?.[1]?.split(" ").sort(), ["server1", "server2"]);
  });

  it("waits for a job of others that has the server, and says for which", async () => {
    host.queue("add-pool", "small");
    host.queue("add-resource", "small", "server1");
    host.program("theirs", host.untilReleased);
    host.queue("schedule", "small", "--", host.path("bin/theirs"), "@RESOURCE");
    const theirs = host.spawnQueue("run", "small");
    while (!host.queue("list", "small").includes("[server1]")) await sleep(20);
    host.call("start", ofOcp1);
    const wait = host.spawn("wait", ofOcp1);
    const said = saidBy(wait);
    const done = codeOf(wait);
    while (!said().includes("\n")) await sleep(20);
    assert.match(said(), /^ocp1: waits for job 1 of dci-queue's pool small, which has server1\n/);
    host.release();
    assert.equal(await codeOf(theirs), 0);
    assert.equal(await done, 0);
  });

  it("leaves the server out with the reason after a failure; the next run has it at once", () => {
    host.dciPipeline("exit 2");
    host.call("start", ofOcp1);
    assert.match(host.call("wait", ofOcp1).stderr, /dci-pipeline ended with 2/);
    assert.ok(host.queue("list", "small").includes(` server1: ${kept("ocp1")} [`));
    host.dciPipeline("exit 0");
    assert.equal(host.call("wait", ofOcp1).code, 0);
    assert.match(host.queue("list", "small"), /^Available resources on the small pool: server1$/m);
  });

  it("is no success where a signal ended dci-pipeline, whatever dci-queue makes of it", () => {
    host.dciPipeline("kill -KILL $$");
    host.call("start", ofOcp1);
    assert.match(host.call("wait", ofOcp1).stderr, /ended with 137: stopped by signal 9/);
  });

  it("refuses a server that somebody has taken out, with the reason and the next step", () => {
    host.queue("add-pool", "small");
    host.queue("add-resource", "small", "server1");
    host.queue("remove-resource", "small", "server1", "new memory on Monday");
    const { code, stderr } = host.call("start", ofOcp1);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /ocp1: somebody has taken server1 out of dci-queue's pool small: new memory on Monday\nnext: when it is free, dci-queue add-resource small server1 on the jumphost; then pulumi up again/,
    );
    assert.equal(host.starts, 0);
    host.call("delete", ofOcp1);
    assert.match(host.queue("list", "small"), /server1: new memory on Monday/);
  });

  it("says what to do where there is no dci-queue", () => {
    rmSync(host.path("bin/dci-queue"));
    assert.match(
      host.call("start", ofOcp1).stderr,
      /dci-queue is not on the jumphost; next: install the dci-pipeline package there, or remove install\.queue/,
    );
    assert.equal(host.call("delete", ofOcp1).code, 0);
  });

  it("attaches again after a wait that was cut off, and starts nothing", async () => {
    host.dciPipeline(host.untilReleased);
    host.call("start", ofOcp1);
    const first = host.spawn("wait", ofOcp1);
    await sleep(300);
    first.stdout?.destroy();
    assert.equal(await codeOf(first), 1);
    assert.equal(host.call("start", ofOcp1).code, 0);
    host.release();
    assert.equal(host.call("wait", ofOcp1).code, 0);
    assert.equal(host.starts, 1);
  });

  it("stops a running install on delete, and leaves neither pool, resource nor reason", async () => {
    host.dciPipeline(`touch ${host.path("began")}`, "sleep 60");
    host.call("start", ofOcp1);
    while (!existsSync(host.path("began"))) await sleep(20);
    host.queue("install", "small");
    assert.match(host.crontab ?? "", /dci-queue run small\n.*dci-queue clean small\n$/);
    assert.deepEqual(host.call("delete", ofOcp1), { code: 0, stdout: "", stderr: "" });
    assert.equal(host.crontab, undefined);
    assert.equal(host.running, false);
    assert.doesNotMatch(host.queue("list"), /small|ocplab/);
    for (const left of ["installs", "pools", "slots"]) {
      assert.equal(existsSync(host.path(left)), false, left);
    }
  });

  it("keeps a pool that was there before, or that another server is in, on delete", () => {
    host.queue("add-pool", "large");
    const { crontab } = host;
    assert.match(crontab ?? "", /dci-queue run large/);
    const inLarge = { ...ofOcp2, queue: { pool: "large", resource: "server2" } };
    for (const one of [ofOcp1, inLarge]) {
      host.call("start", one);
      assert.equal(host.call("wait", one).code, 0);
    }
    host.queue("add-resource", "small", "server2");
    host.call("delete", ofOcp1);
    host.call("delete", inLarge);
    assert.match(host.queue("list", "small"), /^Resources on the small pool: server2$/m);
    assert.match(host.queue("list", "large"), /^Resources on the large pool: $/m);
    assert.equal(host.crontab, crontab);
  });

  it("takes no more out of the crontab than the lines of the pool that goes", () => {
    const before = "# root's own\n17 * * * * dci-queue run smaller\n";
    writeFileSync(host.path("crontab"), before);
    host.call("start", ofOcp1);
    assert.equal(host.call("wait", ofOcp1).code, 0);
    host.queue("install", "small");
    assert.notEqual(host.crontab, before);
    host.queue("remove-pool", "-n", "small");
    assert.equal(host.call("delete", ofOcp1).code, 0);
    assert.equal(host.crontab, before);
    assert.equal(existsSync(host.path("pools")), false);
  });

  it("refuses to delete a cluster under a job of others, and says how to stop it", async () => {
    host.call("start", ofOcp1);
    host.call("wait", ofOcp1);
    host.program("theirs", host.untilReleased);
    host.queue("schedule", "small", "--", host.path("bin/theirs"), "@RESOURCE");
    const theirs = host.spawnQueue("run", "small");
    while (!host.queue("list", "small").includes("[server1]")) await sleep(20);
    const refused = host.call("delete", ofOcp1);
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /ocp1: job 1 of dci-queue's pool small runs on server1\nnext: wait for its end, or stop it by dci-queue unschedule small 1 on the jumphost/,
    );
    host.release();
    await codeOf(theirs);
    assert.equal(host.call("delete", ofOcp1).code, 0);
  });
});

describe("ocplab-install, with fewer places than installs", () => {
  let host: FakeJumphost;
  beforeEach(() => {
    host = new FakeJumphost();
    host.parallel(1);
    mkdirSync(host.path("running"));
    host.dciPipeline(
      `touch ${host.path("running")}/$$`,
      `[ $(ls ${host.path("running")} | wc -l) = 1 ] || exit 9`,
      host.untilReleased,
      `rm ${host.path("running")}/$$`,
    );
  });
  afterEach(() => {
    host.remove();
  });

  it("lets the others wait, and says for whom", async () => {
    host.call("start");
    while (!existsSync(host.path("slots/0"))) await sleep(20);
    host.call("start", { cluster: "ocp2" });
    const wait = host.spawn("wait", { cluster: "ocp2" });
    const said = saidBy(wait);
    const done = codeOf(wait);
    while (!said().includes("\n")) await sleep(20);
    assert.match(
      said(),
      /^ocp2: waits for its turn: 1 installs run at once \(dci\.parallelInstalls of the lab file\), now ocp1\n/,
    );
    host.release();
    assert.equal(await done, 0);
    assert.equal(host.call("wait").code, 0);
  });

  it("gives the place of an install that was killed to the next", async () => {
    host.call("start");
    while (!existsSync(host.path("slots/0"))) await sleep(20);
    host.pullThePlug();
    rmSync(host.path("running"), { recursive: true });
    mkdirSync(host.path("running"));
    host.call("start", { cluster: "ocp2" });
    host.release();
    assert.equal(host.call("wait", { cluster: "ocp2" }).code, 0);
  });

  it("begins at once when more may run", async () => {
    host.call("start");
    while (readdirSync(host.path("running")).length === 0) await sleep(20);
    host.dciPipeline(`touch ${host.path("second")}`);
    host.call("start", { cluster: "ocp2" });
    await sleep(300);
    assert.equal(existsSync(host.path("second")), false);
    host.parallel(2);
    assert.equal(host.call("wait", { cluster: "ocp2" }).code, 0);
  });

  it("stops one that waits on delete", async () => {
    host.call("start");
    while (!existsSync(host.path("slots/0"))) await sleep(20);
    host.call("start", { cluster: "ocp2" });
    assert.deepEqual(host.call("delete", { cluster: "ocp2" }), { code: 0, stdout: "", stderr: "" });
    assert.equal(existsSync(host.path("installs/ocp2")), false);
    assert.equal(host.state("aaaaaaaa"), "running");
  });
});

describe("the teardown of ocplab-install", () => {
  let host: FakeJumphost;
  const teardown = { inventory: "/i.yml", playbook: "/t.yml", alone: false };
  beforeEach(() => {
    host = new FakeJumphost();
    host.program("ansible-playbook", `echo "$*" >> ${host.path("torn")}`);
    host.call("start");
    host.call("wait");
  });
  afterEach(() => {
    host.remove();
  });

  it("runs on delete, with the cluster's inventory", () => {
    host.call("delete", { teardown });
    assert.equal(readFileSync(host.path("torn"), "utf8"), "--inventory /i.yml /t.yml\n");
  });

  it("runs once the install has been stopped, and not where there was none", () => {
    host.call("delete");
    host.call("delete", { teardown });
    assert.equal(existsSync(host.path("torn")), false);
  });

  it("only warns where it fails and the machines go all the same", () => {
    host.program("ansible-playbook", "echo 'TASK [Switch the nodes off] ***'", "exit 2");
    const { code, stderr } = host.call("delete", { teardown });
    assert.equal(code, 0);
    assert.equal(stderr, "warning: ocp1: the teardown failed: TASK [Switch the nodes off]\n");
    assert.equal(existsSync(host.path("installs")), false);
  });

  it("ends the delete where it fails and nothing else removes the machine", () => {
    host.program("ansible-playbook", "exit 2");
    const { code, stderr } = host.call("delete", { teardown: { ...teardown, alone: true } });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /nothing else removes its machine\nnext: ansible-playbook -i \/i\.yml \/t\.yml/,
    );
    writeFileSync(host.path("bin/ansible-playbook"), "#!/bin/sh\n");
    assert.equal(host.call("delete", { teardown: { ...teardown, alone: true } }).code, 0);
  });
});
