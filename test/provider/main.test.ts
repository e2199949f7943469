import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Engine } from "./engine.ts";
import { FakeLab, subject } from "./fakeLab.ts";

const program = join(__dirname, "../../provider/pulumi-resource-labhost");

describe("the labhost plugin as a process", function () {
  // the first start after a change of its sources bundles them
  let lab: FakeLab;
  let child: ChildProcessWithoutNullStreams;
  let engine: Engine;

  beforeEach(async () => {
    lab = new FakeLab();
    lab.add("jumphost");
    writeFileSync(join(lab.folder, "lab.yaml"), labFile);
    const env = { ...process.env, LABHOST_TRACE: join(lab.folder, "trace") };
    child = spawn(program, ["127.0.0.1:1"], { cwd: lab.folder, env });
    const [first] = (await once(child.stdout, "data")) as [Buffer];
    assert.match(first.toString(), /^\d+\n$/);
    engine = await Engine.attach(Number(first));
    await engine.configure({});
  });

  afterEach(() => {
    child.kill("SIGKILL");
    engine.stop();
    lab.dispose();
  });

  /** A read through the plugin, so that it has a session with the host. */
  async function read(): Promise<string> {
    const { urn } = subject("File", "f");
    const inputs = { host: "jumphost", path: "/nonexistent/f", content: "" };
    return (await engine.read(urn, "jumphost:/nonexistent/f", inputs, inputs)).id;
  }

  async function assertNoSession(): Promise<void> {
    for (let tries = 0; lab.agents().length > 0; tries++) {
      assert.ok(tries < 100, "an agent is still there");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it("finds its hosts in the lab file of the folder it is started in", async () => {
    assert.equal(await read(), "");
    assert.equal(lab.connections(), 1);
    const call = readFileSync(join(lab.folder, "ssh.log"), "utf8");
    assert.match(call, new RegExp(`IdentityFile="${lab.folder}/keys/id" `));
    assert.match(call, new RegExp(`UserKnownHostsFile="${lab.folder}/keys/known_hosts" `));
    assert.match(call, / -l root -- 192\.0\.2\.11 python3 -I -S -c /);
  });

  it("never trusts a key by itself, asks for nothing, shares and forwards nothing", async () => {
    await read();
    const call = readFileSync(join(lab.folder, "ssh.log"), "utf8");
    for (const option of [
      "StrictHostKeyChecking=yes",
      "UpdateHostKeys=no",
      "GlobalKnownHostsFile=none",
      "BatchMode=yes",
      "ControlPath=none",
      "ForwardAgent=no",
      "ClearAllForwardings=yes",
    ]) {
      assert.ok(call.includes(`-o ${option} `), option);
    }
  });

  it("writes what went over the wire to the file of LABHOST_TRACE", async () => {
    await read();
    const lines = readFileSync(join(lab.folder, "trace"), "utf8").trim().split("\n");
    const events = lines.map((line) => JSON.parse(line) as { event: string; host: string });
    assert.deepEqual(
      events.map(({ event, host }) => [event, host]),
      [
        ["connect", "jumphost"],
        ["trip", "jumphost"],
        ["trip", "jumphost"],
      ],
    );
  });

  it("ends with its sessions when the engine closes its stdin", async () => {
    await read();
    child.stdin.end();
    assert.deepEqual(await once(child, "exit"), [0, null]);
    await assertNoSession();
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`ends with its sessions on ${signal}`, async () => {
      await read();
      child.kill(signal);
      assert.deepEqual(await once(child, "exit"), [0, null]);
      await assertNoSession();
    });
  }

  it("leaves no session behind even when it is killed", async () => {
    await read();
    child.kill("SIGKILL");
    await assertNoSession();
  });

  it("ends its sessions when the engine cancels", async () => {
    await read();
    await engine.cancel();
    await assertNoSession();
    assert.equal(child.exitCode, null);
  });
});

const labFile = `version: 1
lab: { name: test, domain: lab.example.com }
network:
  subnet: 192.0.2.0/24
  gateway: 192.0.2.254
  upstreamDns: [192.0.2.254]
ssh: { user: root, keyFile: keys/id, knownHosts: keys/known_hosts }
jumphost: { name: jumphost, address: 192.0.2.11, nic: eth0 }
servers: {}
clusters: {}
`;
