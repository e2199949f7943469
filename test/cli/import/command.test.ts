import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

describe("ocplab import", function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-import-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function ocplab(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
    const options = { cwd: folder, encoding: "utf8" } as const;
    return spawnSync(resolve("ocplab"), ["import", ...argv], options);
  }

  it("writes over no file that is there, and asks nobody then", () => {
    const file = join(folder, "lab.yaml");
    writeFileSync(file, "mine\n");
    const { status, stdout, stderr } = ocplab("--jumphost", "127.0.0.9", "--output", "lab.yaml");
    assert.deepEqual([status, stdout], [3, ""]);
    assert.equal(stderr, "lab.yaml is there already; name a new file by --output\n");
    assert.equal(readFileSync(file, "utf8"), "mine\n");
  });

  it("writes nothing where a host does not answer, and names each", () => {
    const hosts = ["--jumphost", "127.0.9.1", "admin@127.0.9.2", "--known-hosts", "none"];
    const { status, stdout, stderr } = ocplab(...hosts, "--output", "lab.yaml");
    assert.deepEqual([status, stdout], [5, ""]);
    assert.match(stderr, /^127\.0\.9\.1: not asked: .+\nadmin@127\.0\.9\.2: not asked: .+\n$/);
    assert.ok(!existsSync(join(folder, "lab.yaml")));
  });

  it("takes nothing for a host that ssh could take for something else", () => {
    const { status, stderr } = ocplab("--jumphost", "root@-oProxyCommand=x");
    assert.equal(status, 2);
    assert.match(stderr, /"root@-oProxyCommand=x" is no host; write HOST or USER@HOST/);
  });
});
