import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const head = `import os, sys; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1])
from ocplab import lock, paths
from ocplab.refusal import Refusal
paths.set_root(sys.argv[2])
owner = {"project": "ocplab", "stack": sys.argv[3]}
`;
const holder = `${head}
with lock.host_lock(owner):
    print("held", flush=True)
    sys.stdin.read()`;
const waiter = `${head}
try:
    with lock.host_lock(owner, wait=float(sys.argv[4])):
        print("mine")
except Refusal as refusal:
    print(refusal)`;

describe("the lock of a host", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "ocplab-lock-"));
    mkdirSync(join(root, "run"));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const argv = (program: string, stack: string): string[] => [
    ...["-c", program, join(__dirname, "../../provider/agent"), root, stack],
  ];
  const wait = (stack: string, seconds: number): string =>
    execFileSync("/usr/bin/python3", [...argv(waiter, stack), String(seconds)], {
      encoding: "utf8",
    }).trim();

  /** A process that has the lock until its input ends. */
  const held = async (stack: string) => {
    const first = spawn("/usr/bin/python3", argv(holder, stack), {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = once(first, "close");
    await once(first.stdout, "data");
    return { first, ended };
  };

  it("keeps a second writer of whatever stack out, and says who has it and since when", async () => {
    const { first, ended } = await held("sno1");
    const said = wait("sno2", 0.2);
    const owner = `stack sno1, process ${String(first.pid)}, since `;
    assert.match(said, /^another run has been changing this host for more than 0 s /);
    assert.ok(said.includes(owner), said);
    assert.match(
      said,
      /since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+\d{4}\); try again when it is done$/,
    );
    first.stdin.end();
    await ended;
    assert.equal(wait("sno2", 0.2), "mine");
  });

  it("is free again where its holder was killed, and leaves no file on a host that has nothing of ours", async () => {
    const { first, ended } = await held("sno1");
    first.kill("SIGKILL");
    await ended;
    assert.equal(wait("sno2", 0.2), "mine");
    assert.equal(existsSync(join(root, "run/ocplab.lock")), false);
  });
});
