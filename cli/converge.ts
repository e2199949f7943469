import { buildPlan, type Plan } from "../lab/plan.ts";
import { labFile, LabFileError, readLab } from "../lab/read.ts";
import { needDone, resultLine, run } from "./engine/run.ts";
import { CommandFailed, exitCodes } from "./failure.ts";
import { renderNodes } from "./nodeTable.ts";
import { isAsPlanned, LeasesUnread, observeUntilAsPlanned } from "./observe.ts";
import { defaultParallel } from "./parallel.ts";

/** How long machines may take from their start to their address. */
const bootSeconds = 180;

/** What `npm start` does in the box: `ocplab up`, and then all machines beside what was planned of them. */
async function converge(plan: Plan): Promise<number> {
  const { clusters } = plan;
  const results = await run("up", { clusters, withFoundation: true, parallel: defaultParallel });
  const ready = results.filter(({ outcome }) => outcome === "done").map(({ stack }) => stack);
  const asPlanned = await machinesAsPlanned(plan, new Set(ready));
  needDone(results);
  return asPlanned ? exitCodes.done.code : exitCodes.differs.code;
}

async function machinesAsPlanned(plan: Plan, ready: ReadonlySet<string>): Promise<boolean> {
  const started = performance.now();
  try {
    const nodes = await observeUntilAsPlanned(plan, ready, bootSeconds);
    console.log(resultLine("machines", (performance.now() - started) / 1000, "asked"));
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

async function main(): Promise<number> {
  try {
    return await converge(buildPlan(readLab(labFile)));
  } catch (error) {
    if (!(error instanceof LabFileError) && !(error instanceof CommandFailed)) throw error;
    console.error(error.message);
    return error instanceof CommandFailed ? error.exitCode : exitCodes.labFile.code;
  }
}

void main().then((code) => (process.exitCode = code));
