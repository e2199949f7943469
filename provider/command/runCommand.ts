import type { Values } from "../server/values.ts";
import { toConnection } from "./connection.ts";
import { runOverSsh } from "./ssh.ts";

interface Run {
  readonly command: string;
  /** Checked inputs of the resource. */
  readonly inputs: Values;
  /** Outputs of the run before this one, where there was one. */
  readonly previous: Values;
  readonly log: (line: string) => void;
}

/**
 * Runs one command of a resource on its host and returns what it printed, without the last newline.
 * @throws Error where the host cannot be had, or the command ends with a code other than 0.
 */
export async function runCommand(
  run: Run,
  signal: AbortSignal,
): Promise<{ stdout: string; stderr: string }> {
  const { command, inputs } = run;
  const streams = logged(inputs.logging);
  const task = {
    command,
    stdin: typeof inputs.stdin === "string" ? inputs.stdin : "",
    environment: environment(run),
    onLine: (stream: "stdout" | "stderr", line: string): void => {
      if (streams.includes(stream)) run.log(line);
    },
  };
  const ended = await runOverSsh(toConnection(inputs.connection), task, signal);
  if (ended.code !== 0) {
    // the official plugin's words, so that what is written about them holds here too
    const status = `Process exited with status ${String(ended.code)}`;
    throw new Error(`${status}: running ${JSON.stringify(command)}:\n${ended.output}`);
  }
  return { stdout: ended.stdout.replace(/\n$/, ""), stderr: ended.stderr.replace(/\n$/, "") };
}

function logged(logging: unknown): readonly ("stdout" | "stderr")[] {
  switch (logging) {
    case "none":
      return [];
    case "stdout":
    case "stderr":
      return [logging];
    default:
      return ["stdout", "stderr"];
  }
}

/** The variables that the host's SSH server is offered; it takes those that its AcceptEnv names. */
function environment({ inputs, previous }: Run): Record<string, string> {
  const own = (inputs.environment ?? {}) as Record<string, string>;
  if (inputs.addPreviousOutputInEnv === false) return own;
  const printed: Record<string, string> = {};
  for (const stream of ["stdout", "stderr"]) {
    const text = previous[stream];
    if (typeof text === "string" && text !== "") {
      printed[`PULUMI_COMMAND_${stream.toUpperCase()}`] = text;
    }
  }
  return { ...own, ...printed };
}
