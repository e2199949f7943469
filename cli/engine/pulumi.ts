import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

import { EventLog } from "./eventLog.ts";
import type { EngineEvent } from "./progress.ts";

/** Pulumi as toolchain/setup has made it ready, from the folder of the project. */
export const pulumiCommand = ".tools/bin/pulumi";

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
