import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Session } from "../../provider/host/session.ts";
import type { Hosts } from "../../provider/host/hosts.ts";
import type { Owner } from "../../provider/host/message.ts";
import { account, FakeLab } from "./fakeLab.ts";

const owner: Owner = { project: "ocplab", stack: "lab", urn: "urn:pulumi:lab::ocplab::t::n" };

describe("a session with a host", () => {
  let lab: FakeLab;
  let hosts: Hosts;

  beforeEach(() => {
    lab = new FakeLab();
    lab.add("server1");
    hosts = lab.hosts();
  });

  afterEach(async () => {
    await hosts.close();
    lab.dispose();
  });

  async function session(name = "server1"): Promise<Session> {
    return (await hosts.session(name)).session;
  }

  async function writeFiles(count: number): Promise<void> {
    const at = await session();
    const rest = { content: "x", mode: "0644", owner: account, group: account };
    await Promise.all(
      Array.from({ length: count }, (_, index) => {
        const key = `/etc/f${String(index)}`;
        return at.write({ op: "ensure", kind: "file", key, want: rest, owner });
      }),
    );
  }

  it("carries requests that come together in one round trip over one connection", async () => {
    await writeFiles(20);
    const trips = lab.events.map((event) =>
      event.event === "trip" ? event.requests : event.event,
    );
    assert.deepEqual(trips, ["connect", { ensure: 20 }]);
    assert.equal(lab.connections(), 1);
  });

  it("carries requests that come while a message is under way in the next one", async () => {
    const at = await session();
    const first = at.read("file", "/etc/a", owner);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([first, at.write({ op: "guard" }), at.write({ op: "guard" })]);
    const trips = lab.trips().map((event) => (event.event === "trip" ? event.requests : {}));
    assert.deepEqual(trips, [{ readAll: 1 }, { guard: 2 }, { read: 1 }]);
  });

  it("reads twenty objects, however they come, in one round trip", async () => {
    await writeFiles(20);
    await hosts.close();
    lab.events.length = 0;
    hosts = lab.hosts();
    const at = await session();
    for (let index = 0; index < 20; index++) {
      const answer = await at.read("file", `/etc/f${String(index)}`, owner);
      assert.deepEqual(answer.found, {
        content: "x",
        mode: "0644",
        owner: account,
        group: account,
      });
    }
    assert.equal(lab.trips().length, 1);
  });

  it("reads the host again for an object that it has read before", async () => {
    await writeFiles(2);
    await hosts.close();
    hosts = lab.hosts();
    const at = await session();
    await at.read("file", "/etc/f0", owner);
    lab.write("server1", "/etc/f0", "changed\n");
    const { found } = await at.read("file", "/etc/f0", owner);
    assert.equal((found as { content: string }).content, "changed\n");
  });

  it("reads the host again after a write", async () => {
    await writeFiles(1);
    await hosts.close();
    hosts = lab.hosts();
    const at = await session();
    await at.read("file", "/etc/other", owner);
    lab.write("server1", "/etc/f0", "changed\n");
    await at.write({ op: "guard" });
    const { found } = await at.read("file", "/etc/f0", owner);
    assert.equal((found as { content: string }).content, "changed\n");
  });

  it("skips what the host's shell prints before the agent speaks", async () => {
    lab.add("noisy", 'echo "Welcome!"; echo; exec sh -c "$command"');
    assert.deepEqual((await (await session("noisy")).read("file", "/etc/x", owner)).found, null);
  });

  it("tries a host that cannot be reached once, and then refuses at once", async () => {
    lab.add(
      "down",
      "echo 'ssh: connect to host 192.0.2.12 port 22: No route to host' >&2; exit 255",
    );
    const at = await session("down");
    const message =
      "down: cannot be reached at 192.0.2.12: connect to host 192.0.2.12 port 22: No route to host";
    await assert.rejects(at.read("file", "/etc/x", owner), { message });
    await assert.rejects(at.write({ op: "guard" }), { message });
    assert.equal(lab.connections(), 1);
  });

  it("gives up on a host that takes the connection and says nothing", async () => {
    lab.add("mute", "exec sleep 60");
    await hosts.close();
    hosts = lab.hosts({ helloMs: 300 });
    const started = Date.now();
    await assert.rejects((await session("mute")).read("file", "/etc/x", owner), {
      message: "mute: gave no answer at 192.0.2.12 within 0.3 s",
    });
    assert.ok(Date.now() - started < 2_000);
  });

  it("gives up on a host that stops in the middle of its work", async () => {
    await hosts.close();
    hosts = lab.hosts({ silenceMs: 300 });
    const at = await session();
    await at.write({ op: "guard" });
    stopAgents();
    await assert.rejects(at.write({ op: "guard" }), {
      message:
        "server1: the connection was lost in the middle of a change (has not said a word for 0.3 s); " +
        "run again: it goes on from there",
    });
  });

  it("reads over a new connection when the first was lost", async () => {
    const at = await session();
    await at.write({ op: "guard" });
    for (const pid of lab.agents()) process.kill(pid, "SIGKILL");
    assert.equal((await at.read("file", "/etc/x", owner)).found, null);
    assert.equal(lab.connections(), 2);
  });

  it("names the user and the key that are refused", async () => {
    const refused = "echo 'root@192.0.2.12: Permission denied (publickey).' >&2; exit 255";
    lab.add("strict", refused, { keyFile: "/keys/lab", user: "admin" });
    await assert.rejects((await session("strict")).read("file", "/etc/x", owner), {
      message:
        "strict: refuses user admin, as there is no key /keys/lab on this machine; put it there, or correct keyFile",
    });
  });

  it("tells both fingerprints where the host key has changed", async () => {
    const known = join(lab.folder, "known_hosts");
    const said = [
      "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @",
      "The fingerprint for the ED25519 key sent by the remote host is",
      "SHA256:abcDEF123.",
      `Offending ED25519 key in ${known}:1`,
      "Host key verification failed.",
    ];
    writeFileSync(known, `192.0.2.12 ssh-ed25519 AAAA${"B".repeat(64)}\n`);
    lab.add("changed", `cat >&2 <<X\n${said.join("\n")}\nX\nexit 255`, { knownHosts: known });
    await assert.rejects((await session("changed")).read("file", "/etc/x", owner), {
      message:
        "changed: shows another host key (SHA256:abcDEF123) than the pinned one " +
        "(SHA256:aO5Yb3vY9Ko62SCI/jICLTJASStLWycw5ayKyw4xAkw), and nothing was sent; " +
        `find out why on the host itself before you pin the new key in ${known}`,
    });
  });

  it("tells how to pin a key that is not known", async () => {
    lab.add("new", "echo 'Host key verification failed.' >&2; exit 255");
    await assert.rejects(
      (await session("new")).read("file", "/etc/x", owner),
      /^Error: new: no host key is known for 192.0.2.12; .* pin the key in the lab file/,
    );
  });

  it("tells that sudo wants a password", async () => {
    lab.add("sudo", "echo 'sudo: a password is required' >&2; exit 1", { user: "admin" });
    await assert.rejects((await session("sudo")).read("file", "/etc/x", owner), {
      message:
        "sudo: user admin may not run sudo without a password (sudo: a password is required); " +
        "allow it, or set ssh.user to root",
    });
  });

  it("tells that there is no Python", async () => {
    lab.add("bare", "echo 'sh: 1: python3: not found' >&2; exit 127");
    await assert.rejects((await session("bare")).read("file", "/etc/x", owner), {
      message: "bare: there is no python3 on it; install Python 3.6 or later",
    });
  });

  it("connects to no more hosts at a time than it may", async () => {
    const counter = join(lab.folder, "counter");
    writeFileSync(counter, "");
    const count = `echo + >>${counter}; sleep 0.2; echo - >>${counter}; exit 255`;
    for (let index = 0; index < 6; index++) lab.add(`h${String(index)}`, count);
    await hosts.close();
    hosts = lab.hosts({}, 2);
    const reads = Array.from({ length: 6 }, async (_, index) =>
      (await session(`h${String(index)}`)).read("file", "/etc/x", owner).catch(() => undefined),
    );
    await Promise.all(reads);
    let now = 0;
    const most = Math.max(...signs(counter).map((sign) => (now += sign === "+" ? 1 : -1)));
    assert.equal(most, 2);
  });

  it("leaves no process behind", async () => {
    await writeFiles(1);
    assert.equal(lab.agents().length, 1);
    await hosts.close();
    assert.deepEqual(lab.agents(), []);
  });

  it("sends the content of a file over stdin only", async () => {
    const rest = { content: "canary-4711", mode: "0600", owner: account, group: account };
    const at = await session();
    await at.write({ op: "ensure", kind: "file", key: "/etc/secret", want: rest, owner });
    const [pid = 0] = lab.agents();
    for (const name of ["cmdline", "environ"]) {
      assert.doesNotMatch(readFileSync(`/proc/${String(pid)}/${name}`, "utf8"), /canary/);
    }
    assert.doesNotMatch(readFileSync(join(lab.folder, "ssh.log"), "utf8"), /canary/);
    assert.doesNotMatch(JSON.stringify(lab.events), /canary/);
  });

  function signs(file: string): string[] {
    return readFileSync(file, "utf8").trim().split("\n");
  }

  function stopAgents(): void {
    for (const pid of lab.agents()) process.kill(pid, "SIGSTOP");
  }
});
