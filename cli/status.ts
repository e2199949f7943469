import { setTimeout } from "node:timers/promises";

import { Command, InvalidArgumentError } from "commander";

import { capacityOf } from "../lab/capacity/capacity.ts";
import type { Lab } from "../lab/model.ts";
import { buildPlan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import { serversOf } from "./checkReport.ts";
import { CommandFailed, exitCodeHelp } from "./failure.ts";
import { chosenStacks } from "./stackChoice.ts";
import { askHosts } from "./status/askHosts.ts";
import { askedHosts } from "./status/question.ts";
import { statusReport, type StatusReport } from "./status/report.ts";
import { renderStatus } from "./status/table.ts";

interface StatusOptions {
  readonly json?: true;
  readonly watch?: number | true;
}

/** `ocplab status`: how the lab is. */
export function statusCommand(): Command {
  return new Command("status")
    .description("ask all hosts how the clusters and servers are")
    .argument("[cluster...]", "only these, and their servers")
    .option("--json", "print it as JSON")
    .option("--watch [seconds]", "again and again, every 10 seconds, until Ctrl-C", atLeastOne)
    .addHelpText("after", help)
    .action(status);
}

const help = `
Asks the jumphost and each server once, over SSH with the pinned keys, all at the same time; changes nothing. Of each
cluster: how many of its machines run, how many nodes have their planned address, how many names the lab's DNS answers
with the planned address, whether an installed cluster's API answers the jumphost, how its install is, since when it
stands there, for whom it is and how long. Of each server: what the lab file's nodes take of its memory, threads and
disk and what is free, its load, its bridges. Then one line for each thing that is not as the lab file says.

That is a comparison of what it reads, and cheap. Everything else that an up would put right, files and services
included, is found by \`ocplab preview\`. What could not be asked says \`not asked\`, and never counts as fine.

--json is for programs: keys may be added, those that are there keep their meaning (cli/status/report.ts); with
--watch it is one line each time.

Examples:
  ocplab status                    the whole lab
  ocplab status ocp1 --watch 5     while it installs
  ocplab status --json | jq -r '.clusters[] | select(.over) | .cluster'
${exitCodeHelp("done", "labFile", "usage", "differs", "notAsked")}`;

function atLeastOne(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a number of seconds.");
}

async function status(names: string[], { json, watch }: StatusOptions): Promise<void> {
  if (watch === undefined) {
    const report = await askLab(readLab(labFile), names);
    console.log(json ? JSON.stringify(report, null, 2) : renderStatus(report));
    judge(report);
    return;
  }
  const pause = watch === true ? 10 : watch;
  const reader = new AbortController();
  process.stdout.once("error", () => {
    reader.abort();
  });
  while (!reader.signal.aborted) {
    const report = await askLab(readLab(labFile), names);
    console.log(json ? JSON.stringify(report) : watched(report));
    await setTimeout(pause * 1000);
  }
}

/** A terminal shows the newest only. */
function watched(report: StatusReport): string {
  const screen = process.stdout.isTTY ? "\x1b[H\x1b[2J" : "";
  return `${screen}${report.asked}\n\n${renderStatus(report)}\n`;
}

async function askLab(lab: Lab, names: readonly string[]): Promise<StatusReport> {
  const plan = buildPlan(lab);
  const { clusters, withFoundation } = chosenStacks(plan, names);
  const chosen = withFoundation ? plan.servers : serversOf(plan, clusters);
  const servers = chosen.filter(({ retired }) => !retired);
  const hosts = await askHosts(askedHosts(plan, clusters, servers));
  const answers = { clusters, servers, hosts, now: new Date() };
  return statusReport(plan, capacityOf(lab), answers);
}

function judge({ outcome }: StatusReport): void {
  if (outcome === "well") return;
  throw new CommandFailed(outcome === "notAsked" ? "notAsked" : "differs", "");
}
