import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

export type OnLine = (stream: "stdout" | "stderr", line: string) => void;

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order in which they came. */
  readonly output: string;
  readonly code: number;
}

interface Execution {
  readonly stdin: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: OnLine;
  readonly signal: AbortSignal;
}

/**
 * Runs a program to its end; each line is reported as it comes.
 * @throws Error where it cannot be started or `signal` ends it.
 */
export async function execute(
  program: string,
  argv: string[],
  execution: Execution,
): Promise<Ended> {
  const { env, signal } = execution;
  const child = spawn(program, argv, { env, signal, stdio: "pipe" });
  const all: string[] = [];
  const collected = {
    stdout: collect(child, "stdout", all, execution.onLine),
    stderr: collect(child, "stderr", all, execution.onLine),
  };
  // a program that ends without reading its input is no fault of ours
  child.stdin.on("error", () => undefined);
  child.stdin.end(execution.stdin);
  const code = await ended(child);
  return {
    stdout: collected.stdout.join(""),
    stderr: collected.stderr.join(""),
    output: all.join(""),
    code,
  };
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve(code ?? 255);
    });
  });
}

function collect(
  child: ChildProcess,
  stream: "stdout" | "stderr",
  all: string[],
  onLine: OnLine,
): string[] {
  const chunks: string[] = [];
  let rest = "";
  child[stream]?.setEncoding("utf8").on("data", (chunk: string) => {
    chunks.push(chunk);
    all.push(chunk);
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(stream, line);
  });
  child[stream]?.on("end", () => {
    if (rest !== "") onLine(stream, rest);
  });
  return chunks;
}
