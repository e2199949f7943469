import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { codeOf, FakeJumphost, saidBy } from "./fakeJumphost.ts";

describe("ocplab-install", () => {
  let host: FakeJumphost;
  beforeEach(() => {
    host = new FakeJumphost();
  });
  afterEach(() => {
    host.remove();
  });

  it("starts an install once, however often it is told to", () => {
    host.dciPipeline(host.untilReleased);
    const first = host.call("start");
    const second = host.call("start");
    assert.equal(first.code, 0, first.stderr);
    assert.deepEqual(second, first);
    assert.equal(host.starts, 1);
  });

  it("gives dci-pipeline the pipeline file and keeps what it prints in a log that is root's alone", () => {
    host.dciPipeline('echo "given $*"');
    const { stdout } = host.call("start");
    assert.equal(host.call("wait").code, 0);
    const { log } = JSON.parse(stdout) as { log: string };
    assert.match(
      readFileSync(log, "utf8"),
      new RegExp(`^given ${host.path("ocp1-pipeline.yml")}$`, "m"),
    );
    assert.equal(statSync(log).mode & 0o777, 0o600);
  });

  it("does not install again what is installed", () => {
    host.call("start");
    const first = host.call("wait");
    host.call("start");
    const second = host.call("wait");
    assert.equal(second.code, 0);
    assert.equal(second.stdout, first.stdout);
    assert.equal(host.starts, 1);
  });

  it("tells where the job's work folder and the log are", () => {
    host.dciPipeline(`mkdir -p ${host.path("data/ocp1/job-7")}`);
    host.call("start");
    const told = JSON.parse(host.call("wait").stdout) as Record<string, unknown>;
    assert.equal(told.jobDir, host.path("data/ocp1/job-7"));
    assert.equal(told.log, host.path("installs/ocp1/aaaaaaaa.log"));
  });

  it("attaches to a run that an earlier call left behind, and starts nothing", async () => {
    host.dciPipeline(host.untilReleased);
    host.call("start");
    const wait = host.spawn("wait");
    await sleep(200);
    host.release();
    assert.equal(await codeOf(wait), 0);
    assert.equal(host.starts, 1);
  });

  it("begins one run where it is told to by many at once", async () => {
    host.dciPipeline(host.untilReleased);
    const codes = await Promise.all([1, 2, 3, 4].map(() => codeOf(host.spawn("start"))));
    assert.deepEqual(codes, [0, 0, 0, 0]);
    assert.equal(host.starts, 1);
  });

  it("says now and then how long it has been at what", async () => {
    host.dciPipeline("echo 'TASK [installer : Wait for it] ****'", host.untilReleased);
    host.call("start");
    const wait = host.spawn("wait");
    const said = saidBy(wait);
    const done = codeOf(wait);
    while (!said().includes("\n")) await sleep(20);
    host.release();
    assert.equal(await done, 0);
    assert.match(
      said(),
      /^ocp1: stage pre, \d s, TASK \[installer : Wait for it\]\n(.*\n)*ocp1: installed in \d s\n$/,
    );
  });

  it("ends a wait that nobody reads any more, while the install goes on", async () => {
    host.dciPipeline(host.untilReleased);
    host.call("start");
    const wait = host.spawn("wait");
    await sleep(200);
    wait.stdout?.destroy();
    assert.equal(await codeOf(wait), 1);
    assert.ok(host.running);
  });

  it("tells a failure once: the call after that begins anew", () => {
    host.dciPipeline("exit 1");
    host.call("start");
    assert.equal(host.call("wait").code, 1);
    assert.equal(host.starts, 1);
    host.dciPipeline("exit 0");
    assert.equal(host.call("wait").code, 0);
    assert.equal(host.starts, 2);
  });

  it("does not begin a failed install anew on start, only on wait", () => {
    host.dciPipeline("exit 1");
    host.call("start");
    assert.equal(host.call("wait").code, 1);
    host.call("start");
    assert.equal(host.starts, 1);
  });

  const meanings: [number, RegExp][] = [
    [1, /ended with 1: a job failed or could not be scheduled/],
    [2, /ended with 2: .*infrastructure/],
    [3, /ended with 3: it refused an argument/],
    [4, /ended with 4: it can write to no data folder/],
    [143, /ended with 143: stopped by signal 15/],
    [99, /ended with 99: which it does not document/],
  ];
  for (const [code, words] of meanings) {
    it(`tells exit code ${code} in words, with the log and the next step`, () => {
      host.dciPipeline("echo 'TASK [installer : Wait for it] ****'", `exit ${code}`);
      host.call("start");
      const { stderr } = host.call("wait");
      assert.match(stderr, words);
      assert.match(stderr, /failed in stage pre, at TASK \[installer : Wait for it\];/);
      assert.match(stderr, /^log: .*aaaaaaaa\.log on the jumphost$/m);
      assert.match(stderr, /^next: .+; then run pulumi up again, which installs anew$/m);
    });
  }

  const stages: [string, string][] = [
    ["pre", "Launch hook pre-run"],
    ["install", "Launch configure"],
    ["install", "Launch [IPI/SNO/UPI] install"],
    ["install", "A play of the user's own"],
    ["post", "Launch post run"],
  ];
  for (const [stage, play] of stages) {
    it(`tells that it failed in stage ${stage} where the log ends in play ${play}`, () => {
      host.dciPipeline(...plays("Set dci variables", play), "exit 1");
      host.call("start");
      const { stderr } = host.call("wait");
      assert.match(stderr, new RegExp(`failed in stage ${stage}, at TASK \\[work\\];`));
    });
  }

  it("says when a stage begins, and where the job's page is", async () => {
    host.dciPipeline(
      ...plays("Set dci variables"),
      `echo '    "msg": "Follow the log at: https://dci.example.com/jobs/${job}/jobStates"'`,
      ...plays("Launch pre-run", "Launch ABI install"),
      host.untilReleased,
      ...plays("Launch after install", "Launch Red Hat tests", "Launch post run"),
      "sleep 0.5",
    );
    host.call("start");
    const wait = host.spawn("wait");
    const said = saidBy(wait);
    const done = codeOf(wait);
    while (!said().includes("stage install begins")) await sleep(20);
    host.release();
    assert.equal(await done, 0);
    const lines = said()
      .split("\n")
      .filter((line) => /job:|begins/.test(line));
    assert.deepEqual(
      lines.map((line) => line.replace(/\d+ s$/, "N s")),
      [
        `ocp1: job: https://dci.example.com/jobs/${job}`,
        "ocp1: stage install begins after N s",
        "ocp1: stage post begins after N s",
      ],
    );
  });

  it("tells the job's id and page of a run that succeeded, and the page of one that failed", () => {
    const told = [
      `echo "2026-11-24 12:00:00,000 - dcipipeline.main - INFO - Scheduled DCI job ${job}"`,
      `echo '    "msg": "Follow the log at: https://dci.example.com/jobs/${job}/jobStates"'`,
    ];
    host.dciPipeline(...told, "exit 2");
    host.call("start");
    const page = `https://dci.example.com/jobs/${job}`;
    assert.ok(host.call("wait").stderr.split("\n").includes(`job: ${page}`));
    host.dciPipeline(
      `mkdir -p ${host.path(`data/ocp1/${job}`)} ${host.path("data/ocp1/newer")}`,
      ...told,
    );
    const { jobId, jobUrl, jobDir } = JSON.parse(host.call("wait").stdout) as Record<
      string,
      unknown
    >;
    assert.deepEqual([jobId, jobUrl, jobDir], [job, page, host.path(`data/ocp1/${job}`)]);
  });

  it("goes by the newest run in the log", () => {
    host.dciPipeline(...plays("Launch post run"), "exit 1");
    host.call("start");
    assert.match(host.call("wait").stderr, /in stage post/);
    host.dciPipeline("exit 3");
    assert.match(host.call("wait").stderr, /in stage pre, at its preparation;/);
  });

  it("says so where dci-pipeline is not installed", () => {
    rmSync(host.path("bin/dci-pipeline"));
    host.call("start");
    assert.match(host.call("wait").stderr, /ended with 127: it is not there/);
  });

  it("prints nothing of the log but names of plays and tasks", () => {
    host.dciPipeline(
      "echo 'TASK [pull] ***'",
      "echo secret-canary",
      "echo secret-canary >&2",
      "exit 1",
    );
    host.call("start");
    const { stdout, stderr } = host.call("wait");
    assert.match(stderr, /TASK \[pull\]/);
    assert.doesNotMatch(stdout + stderr, /secret-canary/);
  });

  it("reports an install that a power cut ended, and starts none by itself", () => {
    host.dciPipeline("sleep 60");
    host.call("start");
    host.pullThePlug();
    host.call("start");
    assert.equal(host.starts, 1);
    assert.match(host.call("wait").stderr, /it was killed, or the jumphost went down/);
    assert.equal(host.starts, 1);
    assert.equal(host.state("aaaaaaaa"), "interrupted");
  });

  it("stops and forgets a run of other inputs before it starts one", async () => {
    host.dciPipeline(`touch ${host.path("begun")}`, "sleep 60");
    host.call("start");
    while (!existsSync(host.path("begun"))) await sleep(20);
    host.dciPipeline("exit 0");
    host.call("start", { hash: "bbbbbbbb" });
    assert.equal(host.call("wait", { hash: "bbbbbbbb" }).code, 0);
    assert.deepEqual(readdirSync(host.path("installs/ocp1")).sort(), [
      "bbbbbbbb.json",
      "bbbbbbbb.log",
    ]);
  });

  it("does not install over a cluster that is installed from other inputs, until that is deleted", () => {
    host.call("start");
    host.call("wait");
    const refused = host.call("start", { hash: "bbbbbbbb" });
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /ocp1: it is installed, and what its install is made of has changed since; nothing is installed over that\nnext: ocplab reinstall ocp1, which begins on empty disks; .* or put the lab file back\n/,
    );
    assert.equal(host.call("wait").code, 0);
    assert.equal(host.starts, 1);
    host.call("delete");
    host.call("start", { hash: "bbbbbbbb" });
    assert.equal(host.call("wait", { hash: "bbbbbbbb" }).code, 0);
    assert.equal(host.starts, 2);
  });

  const inInstall = plays("Set dci variables", "Launch ABI install");

  it("begins no run on disks that a failed one may have written, but tells the failure again", () => {
    const written = { needsEmptyDisks: true };
    host.dciPipeline(...inInstall, "exit 1");
    host.call("start", written);
    const first = host.call("wait", written);
    assert.match(
      first.stderr,
      /\nthe machines stay as they are, to be looked into: read the log, .*\nnext: ocplab reinstall ocp1, which begins on empty disks/,
    );
    assert.deepEqual(host.call("wait", written), first);
    assert.match(
      host.call("start", { ...written, hash: "bbbbbbbb" }).stderr,
      /ocp1: an install of other inputs may have written its disks; .*\nnext: ocplab reinstall ocp1/,
    );
    assert.equal(host.starts, 1);
  });

  it("begins anew after a failure before the machines were touched", () => {
    const written = { needsEmptyDisks: true };
    host.dciPipeline(...plays("Set dci variables", "Launch pre-run"), "exit 2");
    host.call("start", written);
    assert.match(host.call("wait", written).stderr, /next: .* then run pulumi up again/);
    host.dciPipeline("exit 0");
    assert.equal(host.call("wait", written).code, 0);
    assert.equal(host.starts, 2);
  });

  it("begins a failed install of other inputs anew where machines have no disks to empty", () => {
    host.dciPipeline(...inInstall, "exit 1");
    host.call("start");
    host.call("wait");
    host.dciPipeline("exit 0");
    host.call("start", { hash: "bbbbbbbb" });
    assert.equal(host.call("wait", { hash: "bbbbbbbb" }).code, 0);
  });

  it("stops a running install on delete and leaves nothing of it", async () => {
    host.dciPipeline(
      `mkdir -p ${host.path("data/ocp1/1")} ${host.path("home/clusterconfigs-ocp1")}`,
      "sleep 60",
    );
    host.call("start");
    while (!existsSync(host.path("home/clusterconfigs-ocp1"))) await sleep(20);
    const deleted = host.call("delete");
    assert.deepEqual(deleted, { code: 0, stdout: "", stderr: "" });
    assert.equal(host.running, false);
    assert.equal(existsSync(host.path("installs")), false);
    assert.deepEqual(readdirSync(host.path("data")), []);
    assert.deepEqual(readdirSync(host.path("home")), []);
  });

  it("takes on delete what DCI's agent has left of the cluster alone, and nothing else", () => {
    const ours = [
      "home/.ssh/ocp1-provisioner_rsa",
      "http_store/data/discovery/ocp1/discovery-image.iso",
      `home/tmp/dci_logs_${job}_x/oc.log`,
      `data/ocp1/${job}/ansible.log`,
      "home/clusterconfigs-ocp1/kubeconfig",
    ];
    const others = [
      "home/.ssh/id_rsa",
      "home/.ssh/ocp11-provisioner_rsa",
      "http_store/data/discovery/ocp11/discovery-image.iso",
      "home/tmp/dci_logs_of-another_x/oc.log",
      "home/releases/4.19.3/openshift-install",
    ];
    for (const name of [...ours, ...others]) {
      mkdirSync(dirname(host.path(name)), { recursive: true });
      writeFileSync(host.path(name), "");
    }
    host.program("podman", `echo "$*" >> ${host.path("podman")}`);
    host.call("start");
    host.call("wait");
    assert.equal(host.call("delete").code, 0);
    const left = [...ours, ...others].filter((name) => existsSync(host.path(name)));
    assert.deepEqual(left, others);
    assert.deepEqual(readFileSync(host.path("podman"), "utf8").split("\n"), [
      `pod exists http_store_pod_${job}`,
      `pod rm --force http_store_pod_${job}`,
      `container exists ${job}`,
      `container rm --force ${job}`,
      "",
    ]);
  });

  it("deletes a cluster that was never started", () => {
    assert.equal(host.call("delete").code, 0);
    assert.equal(existsSync(host.path("installs")), false);
  });

  it("keeps the records of other clusters on delete", () => {
    host.call("start", { cluster: "ocp2", jobs: ["ocp2"] });
    host.call("delete");
    assert.deepEqual(readdirSync(host.path("installs")), ["ocp2"]);
  });

  it("prints the kubeconfig of an installed cluster, and nothing else", () => {
    host.dciPipeline(
      `mkdir ${host.path("home/clusterconfigs-ocp1")}`,
      `echo 'kind: Config' > ${host.path("home/clusterconfigs-ocp1/kubeconfig")}`,
    );
    host.call("start");
    host.call("wait");
    assert.deepEqual(host.call("kubeconfig"), { code: 0, stdout: "kind: Config\n", stderr: "" });
  });

  it("has no kubeconfig of a cluster that is not installed", () => {
    mkdirSync(host.path("home/clusterconfigs-ocp1"));
    writeFileSync(host.path("home/clusterconfigs-ocp1/kubeconfig"), "from an older life");
    const told = host.call("kubeconfig");
    assert.equal(told.code, 1);
    assert.equal(told.stdout, "");
    assert.match(told.stderr, /^ocplab-install: ocp1: not installed/);
  });

  it("refuses a name that is no cluster's, and a pipeline file that is not there", () => {
    assert.match(
      host.call("delete", { cluster: "../etc" }).stderr,
      /parameter cluster .* '\.\.\/etc'/,
    );
    assert.match(host.call("delete", { jobs: [".."] }).stderr, /parameter jobs .* '\.\.'/);
    assert.match(
      host.call("start", { pipeline: "/nowhere.yml" }).stderr,
      /ocp1: no pipeline file \/nowhere\.yml/,
    );
    assert.equal(host.starts, 0);
    assert.equal(existsSync(host.path("installs")), false);
  });
});

const job = "01234567-89ab-4cde-8f01-23456789abcd";

/** Lines of a script that prints plays as Ansible does, with a task in each. */
function plays(...names: string[]): string[] {
  return names.map((name) => `printf 'PLAY [%s] ***\\n\\nTASK [work] ***\\n' "${name}"`);
}
