import { spawn } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
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

/** Pulumi as toolchain/setup has made it ready, from the folder of the project. */
export const pulumiCommand = ".tools/bin/pulumi";

/** Where what Pulumi printed is kept, one file for each stack. */
const logFolder = ".state/logs";

/**
 * Converges one stack, without questions; makes it where the backend does not have it yet. What fails is a
 * result, not an error: other stacks go on.
 */
export async function up(stack: string): Promise<StackResult> {
  const logFile = join(logFolder, `${stack}-up.log`);
  const started = performance.now();
  const result = (await makeStack(stack)) ?? (await converge(stack, logFile));
  return { stack, logFile, seconds: (performance.now() - started) / 1000, ...result };
}

type Outcome = Pick<StackResult, "ok" | "changes" | "messages">;

/** Undefined where the stack is there now. */
async function makeStack(stack: string): Promise<Outcome | undefined> {
  const { code, output } = await pulumi(["stack", "init", stack, "--non-interactive"]);
  if (code === 0 || output.includes("already exists")) return undefined;
  return { ok: false, changes: {}, messages: [output.trim()] };
}

async function converge(stack: string, logFile: string): Promise<Outcome> {
  mkdirSync(logFolder, { recursive: true });
  writeFileSync(logFile, "");
  const scratch = mkdtempSync(join(tmpdir(), "ocplab-"));
  const events = join(scratch, "events");
  try {
    const flags = ["--yes", "--skip-preview", "--continue-on-error", "--non-interactive"];
    const { code } = await pulumi(
      ["up", "--stack", stack, ...flags, "--color=never", `--event-log=${events}`],
      logFile,
    );
    return { ok: code === 0, ...summary(events) };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function pulumi(args: string[], logFile?: string): Promise<{ code: number; output: string }> {
  // --event-log is one of the flags that only this variable brings out
  const env = { ...process.env, PULUMI_DEBUG_COMMANDS: "true" };
  const child = spawn(pulumiCommand, args, { stdio: ["ignore", "pipe", "pipe"], env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (logFile !== undefined) appendFileSync(logFile, text);
    });
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      resolve(status ?? 1);
    });
  });
  return { code, output };
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
