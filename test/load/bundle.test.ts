import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");
const cache = join(root, "node_modules/.cache/ocplab");

describe("a bundle", () => {
  const name = `test-${process.pid}`;
  let folder: string;
  let source: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-load-"));
    source = join(folder, "source.ts");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const file of files("")) rmSync(file);
  });

  /** What is kept for the bundle. */
  function files(ending: string): string[] {
    const own = readdirSync(cache).filter((file) => file.startsWith(name) && file.endsWith(ending));
    return own.map((file) => join(cache, file));
  }

  /** Runs the source in a process of its own, and gives what it printed. */
  function run(): string {
    const entry = JSON.stringify(`require(${JSON.stringify(source)})`);
    const script = `void require("./load/bundle.cjs").runBundled("${name}", ${entry})`;
    return execFileSync("node", ["-e", script], { cwd: root, encoding: "utf8" });
  }

  it("runs TypeScript, whose __dirname stays its own folder", () => {
    writeFileSync(source, `const folder: string = __dirname; console.log(folder);`);
    assert.equal(run(), `${folder}\n`);
    assert.equal(run(), `${folder}\n`);
  });

  it("is made once, and anew when a source has changed", () => {
    writeFileSync(source, `console.log("first");`);
    assert.equal(run(), "first\n");
    const [bundle = ""] = files(".cjs");
    const made = statSync(bundle).mtimeMs;
    assert.equal(run(), "first\n");
    assert.deepEqual(files(".cjs"), [bundle]);
    assert.equal(statSync(bundle).mtimeMs, made);
    assert.equal(files(".v8").length, 1);

    writeFileSync(source, `console.log("other");`);
    utimesSync(source, 1, 1);
    assert.equal(run(), "other\n");
    assert.notDeepEqual(files(".cjs"), [bundle]);
    assert.equal(files(".v8").length, 1);
  });

  it("does not trust what V8 compiled of another text", () => {
    writeFileSync(source, `console.log("first");`);
    run();
    const [compiled = ""] = files(".v8");
    writeFileSync(compiled, "no code");
    assert.equal(run(), "first\n");
  });
});

describe("the Pulumi program's runner", () => {
  it("is Pulumi's own, out of the bundle", () => {
    const runner = join(root, "node_modules/@pulumi/pulumi/cmd/run/index.js");
    const argv = ["--require", "./load/program.cjs", runner];
    const { status, stderr } = spawnSync("node", argv, { cwd: root, encoding: "utf8" });
    assert.match(stderr, /^error: --monitor=addr must be provided\./);
    assert.notEqual(status, 0);
  });
});
