import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { FakeLab, subject } from "./fakeLab.ts";

const fixtures = join(import.meta.dirname, "fixtures");

describe("a bridge on a host", () => {
  it("is not made by a NetworkManager whose rollback would take machines off it", async () => {
    const lab = new FakeLab();
    try {
      lab.add("server1");
      lab.program("busctl", `#!/bin/sh\ncat ${join(fixtures, "networkManager-1.36.txt")}\n`);
      const provider = lab.provider();
      const inputs = { host: "server1", name: "br0", port: "eno1", autoconnect: true, stp: false };
      await assert.rejects(provider.create(subject("Bridge", "br0"), inputs), {
        message:
          "server1: its NetworkManager is 1.36.0; a bridge needs 1.38 or later, as the rollback of " +
          "an older one takes running machines off a bridge; update it",
      });
      await provider.cancel();
      assert.deepEqual(readdirSync(lab.path("server1", "/var/lib")), []);
    } finally {
      lab.dispose();
    }
  });
});

describe("the journal of a bridge whose worker never began", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "ocplab-journal-"));
    for (const folder of ["run", "var/lib"]) mkdirSync(join(root, folder), { recursive: true });
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const head = `
import contextlib
from ocplab import bridge_plans, bridges, commands, conversion, deadman, journal, outcome
from ocplab.refusal import Refusal

owner = {"project": "ocplab", "stack": "lab", "urn": "urn:br0"}
entry = journal.claim("bridge", "br0", owner, "br0")
entry.update(adopted=False, was=None, look={"port": "eno1", "profiles": []})
plan = {"name": "br0", "new": True, "before": {}, "entry": entry, "owner": owner}
paths.RUN = paths.real("/run/ocplab")
request = {"op": "begin", "key": "br0", "goal": "ensure", "want": {}, "owner": owner, "window": 1}
bridge_plans.making = lambda *_: dict(plan)
bridges.probes.passing = lambda before: []
deadman.is_under_way = lambda name: False
ends = commands.Result(0, "", "")
bridges.commands.run = lambda argv: ends
`;
  const left = `
print(os.listdir(paths.real("/var/lib")))`;

  it("is empty where systemd does not start the worker", () => {
    const program = `${head}
ends = commands.Result(1, "", "no more memory")
try:
    bridges.begin(request, b"")
except Refusal as refusal:
    print(refusal)${left}`;
    const said = "the change of the network cannot be started: no more memory\n[]\n";
    assert.equal(agent(root, program), said);
  });

  it("is empty where the worker ends before its first change", () => {
    const program = `${head}
folder = bridges.begin(request, b"")["folder"]
print(os.listdir(paths.real("/var/lib")))
print(bridges.look({"folder": folder}, 0)["phase"])${left}`;
    assert.equal(agent(root, program), "['ocplab']\nrestored\n[]\n");
  });

  it("is empty where the worker finds the host busy to the end", () => {
    const program = `${head}
@contextlib.contextmanager
def busy(owner):
    raise Refusal("another run")
    yield
folder = bridges.begin(request, b"")["folder"]
conversion.host_lock = busy
conversion.main(folder, "change")
print(outcome.read(folder, "state")["reason"])${left}`;
    assert.equal(agent(root, program), "another run\n[]\n");
  });
});

describe("the files of profiles in ifcfg format", () => {
  const scripts = "etc/sysconfig/network-scripts";
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "ocplab-profiles-"));
    cpSync(join(fixtures, "ifcfg"), join(root, scripts), { recursive: true });
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function text(name: string): string {
    return readFileSync(join(root, scripts, name), "utf8");
  }

  it("are kept with their routes, and put back byte for byte", () => {
    const before = [text("ifcfg-eno1"), text("route-eno1")];
    const put = `
kept = profile_files.kept("abf4c85b-57cc-4484-4fa9-b4a71689c359")
for name in ("ifcfg-eno1", "route-eno1"):
    os.unlink(paths.real("/${scripts}/" + name))
print(profile_files.put_back(kept), profile_files.put_back(kept))`;
    const names = `'/${scripts}/ifcfg-eno1', '/${scripts}/route-eno1'`;
    assert.equal(agent(root, put), `[${names}] []\n`);
    assert.deepEqual([text("ifcfg-eno1"), text("route-eno1")], before);
  });

  it("are deleted by their UUID with all that belongs to them, and no others", () => {
    writeFileSync(join(root, scripts, "ifcfg-eno2"), "DEVICE=eno2\n");
    agent(
      root,
      `profile_files.delete(["5b7d1f1c-3d3a-4b0e-9c55-0c8f4a1f2e0%d" % one for one in (1, 2)])`,
    );
    assert.deepEqual(readdirSync(join(root, scripts)), ["ifcfg-eno1", "ifcfg-eno2", "route-eno1"]);
  });
});

/** What a piece of Python over the agent's modules prints; NetworkManager knows the one profile. */
function agent(root: string, program: string): string {
  const head = `import os, sys
sys.path.insert(0, ".")
from ocplab import network_manager as nm, paths, profile_files
paths.set_root(sys.argv[1])
nm.profile = lambda uuid: uuid
nm.filename = lambda path: "/etc/sysconfig/network-scripts/ifcfg-eno1"
`;
  const cwd = join(import.meta.dirname, "../../provider/agent");
  const argv = ["-B", "-I", "-S", "-c", head + program, root];
  const ended = spawnSync("/usr/bin/python3", argv, { cwd, encoding: "utf8" });
  assert.equal(ended.status, 0, ended.stderr);
  return ended.stdout;
}
