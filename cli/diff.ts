import { Command } from "commander";

import { diffMarkdown } from "./diffMarkdown.ts";
import { diffReport } from "./diffReport.ts";
import { readDiffSource } from "./diffSource.ts";
import { exitCodeHelp } from "./failure.ts";

interface DiffOptions {
  readonly json?: true;
  readonly stacks?: true;
  readonly mergeBase?: true;
}

/** `ocplab diff`: what another revision of the lab file would do, without asking any host. */
export function diffCommand(): Command {
  return new Command("diff")
    .description("tell what another revision of the lab file would do, without asking any host")
    .argument("<base>", "a git revision, or a lab file: a name that ends in .yaml or .yml")
    .argument("[head]", "likewise; without it lab.yaml as it lies in this folder")
    .option("--json", "print all of it as JSON")
    .option(
      "--stacks",
      "print only the stacks that change, a line each: NAME created|changed|removed",
    )
    .option("--merge-base", "compare with the last commit that base and head share")
    .addHelpText("after", help)
    .action(diff);
}

function diff(base: string, head: string | undefined, options: DiffOptions): void {
  const source = readDiffSource(base, head, { fromMergeBase: options.mergeBase === true });
  const report = diffReport(source);
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else if (options.stacks) {
    for (const { stack, change } of report.stacks) console.log(`${stack} ${change}`);
  } else process.stdout.write(diffMarkdown(report));
}

const help = `
Compares the plans of two lab files and prints Markdown for a comment, always shorter than 60,000
characters: machines created, restarted, rebuilt and removed, and why; addresses taken and freed; servers
whose network changes; whether dnsmasq restarts; what is left; and first of all what is dangerous.
It says nothing of drift, as no host is asked: \`pulumi preview\` does.

A revision's lab file is lab.yaml in this folder at that commit. Nothing is checked out, and nothing of it
is run: both sides are planned by this program. A base without a lab file means that all is new.

Examples:
  ocplab diff main                       what this folder's lab.yaml changes
  ocplab diff --merge-base main HEAD     what a branch changes, whatever main did meanwhile
  ocplab diff lab.yaml planned.yaml      two files
  ocplab diff --stacks main HEAD | while read -r stack change; do echo "$stack"; done
  ocplab diff --json main | jq '.dangers[] | "\\(.subject): \\(.message)"'
${exitCodeHelp("done", "labFile", "usage", "refused")}`;
