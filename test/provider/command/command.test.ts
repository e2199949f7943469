import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Engine, secret, unknown } from "./engine.ts";
import type { Properties } from "./engine.ts";
import { FakeSsh } from "./fakeSsh.ts";

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBase64";
const add = 0;
const update = 4;

function connection(host: string, more: Properties = {}): Properties {
  return { host, user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15, hostKey, ...more };
}

describe("the command plugin", () => {
  let ssh: FakeSsh;
  let engine: Engine;
  const jumphost = connection("jumphost.example.com");
  beforeEach(async () => {
    ssh = new FakeSsh();
    engine = await Engine.start();
  });
  afterEach(() => {
    engine.stop();
    ssh.remove();
  });

  it("says that it is the version whose place it takes", async () => {
    assert.equal(await engine.version(), "1.2.1");
  });

  it("runs create with its standard input and keeps inputs and output in the state", async () => {
    const inputs = { connection: jumphost, create: "cat; echo oops >&2", stdin: "hello\n\n" };
    const { id, state } = await engine.create(inputs);
    assert.match(id, /^ocp1-start[0-9a-f]{8}$/);
    assert.deepEqual(state, { ...inputs, stdout: "hello\n", stderr: "oops" });
  });

  it("gives the command to ssh as one argument, for the host's shell", async () => {
    await engine.create({ connection: jumphost, create: "echo 'a  b'" });
    const [call] = ssh.calls;
    assert.deepEqual(call?.slice(-3), ["--", "jumphost.example.com", "echo 'a  b'"]);
  });

  it("pins the host's key and takes nothing from the user's own configuration", async () => {
    await engine.create({ connection: jumphost, create: "true" });
    const call = ssh.calls[0] ?? [];
    assert.equal(ssh.pinned, `jumphost.example.com ${hostKey}\n`);
    assert.ok(call.includes("StrictHostKeyChecking=yes"));
    assert.deepEqual(call.slice(0, 2), ["-F", "none"]);
    assert.ok(call.includes("IdentityFile=none"));
  });

  it("uses a private key through a file that only the user can read and that is gone afterwards", async () => {
    await engine.create({
      connection: connection("a.example.com", { privateKey: "KEY" }),
      create: "true",
    });
    assert.equal(ssh.key, "KEY\n600\n");
    const call = ssh.calls[0] ?? [];
    assert.ok(!call.includes("KEY"));
    assert.equal(existsSync(dirname(call[call.indexOf("-E") + 1] ?? "")), false);
  });

  it("runs nothing in a preview, where the output is not known", async () => {
    const inputs = { connection: secret(jumphost), create: "true" };
    const { state } = await engine.create(inputs, true);
    assert.deepEqual(state, { ...inputs, stdout: unknown, stderr: unknown });
    const changed = { ...inputs, stdin: unknown };
    assert.deepEqual(await engine.update({ ...inputs, stdout: "1", stderr: "" }, changed, true), {
      ...changed,
      stdout: unknown,
      stderr: unknown,
    });
    assert.deepEqual(ssh.calls, []);
  });

  it("keeps secret inputs secret in the state, and the output as public as the official plugin does", async () => {
    const inputs = { connection: secret(jumphost), create: "cat", stdin: secret("token") };
    const { state } = await engine.create(inputs);
    assert.deepEqual(state, { ...inputs, stdout: "token", stderr: "" });
  });

  it("runs create again on an update, unless there is an update command", async () => {
    const inputs = { connection: jumphost, create: "echo create" };
    const again = await engine.update(
      { ...inputs, stdout: "", stderr: "" },
      { ...inputs, stdin: "x" },
    );
    assert.equal(again.stdout, "create");
    const both = { ...inputs, update: "echo update" };
    assert.equal((await engine.update(again, both)).stdout, "update");
  });

  it("runs delete with the inputs of the old state, and nothing where there is none", async () => {
    const state = { connection: jumphost, stdin: "old", stdout: "1", stderr: "" };
    await engine.delete(state);
    assert.deepEqual(ssh.calls, []);
    await engine.delete({ ...state, delete: `cat > ${ssh.folder}/deleted` });
    assert.equal(
      (await engine.create({ connection: jumphost, create: `cat ${ssh.folder}/deleted` })).state
        .stdout,
      "old",
    );
  });

  it("keeps what was printed before where there is no command to run", async () => {
    const state = { connection: jumphost, delete: "true", stdout: "1", stderr: "2" };
    assert.deepEqual(await engine.update(state, { connection: jumphost }), {
      connection: jumphost,
      stdout: "1",
      stderr: "2",
    });
  });

  it("offers the host the environment and, unless told not to, what the last run printed", async () => {
    const create = 'echo "$FOO/$PULUMI_COMMAND_STDOUT"';
    const inputs = { connection: jumphost, create, environment: { FOO: "a b" } };
    const state = { ...inputs, stdout: "before", stderr: "" };
    assert.equal((await engine.update(state, inputs)).stdout, "a b/before");
    assert.ok(ssh.calls[0]?.includes("SendEnv=PULUMI_COMMAND_STDOUT"));
    const without = { ...inputs, addPreviousOutputInEnv: false };
    assert.equal((await engine.update(state, without)).stdout, "a b/");
  });

  it("shows the lines of the streams that are to be logged, as they come", async () => {
    const create = "echo out; sleep 0.05; echo err >&2";
    for (const logging of ["stdoutAndStderr", "stdout", "stderr", "none"]) {
      await engine.create({ connection: jumphost, create, logging });
    }
    assert.deepEqual(engine.log, ["out", "err", "out", "err"]);
  });

  it("fails in the official words where the command does, with all that it printed", async () => {
    const failed = engine.create({
      connection: jumphost,
      create: "echo out; echo err >&2; exit 3",
    });
    await assert.rejects(failed, {
      message:
        'Process exited with status 3: running "echo out; echo err >&2; exit 3":\nout\nerr\n',
    });
  });

  it("does not take a command's own code 255 for a failed connection", async () => {
    const failed = engine.create({ connection: jumphost, create: "exit 255" });
    await assert.rejects(failed, /Process exited with status 255/);
    assert.equal(ssh.calls.length, 1);
  });

  it("dials again while the host cannot be reached", async () => {
    const { state } = await engine.create({
      connection: connection("late.example.com"),
      create: "echo up",
    });
    assert.equal(state.stdout, "up");
    assert.equal(ssh.calls.length, 3);
  });

  it("gives up after as many failures as the connection allows, with ssh's reason", async () => {
    const refused = connection("refused.example.com", { dialErrorLimit: 1 });
    await assert.rejects(engine.create({ connection: refused, create: "true" }), {
      message:
        "refused.example.com cannot be reached: connect to host refused.example.com port 22: Connection refused",
    });
    assert.equal(ssh.calls.length, 2);
  });

  it("does not dial again where the host shows another key or refuses the user", async () => {
    await assert.rejects(
      engine.create({ connection: connection("changed.example.com"), create: "true" }),
      {
        message:
          "changed.example.com shows the key SHA256:0123456789abcdef, not the pinned one; find out why before you pin the new one",
      },
    );
    const denied = connection("denied.example.com", { agentSocketPath: "/nowhere" });
    await assert.rejects(engine.create({ connection: denied, create: "true" }), {
      message:
        "denied.example.com refuses user root: no key of the ssh-agent fits; run `ssh-add KEYFILE`",
    });
    assert.equal(ssh.calls.length, 2);
  });

  it("does not run a command again whose connection was lost", async () => {
    const lost = engine.create({ connection: connection("lost.example.com"), create: "true" });
    await assert.rejects(
      lost,
      /^Error: the connection to lost\.example\.com was lost while the command ran/,
    );
    assert.equal(ssh.calls.length, 1);
  });

  it("ends what it runs when the engine cancels", async () => {
    const running = engine.create({ connection: jumphost, create: "exec sleep 30" });
    const rejected = assert.rejects(running, /^Error: cancelled: /);
    await sleep(200);
    await engine.cancel();
    await rejected;
  });

  it("adds the official defaults to a connection", async () => {
    const inputs = await engine.check({
      connection: secret({ host: "a.example.com", hostKey }),
      create: "true",
    });
    assert.deepEqual(inputs, { connection: secret(connection("a.example.com")), create: "true" });
  });

  it("refuses a connection without a pinned host key, and parts that it does not offer", async () => {
    await assert.rejects(
      engine.check({ connection: { host: "a.example.com" } }),
      /^Error: connection\.hostKey is missing/,
    );
    const proxy = { ...jumphost, proxy: { host: "b.example.com" } };
    await assert.rejects(
      engine.check({ connection: proxy }),
      /^Error: connection\.proxy is not offered/,
    );
    await assert.rejects(engine.check({ create: "true" }), { message: "connection is missing" });
    await assert.rejects(
      engine.check({}, "command:local:Command"),
      /^Error: command:local:Command is not offered/,
    );
  });

  it("refuses host and user names that ssh could take for something else", async () => {
    await assert.rejects(
      engine.check({ connection: { ...jumphost, host: "-oProxyCommand=x" } }),
      /neither a host name/,
    );
    await assert.rejects(
      engine.check({ connection: { ...jumphost, user: "-l" } }),
      /is not a user name/,
    );
  });

  it("accepts inputs that a preview does not know yet", async () => {
    const inputs = { connection: unknown, create: unknown };
    assert.deepEqual(await engine.check(inputs), inputs);
  });

  it("reads back just what it was given, so that a refresh changes nothing", async () => {
    const inputs = { connection: secret(jumphost), create: "true" };
    const state = { ...inputs, stdout: "1", stderr: "" };
    assert.deepEqual(await engine.read(state, inputs), { state, inputs });
    assert.deepEqual(ssh.calls, []);
  });

  it("tells a difference by the path of the value", async () => {
    const olds = { connection: secret(jumphost), create: "a", environment: { A: "1" } };
    assert.deepEqual(await engine.diff(olds, olds), {});
    const moved = secret(connection("b.example.com"));
    const news = { ...olds, connection: moved, environment: { A: "1", B: "2" }, stdin: unknown };
    assert.deepEqual(await engine.diff(olds, news), {
      "connection.host": update,
      "environment.B": add,
      stdin: add,
    });
  });

  it("tells a change of triggers by element, which the SDK has the engine replace", async () => {
    const olds = { connection: jumphost, triggers: ["1"] };
    assert.deepEqual(await engine.diff(olds, { ...olds, triggers: ["2"] }), {
      "triggers[0]": update,
    });
    assert.deepEqual(await engine.diff({ connection: jumphost }, olds), { "triggers[0]": add });
    assert.deepEqual(await engine.diff(olds, { ...olds, triggers: unknown }), {
      "triggers[0]": update,
    });
  });
});
