import { Command } from "commander";

import { buildPlan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import type { StackResult } from "./engine/operation.ts";
import { needDone, run } from "./engine/run.ts";
import { CommandFailed, exitCodeHelp } from "./failure.ts";
import { parallelOption } from "./parallel.ts";
import { policyPackFlags, policyPackOptions, type PolicyPackChoice } from "./policyPack.ts";
import { stacksToMake } from "./stackChoice.ts";

interface PreviewOptions extends PolicyPackChoice {
  readonly parallel: number;
  readonly expectNoChanges?: true;
}

/** `ocplab preview`: what an `ocplab up` would change. */
export function previewCommand(): Command {
  const [policyPack, policyPackConfig] = policyPackOptions();
  return new Command("preview")
    .description("read the hosts, and tell what an up would change")
    .argument("[cluster...]", "only these, and not the foundation, which is called lab")
    .option("--expect-no-changes", "end with 4 where there is any")
    .addOption(parallelOption())
    .addOption(policyPack)
    .addOption(policyPackConfig)
    .addHelpText("after", help)
    .action(async (names: string[], options: PreviewOptions) => {
      const { parallel, expectNoChanges, ...policies } = options;
      const flags = policyPackFlags(policies);
      const choice = stacksToMake(buildPlan(readLab(labFile)), names, console.error);
      const results = await run("preview", { ...choice, parallel, flags });
      needDone(results);
      if (expectNoChanges) needNoChanges(results);
    });
}

const help = `
Changes nothing on any host. What was changed there by hand shows as a change that an up would make. For each stack
a line with the numbers, and one for each step with the properties that differ; their old and new values are in the
stack's log, which is named at the start. A host that cannot be asked is named: \`not compared\`. A stack that is not
there yet is made, empty.

Examples:
  ocplab preview                                   the whole lab
  ocplab preview ocp1                              one cluster
  ocplab preview --expect-no-changes || notify     is there drift?
  ocplab preview --policy-pack policy              does it keep the lab's rules?
${exitCodeHelp("done", "labFile", "usage", "refused", "differs", "notAsked", "failed", "interrupted")}`;

function needNoChanges(results: readonly StackResult[]): void {
  const changed = results.filter(({ changes }) => changes.length > 0);
  if (changed.length === 0) return;
  const names = changed.map(({ stack }) => stack).join(", ");
  throw new CommandFailed("differs", `not as the lab file says: ${names}`);
}
