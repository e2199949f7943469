import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { Command } from "commander";

import type { Lab } from "../lab/model.ts";
import { buildPlan, type Plan } from "../lab/plan.ts";
import { labFile, parseSource, readLabSource, shortPath } from "../lab/read.ts";
import { problemText } from "../lab/reading/problem.ts";
import type { Source } from "../lab/reading/source.ts";
import { didYouMean } from "../lab/reading/spelling.ts";
import { isOver } from "../lab/reservation.ts";
import { checkReport, serversOf, type CheckReport } from "./checkReport.ts";
import { checkHelp } from "./checkHelp.ts";
import { CommandFailed } from "./failure.ts";
import { namedFileWarnings } from "./namedFiles.ts";
import { renderPlan } from "./planTable.ts";
import { probedHosts } from "./probe/host.ts";
import { LabFilePlaces } from "./probe/places.ts";
import { hostLines, probe, type HostReport } from "./probe/report.ts";

interface CheckOptions {
  readonly cluster?: readonly string[];
  readonly all?: true;
  readonly json?: true;
  readonly probe?: true;
}

/** `ocplab check`: whether the lab file describes a lab that can work, and the plan of it. */
export function checkCommand(): Command {
  return new Command("check")
    .description("check the lab file, print the plan, and tell what still fits")
    .argument("[file]", "another lab file, such as an example", labFile)
    .option("--cluster <name...>", "only these clusters and their servers")
    .option("--all", "cut no table, however large the lab is")
    .option("--json", "print the plan as JSON")
    .option("--probe", "compare the lab file with the hosts themselves, over SSH")
    .addHelpText("after", checkHelp())
    .action(check);
}

/** The option takes all words that follow, a lab file too: no cluster's name has a dot or a slash in it. */
async function check(argument: string, options: CheckOptions): Promise<void> {
  const { cluster } = options;
  const files = cluster?.filter((word) => /[./]/.test(word)) ?? [];
  const [file = argument, second = argument] = files;
  if (second !== argument || (files.length > 0 && argument !== labFile)) {
    throw new CommandFailed("usage", `there are two lab files: ${file} and ${second}; name one`);
  }
  const clusters = cluster?.filter((word) => !files.includes(word));
  if (clusters?.length === 0) throw new CommandFailed("usage", "--cluster: name a cluster");
  await checkFile(file, { ...options, ...(clusters && { cluster: clusters }) });
}

async function checkFile(file: string, options: CheckOptions): Promise<void> {
  const { lab, warnings } = readWithWarnings(file);
  const plan = buildPlan(lab);
  const chosen = options.cluster && chosenClusters(plan, options.cluster);
  const report = checkReport(lab, plan, warnings, chosen);
  const hosts = options.probe ? await probeLab(file, lab, plan, chosen) : undefined;
  if (options.json) {
    console.log(JSON.stringify({ ...report, ...(hosts && { probe: hosts }) }, null, 2));
  } else {
    tellWarnings(warnings);
    console.log(hosts ? hosts.flatMap(hostLines).join("\n") : planText(report, options));
  }
  if (hosts) judge(hosts);
}

/** Warnings are told beside errors too; then there is nothing else that could have them. */
function readWithWarnings(file: string): { lab: Lab; warnings: string[] } {
  const source = readLabSource(file);
  const name = shortPath(file);
  const warnings = namedFileWarnings(source, file, name);
  try {
    const lab = parseSource(source, name, (warning) => warnings.push(warning));
    return { lab, warnings: [...warnings, ...overReservations(lab, source, name)] };
  } catch (error) {
    tellWarnings(warnings);
    throw error;
  }
}

/** The time of a reservation may have been over when it was written. */
function overReservations({ clusters }: Lab, source: Source, file: string): string[] {
  const now = new Date();
  return Object.entries(clusters).flatMap(([name, cluster]) => {
    if (
      cluster.protected ||
      cluster.expires === undefined ||
      !isOver({ expires: cluster.expires }, now)
    )
      return [];
    const message = `${cluster.expires} is over: \`./ocplab up\` leaves the cluster out, and \`./ocplab expire --yes\` destroys it; write a later time, or remove the cluster`;
    return [problemText(file, source.place({ path: ["clusters", name, "expires"], message }))];
  });
}

function tellWarnings(warnings: readonly string[]): void {
  for (const warning of warnings) console.error(`warning: ${warning}`);
}

function planText(report: CheckReport, { all, cluster }: CheckOptions): string {
  return renderPlan(report, all === true || cluster !== undefined);
}

function chosenClusters(plan: Plan, names: readonly string[]): ReadonlySet<string> {
  const known = plan.clusters.map(({ name }) => name);
  const wrong = names.filter((name) => !known.includes(name));
  if (wrong.length === 0) return new Set(names);
  const lines = wrong.map(
    (name) => `--cluster: no cluster is called "${name}"; ${didYouMean(name, known, "clusters")}`,
  );
  throw new CommandFailed("usage", lines.join("\n"));
}

async function probeLab(
  file: string,
  lab: Lab,
  plan: Plan,
  chosen: ReadonlySet<string> | undefined,
): Promise<HostReport[]> {
  const clusters = chosen && plan.clusters.filter(({ name }) => chosen.has(name));
  const hosts = probedHosts(lab, plan, serversOf(plan, clusters), clusters ?? plan.clusters);
  return probe(hosts, new LabFilePlaces(readFileSync(file, "utf8")), dirname(resolve(file)));
}

/** A host that was not asked may differ too: that comes first, since the comparison is not whole. */
function judge(hosts: readonly HostReport[]): void {
  const count = (outcome: HostReport["outcome"]): number =>
    hosts.filter((host) => host.outcome === outcome).length;
  const notAsked = count("notAsked");
  const differs = count("differs");
  if (notAsked === 0 && differs === 0) return;
  const said = [
    notAsked > 0 ? `not asked, or not about everything: ${String(notAsked)}` : "",
    differs > 0 ? `not as they should be: ${String(differs)}` : "",
  ];
  const message = `hosts ${said.filter(Boolean).join("; ")} (of ${String(hosts.length)})`;
  throw new CommandFailed(notAsked > 0 ? "notAsked" : "differs", message);
}
