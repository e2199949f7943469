import { Command } from "commander";

import { buildPlan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";

/** `ocplab check`: whether the lab file describes a lab that can work, and the plan of it. */
export function checkCommand(): Command {
  return new Command("check")
    .description("check the lab file and print the plan")
    .action(() => {
      const plan = buildPlan(readLab(labFile));
      console.log(`${labFile}: ${String(plan.clusters.length)} clusters`);
    });
}
