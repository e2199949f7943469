import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

import { environment, onNetwork } from "../../box/lab.ts";
import type { TestLab } from "../e2e/testLab.ts";

/** Where a run is cut short, and how much of it dies. */
export interface Cut {
  /** Name of the resource whose step is under way. */
  readonly at: string;
  /** From the line that tells of it. */
  readonly afterMs: number;
  /** The engine alone, or its plugins and the program with it. */
  readonly dies: "engine" | "all";
}

/** What became of a run that was to be cut short. */
export interface Run {
  readonly text: string;
  /** False where the run had ended before. */
  readonly cut: boolean;
}

/** Runs `pulumi VERB` on a stack, and kills it without warning in the middle of one resource's step. */
export async function cutShort(
  lab: TestLab,
  verb: "up" | "destroy",
  stack: string,
  cut: Cut,
): Promise<Run> {
  const flags = ["--yes", "--skip-preview", "--non-interactive", "--color=never"];
  const argv = onNetwork(lab.place, ["pulumi", verb, "-s", stack, ...flags]);
  const [file = "", ...args] = argv;
  const env = environment(lab.place);
  const child = spawn(file, args, { cwd: lab.folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(child, "close");
  let text = "";
  const begun = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (said: string) => {
        text += said;
        if (isUnderWay(text, cut.at)) resolve();
      });
    }
  });
  await Promise.race([begun, closed]);
  await setTimeout(cut.afterMs);
  if (child.exitCode !== null) return { text, cut: false };
  const victims = treeOf(child.pid ?? 0);
  // the engine first: nothing of what follows may reach the state
  for (const { pid } of cut.dies === "all" ? victims : victims.filter(isEngine)) kill(pid);
  await Promise.race([closed, setTimeout(20_000)]);
  await untilGone(victims);
  return { text, cut: true };
}

interface Process {
  readonly pid: number;
  readonly name: string;
}

function isUnderWay(text: string, resource: string): boolean {
  const step = / (creating|updating|deleting|replacing) \(/;
  return text.split("\n").some((line) => step.test(line) && line.includes(` ${resource}`));
}

function isEngine({ name }: Process): boolean {
  return name === "pulumi";
}

/** A process and all that it has started, the oldest first. */
function treeOf(root: number): Process[] {
  const all = readdirSync("/proc").map(Number).filter(Boolean).flatMap(processOf);
  const tree = [root];
  for (const pid of tree) {
    tree.push(...all.filter(({ parent }) => parent === pid).map((one) => one.pid));
  }
  return tree.flatMap((pid) => all.find((one) => one.pid === pid) ?? []);
}

function processOf(pid: number): (Process & { parent: number })[] {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    const [, name = "", parent = ""] = /\((.*)\) \S (\d+)/.exec(text) ?? [];
    return [{ pid, name, parent: Number(parent) }];
  } catch {
    return []; // it has ended in between
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended by itself
  }
}

/**
 * What of ours the engine has started ends without it; an agent on a host comes to the end of its step. The
 * bridge to Terraform and its provider stay, idle (docs/recover.md), and are ended here.
 */
async function untilGone(victims: readonly Process[]): Promise<void> {
  const upstreams = /^(pulumi-resource|terraform-provi)/;
  const deadline = performance.now() + 60_000;
  const left = (): Process[] =>
    victims.filter(({ pid, name }) => processOf(pid).some((now) => now.name === name));
  while (left().some(({ name }) => !upstreams.test(name))) {
    if (performance.now() > deadline) {
      const names = left().map(({ name }) => name);
      throw new Error(`a minute after the engine was killed there is still ${names.join(", ")}`);
    }
    await setTimeout(100);
  }
  for (const { pid } of left()) kill(pid);
}
