import { readFileSync } from "node:fs";
import { join } from "node:path";

import { notCompared } from "../../provider/notCompared.ts";
import type { Interruption } from "./interruption.ts";
import { cannotLogIn } from "./lastLogin.ts";
import { lockHolders, lockMessage } from "./lock.ts";
import { Progress, type Change } from "./progress.ts";
import { pulumi } from "./pulumi.ts";
import type { RunFolder } from "./runFolder.ts";
import { shareSalt } from "./stackSettings.ts";

export type OperationKind = "up" | "preview" | "destroy";

/** How an operation on one stack ended; whatever fails is a result, so that other stacks go on. */
export interface StackResult {
  readonly stack: string;
  readonly outcome:
    | "done"
    /** Done, but for hosts that could not be asked. */
    | "notCompared"
    | "failed"
    /** Somebody else is changing the stack. */
    | "locked"
    | "interrupted"
    /** Not begun. */
    | "skipped";
  /** Operation (create, update, delete, replace, same ...) to the number of resources. */
  readonly counts: Readonly<Record<string, number>>;
  readonly changes: readonly Change[];
  /** Errors and warnings, in order, each once. */
  readonly messages: readonly string[];
  readonly seconds: number;
  /** Everything Pulumi printed. */
  readonly logFile: string;
}

/** What all operations of one run share. */
export interface OperationSettings {
  readonly folder: RunFolder;
  readonly interruption: Interruption;
  /** Told of a stack's progress, which goes on changing. */
  readonly onStart?: (stack: string, progress: Progress) => void;
  /** More flags for Pulumi. */
  readonly flags?: readonly string[];
}

/**
 * Runs one operation on one stack, without questions. A stack that the backend does not have yet is made, but for a
 * destroy, which then has nothing to do.
 */
export async function operate(
  kind: OperationKind,
  stack: string,
  settings: OperationSettings,
): Promise<StackResult> {
  const started = performance.now();
  const logFile = settings.folder.logOf(stack);
  const progress = new Progress();
  settings.onStart?.(stack, progress);
  const code = await runOn(kind, stack, logFile, progress, settings);
  const seconds = (performance.now() - started) / 1000;
  const { counts, changes } = progress;
  const ended = judge(stack, code, logFile, progress, settings.interruption);
  return { stack, logFile, seconds, counts, changes, ...ended };
}

/** Where the backend has no such stack: undefined for a destroy. */
async function runOn(
  kind: OperationKind,
  stack: string,
  logFile: string,
  progress: Progress,
  settings: OperationSettings,
): Promise<number | undefined> {
  const run = runner(stack, logFile, progress, settings);
  const flags = [...flagsOf[kind], ...(settings.flags ?? [])];
  // asking the backend first would cost each run of each stack another process
  const code = await run(kind, flags);
  if (code === 0 || settings.interruption.isOn) return code;
  const log = textOf(logFile);
  if (log.includes(`no stack named '${stack}' found`)) {
    if (kind === "destroy") return undefined;
    const made = await makeStack(stack, logFile);
    return made === 0 ? run(kind, flags) : made;
  }
  if (progress.changes.length > 0 || !cannotLogIn(log)) return code;
  progress.restart();
  if (kind !== "destroy") return run(kind, [...flags, "--refresh", "--run-program"]);
  // a destroy always reads as the stack was last told to
  const told = await run("refresh", ["--yes", "--skip-preview", "--run-program"]);
  if (told !== 0) return told;
  progress.restart();
  return run(kind, flags);
}

type Runner = (verb: string, flags: readonly string[]) => Promise<number>;

function runner(
  stack: string,
  logFile: string,
  progress: Progress,
  { folder, interruption }: OperationSettings,
): Runner {
  return (verb, flags) =>
    pulumi([verb, "--stack", stack, ...flags, ...quiet], {
      logFile,
      eventFile: join(folder.path, `${stack}.events`),
      onEvent: (event) => {
        progress.take(event, performance.now());
      },
      onStart: (pid) => interruption.watch({ stack, pid, progress }),
    });
}

function makeStack(stack: string, logFile: string): Promise<number> {
  shareSalt(stack);
  return pulumi(["stack", "init", stack, "--no-select", "--non-interactive"], { logFile });
}

const quiet = ["--non-interactive", "--color=never"];

const flagsOf: Readonly<Record<OperationKind, readonly string[]>> = {
  up: ["--yes", "--skip-preview", "--continue-on-error"],
  preview: ["--diff"],
  destroy: ["--yes", "--skip-preview", "--continue-on-error"],
};

function judge(
  stack: string,
  code: number | undefined,
  logFile: string,
  progress: Progress,
  { isOn }: Interruption,
): Pick<StackResult, "outcome" | "messages"> {
  if (code === undefined) return { outcome: "done", messages: [] };
  const { messages } = progress;
  if (code === 0) {
    const all = messages.every((message) => !message.includes(notCompared));
    return { outcome: all ? "done" : "notCompared", messages };
  }
  const log = textOf(logFile);
  const holders = lockHolders(log);
  if (holders.length > 0) {
    return { outcome: "locked", messages: [lockMessage(stack, holders, new Date())] };
  }
  if (isOn) return { outcome: "interrupted", messages };
  // what ends Pulumi before its engine has begun is in its log only
  return { outcome: "failed", messages: messages.length > 0 ? messages : errorsIn(log) };
}

function errorsIn(log: string): string[] {
  const lines = log.split("\n").filter((line) => line.startsWith("error: "));
  return [...new Set(lines.map((line) => line.slice("error: ".length)))];
}

function textOf(file: string): string {
  return readFileSync(file, "utf8");
}
