import { Command } from "commander";

import { buildPlan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import { needDone, run } from "./engine/run.ts";
import { exitCodeHelp } from "./failure.ts";
import { parallelOption } from "./parallel.ts";
import { policyPackFlags, policyPackOptions, type PolicyPackChoice } from "./policyPack.ts";
import { stacksToMake } from "./stackChoice.ts";

interface UpOptions extends PolicyPackChoice {
  readonly parallel: number;
}

/** `ocplab up`: converges the lab. */
export function upCommand(): Command {
  const [policyPack, policyPackConfig] = policyPackOptions();
  return new Command("up")
    .description("converge the lab, or some of its clusters, to what the lab file says")
    .argument("[cluster...]", "only these, and not the foundation, which is called lab")
    .addOption(parallelOption())
    .addOption(policyPack)
    .addOption(policyPackConfig)
    .addHelpText("after", help)
    .action(async (names: string[], { parallel, ...policies }: UpOptions) => {
      const flags = policyPackFlags(policies);
      const choice = stacksToMake(buildPlan(readLab(labFile)), names, console.error);
      needDone(await run("up", { ...choice, parallel, flags }));
    });
}

const help = `
First the foundation, then the clusters side by side, a spoke after its hub. It asks nothing: look before with
\`ocplab preview\`. A stack that is not there yet is made. One that fails holds up no other; a cluster whose servers
have no foundation, or one that is out of date, is refused by name. The same as \`pulumi up -s NAME\` for each.

On a terminal each stack has a live line: its time, the steps that are done, the step at hand, what was said last.
Elsewhere there is a word now and then. All that Pulumi prints is in a log of the stack, named at the start.

Ctrl-C lets each stack finish the step at hand and begins no other; a second one tells what that is, a third ends
at once. An install goes on by itself on the jumphost, and the next up follows it again.

Examples:
  ocplab up                     the whole lab
  ocplab up ocp1 sno1           these clusters only
  ocplab up lab                 the foundation only
  ocplab up --parallel 2        for a small controller
${exitCodeHelp("done", "labFile", "usage", "refused", "notAsked", "failed", "locked", "interrupted")}`;
