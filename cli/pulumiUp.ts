import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How one Pulumi operation on one stack ended. */
export interface StackResult {
  readonly stack: string;
  readonly ok: boolean;
  /** Operation (create, update, delete, replace, same ...) to the number of resources. */
  readonly changes: Readonly<Record<string, number>>;
  /** Errors and warnings as the engine reported them, in order, each once. */
  readonly messages: readonly string[];
  readonly seconds: number;
  /** Everything Pulumi printed. */
  readonly logFile: string;
}

export type Verb = "up" | "destroy" | "preview";

/** Where the output of every operation is kept, one file for each stack and verb. */
const logFolder = ".state/logs";

/** Creates the stack when the backend does not have it yet. */
export async function ensureStack(stack: string): Promise<void> {
  const { code, output } = await pulumi(["stack", "init", stack, "--non-interactive"]);
  if (code !== 0 && !output.includes("already exists")) {
    throw new Error(`stack ${stack} cannot be created: ${output.trim()}`);
  }
}

/**
 * Runs one operation on one stack, without questions. A failed operation is a result, not an error:
 * other stacks go on.
 */
export async function runStack(verb: Verb, stack: string): Promise<StackResult> {
  const scratch = mkdtempSync(join(tmpdir(), "ocplab-"));
  const events = join(scratch, "events");
  const logFile = join(logFolder, `${stack}-${verb}.log`);
  mkdirSync(logFolder, { recursive: true });
  const started = performance.now();
  try {
    const { code } = await pulumi(
      [
        verb,
        ...["--stack", stack, "--non-interactive", "--color=never", `--event-log=${events}`],
        ...(verb === "preview" ? [] : ["--yes", "--skip-preview", "--continue-on-error"]),
      ],
      logFile,
    );
    const seconds = (performance.now() - started) / 1000;
    return { stack, ok: code === 0, seconds, logFile, ...summary(events) };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function pulumi(args: string[], logFile?: string): Promise<{ code: number; output: string }> {
  const log = logFile === undefined ? "pipe" : openSync(logFile, "w");
  // --event-log is one of the flags that only this variable brings out
  const env = { ...process.env, PULUMI_DEBUG_COMMANDS: "true" };
  const child = spawn(".tools/bin/pulumi", args, { stdio: ["ignore", log, log], env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}

interface EngineEvent {
  readonly summaryEvent?: { readonly resourceChanges?: Record<string, number> };
  readonly diagnosticEvent?: { readonly message: string; readonly severity: string };
}

function summary(file: string): Pick<StackResult, "changes" | "messages"> {
  const messages = new Set<string>();
  let changes: Record<string, number> = {};
  for (const line of readEvents(file)) {
    const event = JSON.parse(line) as EngineEvent;
    changes = event.summaryEvent?.resourceChanges ?? changes;
    const { severity, message } = event.diagnosticEvent ?? { severity: "debug", message: "" };
    if (severity === "error" || severity === "warning") messages.add(plain(message));
  }
  return { changes, messages: [...messages] };
}

/** No file: Pulumi ended before its engine began, and its log says why. */
function readEvents(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

/** Engine messages carry colour directives such as `<{%fg 1%}>`. */
function plain(message: string): string {
  return message.replace(/<\{%.*?%\}>/g, "").trim();
}
