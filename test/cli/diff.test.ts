import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { diffMarkdown, longestComment } from "../../cli/diffMarkdown.ts";
import { diffReport, type DiffReport } from "../../cli/diffReport.ts";
import { readDiffSource } from "../../cli/diffSource.ts";
import { CommandFailed } from "../../cli/failure.ts";
import { parseLab } from "../../lab/read.ts";
import { largeLab } from "../lab/largeLab.ts";
import { changedLab, inSno1, sampleLab } from "../lab/sampleLab.ts";

const ocplab = join(__dirname, "../../ocplab");
const changed = changedLab(
  "workers: 3",
  "workers: 2\n    sizes: { master: { memory: 64GiB } }",
).replace("id: 3", "id: 3\n    nodes: { master-0: { address: 192.0.2.60 } }");

/** What is to be said of it; written anew with UPDATE_GOLDEN=1, and then read. */
const expected = golden();

function report(base: string | undefined, head: string): DiffReport {
  return diffReport({
    base: { name: "main", lab: base === undefined ? undefined : parseLab(base) },
    head: { name: "work", lab: parseLab(head) },
    changedFiles: [],
    warnings: [],
  });
}

describe("the comment of `ocplab diff`", () => {
  it("tells in words and tables what changes, what it costs, and what is left", () => {
    assert.equal(diffMarkdown(report(sampleLab, changed)), expected);
  });

  it("is the same whatever the order of the lab file", () => {
    const [head = "", clusters = ""] = changed.split("clusters:\n");
    const at = clusters.indexOf("  sno1:");
    const turned = `${head}clusters:\n${clusters.slice(at)}${clusters.slice(0, at)}`;
    assert.equal(diffMarkdown(report(sampleLab, turned)), expected);
  });

  it("says of a strict cluster that its filter is loaded, also where only another cluster changes", () => {
    const strict = changedLab("size: 12", "size: 12\n    isolation: strict");
    const loads = diffMarkdown(report(sampleLab, strict));
    assert.match(loads, /^- isolation none → strict$/m);
    assert.match(loads, /^- isolation: the filter of its machines is loaded, while they run on$/m);
    assert.match(loads, /Machines: 0 created, 0 restarted, 0 rebuilt, 0 removed\. /);
    const more = `${strict}  sno2: { type: sno, id: 4, server: server2, firstAddress: 192.0.2.50 }\n`;
    assert.match(
      diffMarkdown(report(strict, more)),
      /filter of its machines is loaded anew in one step/,
    );
  });

  it("says of what an up refuses that a reinstall does it, and makes the machines anew", () => {
    const installed = inSno1("install: { enabled: true, topic: OCP-4.19 }");
    const moved = installed.replace("firstAddress: 192.0.2.40", "firstAddress: 192.0.2.60");
    const text = diffMarkdown(report(installed, moved));
    assert.match(
      text,
      /^\| master-0 \| stays as it is; made anew by the reinstall \| address 192\.0\.2\.40 → 192\.0\.2\.60 \|/m,
    );
    assert.match(
      text,
      /^- install: \*\*anew\*\*, by `\.\/ocplab reinstall`; until then an `up` is refused$/m,
    );
  });

  it("says that nothing changes", () => {
    const text = diffMarkdown(report(sampleLab, sampleLab));
    assert.equal(
      text,
      "## Lab: `main` → `work`\n\nThe plans of `main` and `work` are the same. Nothing changes.\n",
    );
  });

  it("stays below the limit of a comment whatever the lab, and says what it leaves out", () => {
    const many = largeLab(60, 120);
    const text = diffMarkdown(report(undefined, many));
    assert.ok(text.length < longestComment && text.length > longestComment / 10);
    assert.match(text, /Clusters: 120 new\./);
    assert.match(
      text,
      /_Left out here: \d+ more clusters that change; `ocplab diff --json` has all of them\._/,
    );
    assert.match(text, /_Left out here: \d+ more servers that change; /);
  });

  it("stays below the limit with the longest names there can be", () => {
    const long = (number: number): string => `${String(number)}${"x".repeat(30)}`;
    const lab = (workers: number): string =>
      sampleLab
        .replaceAll("server1", long(1))
        .replaceAll("server2", long(2))
        .replace("workers: 3", `workers: ${String(workers)}`)
        .replace("size: 12", "size: 140")
        .replace("firstAddress: 192.0.2.20", "firstAddress: 192.0.2.100")
        .replaceAll("ocp1", long(3));
    const { clusters, dangers, ...rest } = report(lab(0), lab(124));
    const [one] = clusters;
    assert.ok(one);
    const message = "x".repeat(600);
    const crowd = {
      ...rest,
      clusters: Array.from({ length: 500 }, () => one),
      dangers: Array.from({ length: 500 }, () => ({
        kind: "rebuilt" as const,
        subject: long(4),
        message,
      })),
      warnings: Array.from({ length: 500 }, () => message),
    };
    assert.equal(dangers.length, 0);
    const text = diffMarkdown(crowd);
    assert.ok(text.length < longestComment, String(text.length));
    assert.match(text, /more machines \(\d+ created\)/);
  });

  it("shows what a file or a branch is called, and lets none of it be markup or a mention", () => {
    const evil = "<img src=x>`@all` [x](http://example.com) |";
    const text = diffMarkdown({ ...report(sampleLab, changed), base: evil, warnings: [evil] });
    assert.ok(text.startsWith("## Lab: `` <img src=x>`@all` [x](http://example.com) \\| `` →"));
    const warning = text.slice(text.indexOf("### Warnings"));
    assert.ok(
      warning.includes("- &lt;img src=x&gt;\\`&#64;all\\` \\[x\\]\\(http:&#47;/example.com\\) \\|"),
      warning,
    );
  });
});

describe("ocplab diff", () => {
  let folder: string;
  let home: string;

  beforeEach(() => {
    home = process.cwd();
    folder = mkdtempSync(join(tmpdir(), "ocplab-diff-"));
    process.chdir(folder);
    git("init", "--quiet", "--initial-branch", "main");
  });

  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  function git(...args: string[]): string {
    const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
  }

  function commit(text: string | undefined): void {
    if (text !== undefined) writeFileSync("lab.yaml", text);
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", "change");
  }

  function failure(...names: [string, string?]): CommandFailed {
    try {
      readDiffSource(...names);
    } catch (error) {
      assert.ok(error instanceof CommandFailed, String(error));
      return error;
    }
    return assert.fail("it was read");
  }

  it("compares a revision with the folder, prints Markdown or JSON, or the stacks", () => {
    commit(sampleLab);
    writeFileSync("lab.yaml", changed);
    const run = (...args: string[]): string =>
      execFileSync(ocplab, ["diff", "main", ...args], { encoding: "utf8" });
    assert.equal(run(), expected.replace("`work`", "`lab.yaml`"));
    assert.equal(run("--stacks"), "ocp1 changed\nsno1 changed\n");
    const { version, stacks, head } = JSON.parse(run("--json")) as DiffReport;
    assert.deepEqual([version, head, stacks.length], [1, "lab.yaml", 2]);
  });

  it("ends as check does where a lab file has errors, and tells those of both", () => {
    commit(sampleLab.replace("id: 2", "id: 0"));
    commit(sampleLab.replace("id: 3", "id: 0"));
    const { status, stdout, stderr } = spawnSync(ocplab, ["diff", "HEAD~1", "HEAD"], {
      encoding: "utf8",
    });
    assert.deepEqual([status, stdout], [1, ""]);
    const [base = "", head = ""] = stderr.split("\n");
    assert.match(base, /^HEAD~1:lab\.yaml:17:9: clusters\.ocp1\.id: 0 is not a cluster id; /);
    assert.match(head, /^HEAD:lab\.yaml:\d+:9: clusters\.sno1\.id: 0 is not a cluster id; /);
  });

  it("takes a base without a lab file for an empty lab, and a head without one for a mistake", () => {
    commit(undefined);
    commit(sampleLab);
    const source = readDiffSource("HEAD~1", "HEAD");
    const { isNew, stacks } = diffReport(source);
    assert.equal(isNew, true);
    assert.deepEqual(
      stacks.map(({ stack, change }) => `${stack} ${change}`),
      [...["lab created", "ocp1 created", "sno1 created"]],
    );
    const { exitCode, message } = failure("HEAD", "HEAD~1");
    assert.equal(exitCode, 1);
    assert.match(message, /^HEAD~1:lab\.yaml: no such file; /);
  });

  it("takes no name for an option, and says which revision git does not know", () => {
    commit(sampleLab);
    assert.match(failure("--output=x").message, /^--output=x: git knows no such revision here; /);
    assert.equal(failure("other").exitCode, 2);
  });

  it("reads a plain file only", () => {
    symlinkSync("/etc/hostname", "lab.yaml");
    commit(undefined);
    assert.match(failure("main").message, /^main:lab\.yaml is no plain file; /);
  });

  it("compares with what both share, where it is told to", () => {
    commit(sampleLab);
    git("checkout", "--quiet", "-b", "topic");
    commit(changed);
    git("checkout", "--quiet", "main");
    commit(sampleLab.replace("ntp:", "leaseTime: 12h\n  ntp:"));
    const stacks = (fromMergeBase: boolean): string[] =>
      diffReport(readDiffSource("main", "topic", { fromMergeBase })).stacks.map(
        ({ stack }) => stack,
      );
    assert.deepEqual(stacks(true), ["ocp1", "sno1"]);
    assert.deepEqual(stacks(false), ["lab", "ocp1", "sno1"]);
  });

  it("names the files that the plans do not speak of, and counts a hook as its cluster's", () => {
    const hooked = sampleLab.replace(
      "id: 3",
      "id: 3\n    install: { enabled: true, topic: OCP-4.19, hooks: { pre-run: hooks/own.yml } }",
    );
    execFileSync("mkdir", ["hooks", "stacks"]);
    writeFileSync("hooks/own.yml", "- debug: {}\n");
    commit(hooked);
    writeFileSync("hooks/own.yml", "- ping: {}\n");
    writeFileSync("stacks/lab.ts", "");
    commit(undefined);
    const { otherFiles, stacks, clusters } = diffReport(readDiffSource("HEAD~1", "HEAD"));
    assert.deepEqual(otherFiles, { program: ["stacks/lab.ts"], named: ["hooks/own.yml"] });
    assert.deepEqual(stacks, [{ stack: "sno1", change: "changed" }]);
    assert.equal(clusters[0]?.install, "documents");
  });

  it("compares two files, in no repository", () => {
    rmSync(".git", { recursive: true });
    writeFileSync("one.yaml", sampleLab);
    writeFileSync("other.yaml", changed);
    assert.equal(diffReport(readDiffSource("one.yaml", "other.yaml")).clusters.length, 2);
    assert.match(failure("main").message, /^main: this folder is in no git repository; /);
  });
});

function golden(): string {
  const path = join(__dirname, "diff.golden");
  if (process.env.UPDATE_GOLDEN === "1") {
    writeFileSync(path, diffMarkdown(report(sampleLab, changed)));
  }
  return readFileSync(path, "utf8");
}
