import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { sampleLab } from "../lab/sampleLab.ts";
import { FakePulumi } from "./fakePulumi.ts";

const event = (value: unknown): string =>
  `event '${JSON.stringify(value).replaceAll("'", "'\\''")}'\n`;
const urn = "urn:pulumi:ocp1::ocplab::labhost:index:File::records-hosts.d";
const step = (op: string): string =>
  event({ resourcePreEvent: { metadata: { op, urn, diffs: ["content"] } } });
const summary = (resourceChanges: Record<string, number>): string =>
  event({ summaryEvent: { resourceChanges } });

/** As `pulumi stack export` gives it, of a cluster of one machine on server2. */
function stateOf(stack: string, protect: boolean): string {
  const provider = `urn:pulumi:${stack}::ocplab::pulumi:providers:libvirt::server2::id`;
  const type = "libvirt:index/domain:Domain";
  const machine = { type, provider, protect, outputs: { name: `${stack}-master-0` } };
  const resources = [{ type: "pulumi:pulumi:Stack" }, machine];
  return JSON.stringify({ version: 3, deployment: { resources } });
}

describe("ocplab up, preview and destroy", () => {
  let pulumi: FakePulumi;

  beforeEach(() => {
    pulumi = new FakePulumi();
  });

  afterEach(() => {
    pulumi.remove();
  });

  it("converge the foundation first, then the clusters, and tell what changed", async () => {
    pulumi.does("up", "ocp1", step("update") + summary({ same: 4, update: 1, refresh: 5 }));
    pulumi.does("up", "sno1", summary({ same: 5 }));
    const { code, stdout, stderr } = await pulumi.run("up");
    assert.equal(code, 0, stderr);
    const [first, ...others] = pulumi.calls();
    assert.deepEqual([first, ...others.sort()], ["up lab", "up ocp1", "up sno1"]);
    assert.match(stdout, /^lab +[\d.]+ s {2}0 changes$/m);
    assert.match(stdout, /^ocp1 +[\d.]+ s {2}1 update$/m);
    assert.match(stdout, /^sno1 +[\d.]+ s {2}0 changes$/m);
    assert.match(stderr, /^full logs, one for each stack: \.state\/logs\/\S+-up-\d+\n$/);
  });

  it("keep all that Pulumi prints in the logs that they name, and no events", async () => {
    pulumi.does("up", "sno1", `echo out; echo err >&2\n${summary({ same: 1 })}`);
    const { stderr } = await pulumi.run("up", "sno1");
    const folder = join(pulumi.folder, stderr.trim().split(" ").at(-1) ?? "");
    assert.deepEqual(readdirSync(folder), ["sno1.log"]);
    assert.equal(readFileSync(join(folder, "sno1.log"), "utf8"), "out\nerr\n");
  });

  it("touch the clusters that are named, and nothing else", async () => {
    assert.equal((await pulumi.run("up", "sno1")).code, 0);
    assert.equal((await pulumi.run("destroy", "sno1", "--yes")).code, 0);
    assert.deepEqual(pulumi.calls(), ["up sno1", "destroy sno1"]);
  });

  it("refuse a name that the lab file does not have, before anything is begun", async () => {
    const { code, stderr } = await pulumi.run("up", "sno1", "sno2", "ocp9");
    assert.equal(code, 2);
    assert.equal(
      stderr,
      'no cluster is called "sno2"; did you mean "sno1"?\nno cluster is called "ocp9"; did you mean "ocp1"?\n',
    );
    assert.deepEqual(pulumi.calls(), []);
  });

  it("say that a folder is not the project's, and leave nothing in it", async () => {
    rmSync(join(pulumi.folder, ".tools"), { recursive: true });
    const before = readdirSync(pulumi.folder);
    for (const argv of [["preview"], ["up", "sno1"], ["destroy"], ["kubeconfig", "sno1"]]) {
      const { code, stdout, stderr } = await pulumi.run(...argv);
      assert.deepEqual([code, stdout], [3, ""]);
      assert.match(
        stderr,
        /^this folder is not the project's, .* put the lab file into \/\S+, .*\n$/,
      );
    }
    assert.deepEqual(readdirSync(pulumi.folder), before);
  });

  it("say that Pulumi is not set up yet in a checkout, and what sets it up", async () => {
    rmSync(join(pulumi.folder, ".tools"), { recursive: true });
    pulumi.write("Pulumi.yaml", "name: ocplab\n");
    const { code, stderr } = await pulumi.run("preview");
    assert.equal(code, 3);
    assert.equal(stderr, "Pulumi is not set up in this checkout yet; run toolchain/setup first\n");
  });

  it("hand the rules of a policy pack to Pulumi, and refuse a folder that holds none", async () => {
    pulumi.does("up", "sno1", `for word; do echo "$word" >>words; done\n`);
    const pack = join(__dirname, "../../policy");
    assert.equal((await pulumi.run("up", "sno1", "--policy-pack", pack)).code, 0);
    const words = readFileSync(join(pulumi.folder, "words"), "utf8").split("\n");
    assert.ok(words.includes(`--policy-pack=${pack}`));
    const { code, stderr } = await pulumi.run("up", "sno1", "--policy-pack", "how");
    assert.equal(code, 2);
    assert.match(stderr, /^--policy-pack how: no PulumiPolicy\.yaml in it; name the folder/m);
    assert.deepEqual(pulumi.calls(), ["up sno1"]);
  });

  it("make a stack that is not there yet", async () => {
    pulumi.does(
      "up",
      "sno1",
      `[ -e made ] && exit 0\necho "error: no stack named 'sno1' found" >&2; exit 6\n`,
    );
    pulumi.does("init", "sno1", "touch made\n");
    assert.equal((await pulumi.run("up", "sno1")).code, 0);
    assert.deepEqual(pulumi.calls(), ["up sno1", "init sno1", "up sno1"]);
  });

  it("have the program say how hosts are reached, where the stack does not know it any more", async () => {
    const message = "failed to connect: could not configure SSH authentication methods";
    const error = { diagnosticEvent: { severity: "error", message } };
    const fail = `${event(error)}echo "error: ${message}"; exit 1\n`;
    const unlessTold = `case "$*" in *" --refresh --run-program "*) exit 0;; esac\n${fail}`;
    pulumi.does("up", "sno1", unlessTold);
    pulumi.does("preview", "sno1", unlessTold);
    pulumi.does("destroy", "sno1", `[ -e told ] && exit 0\n${fail}`);
    pulumi.does("refresh", "sno1", `case "$*" in *" --run-program "*) touch told;; esac\n`);
    for (const argv of [["up"], ["preview"], ["destroy", "--yes"]]) {
      const { code, stdout, stderr } = await pulumi.run(...argv, "sno1");
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^sno1 .* 0 changes\n$/);
    }
    const again = ["destroy sno1", "refresh sno1", "destroy sno1"];
    const twice = ["up sno1", "up sno1", "preview sno1", "preview sno1"];
    assert.deepEqual(pulumi.calls(), [...twice, ...again]);
  });

  it("fail where the program does not know it either, and run once where something was begun", async () => {
    const message = "failed to connect: could not configure SSH authentication methods";
    const error = { diagnosticEvent: { severity: "error", message } };
    const fail = `${event(error)}echo "error: ${message}"; exit 1\n`;
    pulumi.does("up", "sno1", fail);
    const { code, stdout } = await pulumi.run("up", "sno1");
    assert.equal(code, 6);
    assert.equal(stdout.split(message).length, 2);
    pulumi.does("up", "ocp1", `${step("create")}${fail}`);
    assert.equal((await pulumi.run("up", "ocp1")).code, 6);
    assert.deepEqual(pulumi.calls(), ["up sno1", "up sno1", "up ocp1"]);
  });

  it("destroy nothing, and make nothing, where there is no stack", async () => {
    pulumi.does("destroy", "sno1", `echo "error: no stack named 'sno1' found" >&2; exit 6\n`);
    const { code, stdout } = await pulumi.run("destroy", "sno1", "--yes");
    assert.equal(code, 0);
    assert.match(stdout, /^sno1 .* 0 changes$/m);
    assert.deepEqual(pulumi.calls(), ["destroy sno1"]);
  });

  it("go on with the others where one fails, and name it, its log and its reason", async () => {
    const error = { diagnosticEvent: { severity: "error", message: "server1: no room" } };
    pulumi.does("up", "ocp1", `${event(error)}exit 1\n`);
    const { code, stdout, stderr } = await pulumi.run("up");
    assert.equal(code, 6);
    assert.match(stdout, /^ocp1 .* FAILED\n {2}ocp1: server1: no room$/m);
    assert.match(stdout, /^sno1 .* 0 changes$/m);
    assert.match(stderr, /^not done: ocp1: failed, see \.state\/logs\/\S+\/ocp1\.log$/m);
  });

  it("tell why Pulumi ended before its engine began", async () => {
    pulumi.does("up", "sno1", `echo "error: passphrase must be set" >&2; exit 255\n`);
    const { code, stdout } = await pulumi.run("up", "sno1");
    assert.equal(code, 6);
    assert.match(stdout, /^ {2}sno1: passphrase must be set$/m);
  });

  it("say who is at work on a stack, and begin no cluster while that is the foundation", async () => {
    const held = "file:///x.json: created by anna@elsewhere (pid 7) at 2026-11-24T11:55:52Z";
    pulumi.does(
      "up",
      "lab",
      `echo "error: the stack is currently locked by 1 lock(s)." >&2; echo "  ${held}" >&2; exit 1\n`,
    );
    const { code, stdout } = await pulumi.run("up");
    assert.equal(code, 7);
    assert.match(stdout, /^ {2}lab: is locked by anna@elsewhere \(pid 7\) since 2026-11-24 11:55/m);
    assert.match(stdout, /^ {2}sno1: not begun, as lab is not done$/m);
    assert.deepEqual(pulumi.calls(), ["up lab"]);
  });

  it("end with another code where a host could not be asked", async () => {
    const warning = { severity: "warning", message: "server2: not compared: it is off" };
    pulumi.does("up", "lab", event({ diagnosticEvent: warning }));
    const { code, stdout } = await pulumi.run("up", "lab");
    assert.equal(code, 5);
    assert.match(stdout, /^ {2}lab: server2: not compared: it is off$/m);
  });

  it("tell each step of a preview, and end with 4 where there is one and none was expected", async () => {
    pulumi.does("preview", "ocp1", step("update") + summary({ update: 1, same: 3 }));
    const shown = await pulumi.run("preview", "ocp1");
    assert.equal(shown.code, 0);
    assert.match(shown.stdout, /1 update\n {2}update records-hosts\.d \(content\)$/m);
    const { code, stderr } = await pulumi.run("preview", "--expect-no-changes");
    assert.equal(code, 4);
    assert.match(stderr, /^not as the lab file says: ocp1$/m);
  });

  it("destroy the clusters before the foundation, and never say that nothing is left unless each host says so", async () => {
    const env = pulumi.program("ssh", "#!/bin/sh\necho 'Connection refused' >&2\nexit 255\n");
    const { code, stdout, stderr } = await pulumi.start(["destroy", "--yes"], env).ended;
    assert.equal(code, 5);
    assert.deepEqual(pulumi.calls().slice(0, 2).sort(), ["destroy ocp1", "destroy sno1"]);
    assert.equal(pulumi.calls()[2], "destroy lab");
    for (const host of ["jumphost", "server1", "server2"]) {
      assert.match(stderr, new RegExp(`^${host}: not asked: .*refused`, "mi"));
    }
    assert.doesNotMatch(stdout, /nothing of it is left/);
  });

  it("destroy nothing unasked, and tell what would go", async () => {
    const { code, stderr } = await pulumi.run("destroy");
    assert.equal(code, 2);
    assert.match(stderr, /^ {4}ocp1-master-0 +server1 +192\.0\.2\.24$/m);
    assert.match(stderr, /and its addresses api 192\.0\.2\.20, ingress 192\.0\.2\.21, bootstrap /);
    assert.match(stderr, /^ {4}sno1-master-0 +server2 +192\.0\.2\.40$/m);
    assert.match(stderr, /^ {4}br0 of server2/m);
    assert.match(stderr, /say --yes; nothing is changed$/m);
    assert.deepEqual(pulumi.calls(), []);
  });

  it("destroy a cluster that the lab file names no more, and tell what goes with it", async () => {
    pulumi.does("export", "sno2", `echo '${stateOf("sno2", false)}'`);
    const asked = await pulumi.run("destroy", "sno2");
    assert.equal(asked.code, 2);
    assert.match(
      asked.stderr,
      /^ {2}cluster sno2, which the lab file names no more: 1 objects of its stack\n {4}sno2-master-0 {2}server2\nWithout a terminal/m,
    );
    const { code, stdout } = await pulumi.run("destroy", "sno2", "--yes");
    assert.equal(code, 0);
    assert.match(stdout, /^sno2 /);
    assert.deepEqual(pulumi.calls(), ["export sno2", "export sno2", "destroy sno2"]);
  });

  it("destroy nothing where one name is of no stack, or of a protected one", async () => {
    const missing = `echo "error: no stack named 'sno9' found" >&2; exit 1\n`;
    pulumi.does("export", "sno9", missing);
    const unknown = await pulumi.run("destroy", "sno9", "sno1", "--yes");
    assert.equal(unknown.code, 2);
    assert.equal(unknown.stderr, 'no cluster is called "sno9"; did you mean "sno1"?\n');
    pulumi.does("export", "sno2", `echo '${stateOf("sno2", true)}'`);
    const kept = await pulumi.run("destroy", "sno2", "--yes");
    assert.equal(kept.code, 3);
    assert.match(
      kept.stderr,
      /^sno2: it is protected, and no more in the lab file; .*`protected: false`/,
    );
    assert.deepEqual(pulumi.calls(), ["export sno9", "export sno2"]);
  });

  it("destroy no lab with a protected cluster in it, and say what would help", async () => {
    pulumi.write("lab.yaml", sampleLab.replace("type: sno\n", "type: sno\n    protected: true\n"));
    for (const argv of [
      ["destroy", "--yes"],
      ["destroy", "sno1"],
    ]) {
      const { code, stderr } = await pulumi.run(...argv);
      assert.equal(code, 3);
      assert.match(stderr, /^sno1: it is protected .*`protected: false`.*`\.\/ocplab up sno1`/);
    }
    assert.equal((await pulumi.run("destroy", "ocp1", "--yes")).code, 0);
    assert.deepEqual(pulumi.calls(), ["destroy ocp1"]);
  });

  it("let the engines end by themselves at Ctrl-C", async () => {
    pulumi.does(
      "up",
      "sno1",
      `trap 'touch asked' INT; touch ready\nwhile [ ! -e asked ]; do sleep 0.05; done; exit 1\n`,
    );
    const { child, ended } = pulumi.start(["up", "sno1", "--parallel", "1"]);
    while (!existsSync(join(pulumi.folder, "ready"))) await setTimeout(20);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 130);
    assert.match(stderr, /^ending: sno1: the step at hand is finished, and no other is begun; /m);
    assert.match(stdout, /^sno1 .* INTERRUPTED$/m);
    assert.ok(existsSync(join(pulumi.folder, "asked")));
  });
});
