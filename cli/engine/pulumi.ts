import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";

import { CommandFailed } from "../failure.ts";
import { EventLog } from "./eventLog.ts";
import type { EngineEvent } from "./progress.ts";

/** Pulumi as toolchain/setup has made it ready, from the folder of the project. */
export const pulumiCommand = ".tools/bin/pulumi";

const checkout = join(__dirname, "../..");

/**
 * Throws a CommandFailed where there is no Pulumi to run: in a folder that is not the project's, or before
 * toolchain/setup. The program and its state are the project's, so a lab file elsewhere has no stacks.
 */
export function needPulumi(): void {
  if (existsSync(pulumiCommand)) return;
  const message = existsSync("Pulumi.yaml")
    ? "Pulumi is not set up in this checkout yet; run toolchain/setup first"
    : `this folder is not the project's, and stacks are of the lab.yaml there: put the lab file into ${checkout}, and run this command there`;
  throw new CommandFailed("refused", message);
}

/** Where a run of Pulumi writes, and who is told of it. */
export interface PulumiRun {
  /** All that it prints is appended here. */
  readonly logFile: string;
  /** A path that is free; the engine's events go there, and to `onEvent`. Without it there are none. */
  readonly eventFile?: string;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Told the process id; gives what is called after its end. */
  readonly onStart?: (pid: number) => () => void;
}

/**
 * Runs Pulumi to its end and gives its exit code. It runs in a session of its own, so that Ctrl-C does not
 * reach it through the terminal; what it prints goes straight into the file, so that it needs nobody to read.
 */
export async function pulumi(args: readonly string[], run: PulumiRun): Promise<number> {
  const { logFile, eventFile, onEvent, onStart } = run;
  const flags = eventFile === undefined ? [] : [`--event-log=${eventFile}`];
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(pulumiCommand, [...args, ...flags], {
    stdio: ["ignore", log, log],
    detached: true,
    // --event-log is one of the flags that only this variable brings out
    env: { ...process.env, PULUMI_DEBUG_COMMANDS: "true" },
  });
  closeSync(log);
  const events = eventFile === undefined ? undefined : new EventLog(eventFile, onEvent);
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });
  const forget = child.pid === undefined ? undefined : onStart?.(child.pid);
  try {
    return await ended;
  } finally {
    forget?.();
    events?.close();
  }
}
