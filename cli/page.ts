import { Command } from "commander";

import { topologyOf } from "../lab/graph/topology.ts";
import { buildPlan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import { checkReport } from "./checkReport.ts";
import { exitCodeHelp } from "./failure.ts";
import { renderPage } from "./page/page.ts";
import { readStatus } from "./page/statusFile.ts";

/** `ocplab page`: the whole lab as one HTML file. */
export function pageCommand(): Command {
  return new Command("page")
    .description(
      "print the whole lab as one HTML page: plan, topology, capacity, and what was asked",
    )
    .argument("[file]", "another lab file, such as an example", labFile)
    .option(
      "--status <file>",
      "what `ocplab status --json` wrote; without it the page says: not asked",
    )
    .addHelpText("after", help)
    .action((file: string, options: { readonly status?: string }) => {
      const warnings: string[] = [];
      const lab = readLab(file, (warning) => warnings.push(warning));
      const plan = buildPlan(lab);
      const status = options.status === undefined ? undefined : readStatus(options.status);
      const report = checkReport(lab, plan, warnings);
      process.stdout.write(renderPage({ report, topology: topologyOf(plan), status }));
    });
}

const help = `
One file that needs no server and asks for nothing from anywhere: mail it, commit it, publish it. It holds
every name, address and MAC of the lab, and no secret. \`/\` searches; it prints, and fits a phone.
It asks no host itself; what it says of their state is as old as the status file.

Examples:
  ocplab page > lab.html
  ocplab status --json > status.json; ocplab page --status status.json > lab.html
${exitCodeHelp("done", "labFile", "usage")}`;
