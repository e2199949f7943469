import { CommandFailed } from "../failure.ts";
import { displayOn, type Display } from "./display.ts";
import { Interruption } from "./interruption.ts";
import { operate, type OperationKind, type StackResult } from "./operation.ts";
import { isChange } from "./progress.ts";
import { needPulumi } from "./pulumi.ts";
import { RunFolder } from "./runFolder.ts";
import { inTurn, stepsOf, type ClusterStack } from "./schedule.ts";

/** What a run covers, and how. */
export interface RunSettings {
  readonly clusters: readonly ClusterStack[];
  readonly withFoundation: boolean;
  /** How many stacks are worked on at once. */
  readonly parallel: number;
  /** More flags for Pulumi. */
  readonly flags?: readonly string[];
}

/**
 * Runs an operation on the stacks of these clusters, and shows how it goes. Each log has its place in one folder.
 * Throws a CommandFailed where there is no Pulumi.
 */
export async function run(kind: OperationKind, settings: RunSettings): Promise<StackResult[]> {
  const { clusters, withFoundation, parallel, flags = [] } = settings;
  needPulumi();
  const folder = new RunFolder(kind);
  const display = displayOn(process.stderr);
  const interruption = new Interruption((text) => {
    display.print(text);
  });
  display.print(`full logs, one for each stack: ${folder.path}`);
  const steps = stepsOf(kind, clusters, withFoundation);
  const onStart = display.begin.bind(display);
  try {
    const one = async (stack: string): Promise<StackResult> => {
      const result = await operate(kind, stack, { folder, interruption, onStart, flags });
      display.end(stack);
      tell(display, kind, result);
      return result;
    };
    const results = await inTurn(steps, parallel, one, () => interruption.isOn);
    for (const result of results) {
      if (result.outcome === "skipped") tell(display, kind, result);
    }
    return results;
  } finally {
    display.close();
    interruption.dispose();
  }
}

/**
 * Ends a command whose run did not come to its end everywhere. Throws a CommandFailed that names each stack, and
 * its log.
 */
export function needDone(results: readonly StackResult[]): void {
  const failed = results.filter(({ outcome }) => outcome !== "done");
  if (failed.length === 0) return;
  const lines = failed.map(({ stack, outcome, logFile }) => {
    const log = logFile === "" ? "" : `, see ${logFile}`;
    return `not done: ${stack}: ${outcomeText[outcome]}${log}`;
  });
  const worst = ends.find(([outcome]) => failed.some((result) => result.outcome === outcome));
  throw new CommandFailed(worst?.[1] ?? "failed", lines.join("\n"));
}

/** The first of these that there is decides the exit code. */
const ends = [
  ["interrupted", "interrupted"],
  ["failed", "failed"],
  ["locked", "locked"],
  ["notCompared", "notAsked"],
] as const;

const outcomeText: Readonly<Record<StackResult["outcome"], string>> = {
  done: "done",
  notCompared: "a host could not be asked",
  failed: "failed",
  locked: "somebody else is changing it",
  interrupted: "interrupted",
  skipped: "not begun",
};

function tell(display: Display, kind: OperationKind, result: StackResult): void {
  const { stack, outcome, seconds, messages } = result;
  const said =
    outcome === "done" || outcome === "notCompared" ? describe(result) : outcomeNote[outcome];
  display.print(resultLine(stack, seconds, said), "stdout");
  if (kind === "preview") {
    for (const line of changeLines(result)) display.print(line, "stdout");
  }
  const note = interruptedInstall(result);
  for (const message of [...messages, ...note]) {
    display.print(message.replace(/^/gm, `  ${stack}: `), "stdout");
  }
}

const outcomeNote = {
  failed: "FAILED",
  locked: "LOCKED",
  interrupted: "INTERRUPTED",
  skipped: "NOT BEGUN",
} as const;

/** One line of a run: what, how long it took, how it ended. */
export function resultLine(what: string, seconds: number, outcome: string): string {
  return `${what.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s  ${outcome}`.trimEnd();
}

/** For example `7 create, 2 update`; `0 changes` where everything was as it should be. */
function describe({ counts }: StackResult): string {
  const made = Object.entries(counts).filter(([operation]) => isChange(operation));
  return (
    made.map(([operation, count]) => `${String(count)} ${operation}`).join(", ") || "0 changes"
  );
}

function changeLines({ changes }: StackResult): string[] {
  return changes.map(({ op, resource, properties }) => {
    const which = properties.length > 0 ? ` (${properties.join(", ")})` : "";
    return `  ${op} ${resource}${which}`;
  });
}

function interruptedInstall({ outcome, changes }: StackResult): string[] {
  const installs = changes.some(({ resource }) => resource === "install-wait");
  if (outcome !== "interrupted" || !installs) return [];
  return ["its install goes on, on the jumphost; the next up follows it again"];
}
