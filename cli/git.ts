import { spawnSync } from "node:child_process";

import { CommandFailed } from "./failure.ts";

/** A commit of the repository that holds the working directory. */
export interface Commit {
  /** As the user named it. */
  readonly name: string;
  readonly sha: string;
}

/** The commit that a revision names. Throws a CommandFailed where there is none, or no repository. */
export function commitOf(name: string): Commit {
  // what comes after --end-of-options is no option, whatever it is called
  const asked = ["rev-parse", "--verify", "--end-of-options", `${name}^{commit}`];
  const { status, stdout, stderr } = git(...asked);
  if (status === 0) return { name, sha: text(stdout) };
  const reason = stderr.includes("not a git repository")
    ? "this folder is in no git repository; name two lab files instead"
    : "git knows no such revision here; fetch it, or name a lab file with its ending, such as other.yaml";
  throw new CommandFailed("usage", `${name}: ${reason}`);
}

/** The last commit that both have. Throws a CommandFailed where they have none in common. */
export function mergeBase(one: Commit, other: Commit): Commit {
  const { status, stdout } = git("merge-base", one.sha, other.sha);
  if (status === 0) return { name: one.name, sha: text(stdout) };
  const step = "a shallow clone may have too little of the history: fetch more of it";
  throw new CommandFailed("usage", `${one.name} and ${other.name} share no commit; ${step}`);
}

/**
 * A file of a commit, by its path from the working directory; undefined where the commit has none. Nothing is
 * checked out. Throws a CommandFailed for anything but a plain file: a link could lead anywhere.
 */
export function fileOf({ name, sha }: Commit, path: string): Buffer | undefined {
  const [mode = "", , object = ""] = text(must("ls-tree", "-z", sha, "--", path)).split(/[ \t]/);
  if (mode === "") return undefined;
  if (mode.startsWith("100")) return must("cat-file", "blob", object);
  const message = `${name}:${path} is no plain file; put the lab file itself there`;
  throw new CommandFailed("refused", message);
}

/** Paths below the working directory that differ; without `to` from what lies there now. */
export function changedPaths(from: Commit, to: Commit | undefined): string[] {
  const ends = to ? [from.sha, to.sha] : [from.sha];
  const options = ["--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z"];
  return text(must("diff", ...options, ...ends, "--"))
    .split("\0")
    .filter((path) => path !== "");
}

function text(output: Buffer): string {
  return output.toString("utf8").trim();
}

function must(...args: string[]): Buffer {
  const { status, stdout, stderr } = git(...args);
  if (status === 0) return stdout;
  throw new CommandFailed("refused", `git ${args[0] ?? ""}: ${stderr.trim()}`);
}

function git(...args: string[]): { status: number | null; stdout: Buffer; stderr: string } {
  // nothing in a repository may have git run a program
  const safe = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  const { status, stdout, stderr, error } = spawnSync("git", [...safe, ...args], {
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" },
  });
  if (error) throw new CommandFailed("refused", `git cannot be run: ${error.message}`);
  return { status, stdout, stderr: stderr.toString("utf8") };
}
