import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";

/** What went wrong with the box, for people: what, where, why, next step. */
export class BoxError extends Error {
  override readonly name = "BoxError";
}

interface RunOptions {
  /** Text for the command's standard input. */
  readonly input?: string;
  /** Ends the command when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** @default this process's folder */
  readonly cwd?: string;
  /** @default this process's environment */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a command to its end and gives its standard output. Throws BoxError with what it said when it fails. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await attempt(argv, options);
  if (code === 0) return stdout;
  throw new BoxError(`${argv.join(" ")} failed: ${stderr.trim() || `exit code ${code}`}`);
}

/** How a command ended and what it said. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end and tells how it went. Throws BoxError where it can't be started. */
export async function attempt(argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
  options.signal?.throwIfAborted();
  const [file = "", ...args] = argv;
  const { signal, cwd, env } = options;
  const child = spawn(file, args, {
    stdio: "pipe",
    killSignal: "SIGKILL",
    ...(signal && { signal }),
    ...(cwd !== undefined && { cwd }),
    ...(env && { env }),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => undefined); // a command may end without reading its input
  child.stdin.end(options.input);
  const code = await endOf(child);
  options.signal?.throwIfAborted();
  return { code, stdout, stderr };
}

/**
 * Runs a command on this terminal and gives its exit code. Ctrl-C reaches the command through the terminal, so it is
 * not sent on: two interrupts mean "at once" to many programs. Node starts it with SIGINT at its default even where
 * this process ignores it, as in the background of a script; with SIGINT ignored, Pulumi needs 5 s more per run.
 */
export async function hand(argv: readonly string[], env = process.env): Promise<number> {
  const [file = "", ...args] = argv;
  const child = spawn(file, args, { stdio: "inherit", env });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", forward);
  process.on("SIGHUP", forward);
  return endOf(child);
}

/** Starts a command that outlives this process, in a session of its own, with its output in a file. */
export function launch(argv: readonly string[], log: string): void {
  const [file = "", ...args] = argv;
  const out = openSync(log, "a");
  spawn(file, args, { detached: true, stdio: ["ignore", out, out] }).unref();
  closeSync(out);
}

async function endOf(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("error", (error) => {
      if (error.name !== "AbortError") reject(new BoxError(error.message));
    });
    child.on("close", (code, signal) => {
      resolve(code ?? (signal === null ? 1 : 128 + constants.signals[signal]));
    });
  });
}
