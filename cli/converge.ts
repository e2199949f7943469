import { foundationStackName } from "../lab/model.ts";
import { buildPlan, type Plan } from "../lab/plan.ts";
import { labFile, LabFileError, readLab } from "../lab/read.ts";
import { notCompared } from "../provider/notCompared.ts";
import { renderNodes } from "./nodeTable.ts";
import { isAsPlanned, LeasesUnread, observeUntilAsPlanned } from "./observe.ts";
import { up, type StackResult } from "./pulumiUp.ts";

/** How long machines may take from their start to their address. */
const bootSeconds = 180;

/**
 * Converges the whole lab: the foundation first, then the clusters side by side; then asks every
 * machine, and prints what was planned beside what is. True only when all of it is as planned.
 */
async function converge(plan: Plan): Promise<boolean> {
  const foundation = await upAndTell(foundationStackName);
  const clusters = await Promise.all(plan.clusters.map(({ name }) => upAndTell(name)));
  const failed = [foundation, ...clusters].filter((result) => !converged(result));
  for (const { stack, logFile } of failed) console.log(`not converged: ${stack}, see ${logFile}`);
  const ready = new Set(clusters.filter(converged).map(({ stack }) => stack));
  return (await machinesAsPlanned(plan, ready)) && failed.length === 0;
}

async function upAndTell(stack: string): Promise<StackResult> {
  const result = await up(stack);
  report(stack, result.seconds, result.ok ? describeChanges(result) : "FAILED");
  for (const message of result.messages) console.log(message.replace(/^/gm, `  ${stack}: `));
  return result;
}

async function machinesAsPlanned(plan: Plan, ready: ReadonlySet<string>): Promise<boolean> {
  const started = performance.now();
  try {
    const nodes = await observeUntilAsPlanned(plan, ready, bootSeconds);
    report("machines", (performance.now() - started) / 1000, "asked");
    console.log(`\n${renderNodes(nodes)}\n`);
    const astray = nodes.filter((node) => !isAsPlanned(node));
    for (const { cluster, node } of astray) console.log(`not as planned: ${cluster} ${node}`);
    return astray.length === 0;
  } catch (error) {
    if (!(error instanceof LeasesUnread)) throw error;
    console.error(error.message);
    return false;
  }
}

/** A host that could not be asked is a warning of the engine, and no converged lab. */
function converged(result: StackResult): boolean {
  return result.ok && !result.messages.some((message) => message.includes(notCompared));
}

/** For example `7 create, 2 update`; `0 changes` where everything was as it should be. */
function describeChanges({ changes }: StackResult): string {
  const made = Object.entries(changes).filter(([operation]) => !unchanged.has(operation));
  return made.map(([operation, count]) => `${count} ${operation}`).join(", ") || "0 changes";
}

const unchanged = new Set(["same", "read", "refresh"]);

function report(what: string, seconds: number, outcome: string): void {
  console.log(`${what.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s  ${outcome}`.trimEnd());
}

function readPlan(): Plan {
  try {
    return buildPlan(readLab(labFile));
  } catch (error) {
    if (!(error instanceof LabFileError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

void converge(readPlan()).then((ok) => (process.exitCode = ok ? 0 : 1));
