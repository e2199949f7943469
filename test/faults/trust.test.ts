import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { attempt, type Ended } from "../../box/command.ts";
import { environment, onNetwork } from "../../box/lab.ts";
import { eachStandsOnTheLast } from "../e2e/steps.ts";
import { TestLab } from "../e2e/testLab.ts";
import { secondsSince, tell } from "./figures.ts";

/** Answers on a terminal, which ocplab wants to ask on: the text that the program said, both ways. */
const onTerminal = `
import os, pty, sys
answer, argv = sys.argv[1], sys.argv[2:]
said = b""
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(argv[0], argv)
asked = False
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    said += part
    if not asked and b"to go on: " in said:
        asked = True
        os.write(terminal, answer.encode() + b"\\n")
sys.stdout.write(said.decode().replace("\\r\\n", "\\n"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

describe("ocplab trust, with a host that is there", () => {
  const lab = new TestLab();
  const labFile = join(lab.folder, "lab.yaml");

  before(async () => {
    await lab.boxUp(1);
    lab.editLab((file) => {
      for (const name of ["server2", "server3"]) file.deleteIn(["servers", name]);
      for (const name of ["ocp1", "sno1", "sno2"]) file.deleteIn(["clusters", name]);
      file.deleteIn(["ssh", "knownHosts"]);
    });
  });

  after(() => lab.remove());

  eachStandsOnTheLast();

  const sh = (script: string): Promise<string> => lab.inHost("server1", "sh", "-c", script);
  const fingerprint = async (): Promise<string> =>
    /SHA256:\S+/.exec(await sh("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub"))?.[0] ?? "";
  /** What the host has noted of whoever tried to log in. */
  const logins = async (): Promise<string[]> => {
    const log = await sh("journalctl -q --no-pager -o cat -u ssh");
    return log.split("\n").filter((line) => /Accepted|Failed|authenticating/.test(line));
  };

  function answered(answer: string, ...argv: readonly string[]): Promise<Ended> {
    const command = ["python3", "-c", onTerminal, answer, "./ocplab", "trust", ...argv];
    return attempt(onNetwork(lab.place, command), {
      cwd: lab.folder,
      env: environment(lab.place),
    });
  }

  it("shows what the host itself says, and writes it to the lab file after a yes", async () => {
    const before = [readFileSync(labFile, "utf8"), await logins()] as const;
    const shown = await fingerprint();
    const refused = await answered("no", "server1");
    assert.equal(refused.code, 3, refused.stdout);
    assert.match(refused.stdout, /nothing is changed/);
    assert.equal(readFileSync(labFile, "utf8"), before[0]);
    const started = performance.now();
    const said = await answered("yes", "server1");
    assert.equal(said.code, 0, said.stdout);
    assert.ok(said.stdout.includes(`server1: shows ssh-ed25519 ${shown} at 192.0.2.11`));
    const [type, key] = (await sh("cat /etc/ssh/ssh_host_ed25519_key.pub")).split(" ");
    const pinned = `hostKey: ${type ?? ""} ${key ?? ""}`;
    assert.ok(readFileSync(labFile, "utf8").includes(pinned));
    assert.deepEqual(await logins(), before[1], "no login was tried");
    tell("Keys", "shown and pinned after a yes", `after ${secondsSince(started)}, no login tried`);
    const { code, stderr } = await lab.run("./ocplab", "trust", "server1");
    assert.deepEqual([code, stderr], [0, `server1: ssh-ed25519 ${shown} is pinned already\n`]);
    // and that key is enough to work with
    const { stdout } = await lab.run("./ocplab", "audit", "--json");
    const { hosts } = JSON.parse(stdout) as { hosts: { host: string; outcome: string }[] };
    assert.equal(hosts.find(({ host }) => host === "server1")?.outcome, "clean");
  });

  it("refuses a host that shows another key, with both fingerprints, and sends it nothing", async () => {
    const old = await fingerprint();
    await sh(
      "rm /etc/ssh/ssh_host_ed25519_key*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key; systemctl restart ssh",
    );
    const [now, before] = [await fingerprint(), await logins()];
    const file = readFileSync(labFile, "utf8");
    const { code, stderr } = await lab.run("./ocplab", "trust", "server1");
    assert.equal(code, 3, stderr);
    assert.ok(stderr.includes(`server1: shows ssh-ed25519 ${now} at 192.0.2.11`), stderr);
    assert.ok(stderr.includes(`server1: pinned is ssh-ed25519 ${old}`), stderr);
    assert.match(stderr, /Nothing is changed; where you know why: ocplab trust server1 --replace/);
    const { stdout } = await lab.run("./ocplab", "audit");
    assert.ok(stdout.includes(`server1: not asked: shows another host key (${now})`), stdout);
    assert.ok(stdout.includes(`than the pinned one (${old}), and nothing was sent`), stdout);
    assert.equal(readFileSync(labFile, "utf8"), file);
    assert.deepEqual(await logins(), before, "no login was tried");
    tell("Keys", "another key than the pinned one", "both fingerprints, no login tried");
    assert.equal((await answered("yes", "server1", "--replace")).code, 0);
    assert.equal((await lab.run("./ocplab", "trust", "server1")).code, 0);
  });
});
