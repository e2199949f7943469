import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { fingerprint, keysOf } from "../../cli/trust/hostKeys.ts";
import { sampleLab } from "../lab/sampleLab.ts";

const program = join(__dirname, "../../cli/ocplab.ts");
const loader = join(__dirname, "../../load/register.cjs");

/** Real keys: ssh-keygen has to find them. */
function makeKey(folder: string, name: string): string {
  const file = join(folder, name);
  spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file]);
  return readFileSync(`${file}.pub`, "utf8").trim();
}

describe("ocplab trust", () => {
  let folder: string;
  let key: string;
  let other: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-trust-"));
    key = makeKey(folder, "one");
    other = makeKey(folder, "two");
    writeFileSync(join(folder, "lab.yaml"), sampleLab);
    shows(`192.0.2.11 ${key}`);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Lets every host show a key. */
  function shows(line: string): void {
    const scan = join(folder, "ssh-keyscan");
    writeFileSync(scan, `#!/bin/sh\necho '# banner'\necho '${line}'\n`);
    chmodSync(scan, 0o755);
  }

  function trust(...args: string[]): { code: number | null; stdout: string; stderr: string } {
    const env = { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) };
    const argv = ["--require", loader, program, "trust", ...args];
    const { status, stdout, stderr } = spawnSync("node", argv, {
      cwd: folder,
      env,
      encoding: "utf8",
    });
    return { code: status, stdout, stderr };
  }

  const lab = (): string => readFileSync(join(folder, "lab.yaml"), "utf8");
  const expecting = (one: string): string[] => ["--yes", "--fingerprint", fingerprint(one)];

  it("pins a key with the expected fingerprint in the lab file, and changes no other byte", () => {
    const { code, stdout, stderr } = trust("server1", ...expecting(key));
    assert.equal(code, 0, stderr);
    assert.ok(stderr.includes(`server1: shows ssh-ed25519 ${fingerprint(key)} at 192.0.2.11`));
    assert.match(stdout, /^\+ +server1: .*hostKey: ssh-ed25519 /m);
    assert.equal(
      lab(),
      sampleLab.replace(
        "{ address: 192.0.2.11, nic: eno1 }",
        `{ address: 192.0.2.11, nic: eno1, ssh: { hostKey: ${key} } }`,
      ),
    );
    assert.match(trust("server1").stderr, /is pinned already/);
  });

  it("writes nothing without a yes, or with another fingerprint", () => {
    assert.equal(trust("server1", "--yes").code, 2);
    const unasked = trust("server1");
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /Without a terminal to ask/);
    const wrong = trust("server1", ...expecting(other));
    assert.equal(wrong.code, 3);
    assert.match(wrong.stderr, /no key with the fingerprint that is expected/);
    assert.equal(lab(), sampleLab);
  });

  it("refuses a changed key with both fingerprints, and takes it with --replace", () => {
    trust("server1", ...expecting(key));
    const pinned = lab();
    shows(`192.0.2.11 ${other}`);
    const refused = trust("server1", ...expecting(other));
    assert.equal(refused.code, 3);
    for (const one of [key, other]) assert.ok(refused.stderr.includes(fingerprint(one)));
    assert.match(refused.stderr, /ocplab trust server1 --replace/);
    assert.equal(lab(), pinned);
    assert.equal(trust("server1", "--replace", ...expecting(other)).code, 0);
    assert.equal(lab(), pinned.replace(key, other));
  });

  it("goes by the known-hosts file where the lab file names one, hashed lines included", () => {
    const file = join(folder, "known_hosts");
    writeFileSync(join(folder, "lab.yaml"), `${sampleLab}ssh: { knownHosts: known_hosts }\n`);
    writeFileSync(file, `# ours\n192.0.2.99,192.0.2.11 ${key}\n192.0.2.12 ${key}\n`);
    spawnSync("ssh-keygen", ["-q", "-H", "-f", file]);
    assert.match(trust("server1").stderr, /is pinned already/);
    writeFileSync(file, `# ours\n192.0.2.99,192.0.2.11 ${key}\n192.0.2.12 ${key}\n`);
    shows(`192.0.2.11 ${other}`);
    assert.equal(trust("server1", ...expecting(other)).code, 3);
    assert.equal(trust("server1", "--replace", ...expecting(other)).code, 0);
    assert.equal(
      readFileSync(file, "utf8"),
      `# ours\n192.0.2.99 ${key}\n192.0.2.12 ${key}\n192.0.2.11 ${other}\n`,
    );
  });

  it("tells of every host that it cannot pin, and never counts one that does not answer as fine", () => {
    shows("");
    const { code, stderr } = trust("--all");
    assert.equal(code, 5);
    for (const host of ["server1", "server2", "jumphost"]) {
      assert.match(stderr, new RegExp(`${host}: not asked: no SSH at 192\\.0\\.2\\.`));
    }
    assert.match(trust("server").stderr, /no host is called "server"; did you mean/i);
  });
});

describe("host keys", () => {
  it("are read from what ssh-keyscan prints, the best type first", () => {
    const said = "# 192.0.2.11:22 SSH-2.0\n192.0.2.11 ssh-rsa AAAA\n192.0.2.11 ssh-ed25519 BBBB\n";
    assert.deepEqual(keysOf(said), ["ssh-ed25519 BBBB", "ssh-rsa AAAA"]);
  });
});
