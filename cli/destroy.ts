import { Command } from "commander";

import { foundationStackName } from "../lab/model.ts";
import { buildPlan, type ClusterPlan, type Plan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import { needNothingLeft } from "./audit.ts";
import { alignColumns } from "./columns.ts";
import { confirm } from "./confirm.ts";
import { needPulumi } from "./engine/pulumi.ts";
import { needDone, run } from "./engine/run.ts";
import { exitCodeHelp } from "./failure.ts";
import { leftStack, leftStackText, type LeftStack } from "./leftStack.ts";
import { parallelOption } from "./parallel.ts";
import { needUnprotected } from "./protection.ts";
import { chosenStacks, type StackChoice } from "./stackChoice.ts";

interface DestroyOptions {
  readonly parallel: number;
  readonly yes?: true;
}

/** `ocplab destroy`: takes clusters, or the whole lab, off the hosts. */
export function destroyCommand(): Command {
  return new Command("destroy")
    .description("take clusters, or the whole lab, off the hosts")
    .argument("[cluster...]", "only these, and not the foundation, which is called lab")
    .option("--yes", "do not ask")
    .addOption(parallelOption())
    .addHelpText("after", help)
    .action(async (names: string[], { parallel, yes }: DestroyOptions) => {
      const plan = buildPlan(readLab(labFile));
      needPulumi();
      const left = leftStacks(plan, names);
      const choice = chosenStacks(plan, names, left);
      needUnprotected(choice.clusters);
      if (!yes) {
        const expected = names.length === 0 ? plan.lab.name : [...new Set(names)].join(" ");
        const goes = [...left.map(leftStackText), whatGoes(plan, choice)].filter(Boolean);
        await confirm(`This destroys:\n${goes.join("\n")}`, expected);
      }
      const clusters = [...left, ...choice.clusters];
      needDone(await run("destroy", { ...choice, clusters, parallel }));
      if (choice.withFoundation) await needNothingLeft(plan);
    });
}

/** Of the named clusters those that the lab file has no more, but that have a stack. */
function leftStacks({ clusters }: Plan, names: readonly string[]): LeftStack[] {
  const known = new Set([foundationStackName, ...clusters.map(({ name }) => name)]);
  const others = new Set(names.filter((name) => !known.has(name)));
  return [...others].flatMap((name) => leftStack(name) ?? []);
}

const help = `
Tells which machines go and which addresses become free, and asks; what was installed on them is lost. Without
names all clusters go, and then the foundation: files that it replaced come back, bridges are taken back to plain
NICs, packages that were there stay. Then every host is asked once more whether anything of the lab is left on it, as
\`ocplab audit\` does at any time. The foundation is kept under a cluster that could not be destroyed. The lab file
stays as it is: \`ocplab up\` makes it all anew. A cluster that the lab file names no more goes by its name too,
as long as its stack is there.

Examples:
  ocplab destroy sno2           one cluster
  ocplab destroy                the whole lab
  ocplab destroy sno2 --yes     in a script
${exitCodeHelp("done", "labFile", "usage", "refused", "differs", "notAsked", "failed", "locked", "interrupted")}`;

/** What a destroy takes away, by name: one line for a cluster, one for each machine, one for each host. */
export function whatGoes(plan: Plan, { clusters, withFoundation }: StackChoice): string {
  const blocks = clusters.map(clusterText);
  return [...blocks, ...(withFoundation ? [foundationText(plan)] : [])].join("\n");
}

function clusterText(cluster: ClusterPlan): string {
  const { name, type, nodes, api, ingress, bootstrap, machines } = cluster;
  const installed = cluster.install ? ", and what is installed on it" : "";
  const rows = nodes.map((node) => [`    ${node.name}`, node.server, node.address]);
  const own = new Set(nodes.map(({ address }) => address));
  const addresses = { api, ingress, ...(bootstrap && { bootstrap: bootstrap.address }) };
  const free = Object.entries(addresses).filter(([, address]) => !own.has(address));
  const more = free.map(([use, address]) => `${use} ${address}`).join(", ");
  return [
    `  cluster ${name} (${type})${installed}${byOthers[machines]}`,
    ...(machines === "adopted" ? [] : [alignColumns(rows)]),
    ...(more === "" ? [] : [`    and its addresses ${more}`]),
  ].join("\n");
}

const byOthers = {
  ours: "",
  dci: ", its machine, which DCI makes, not counted",
  adopted: ": its names and reservations; its machines were adopted, and stay",
};

function foundationText({ jumphost, servers }: Plan): string {
  const own = servers
    .filter(({ retired }) => !retired)
    .map(({ name, bridge }) => `${bridge} of ${name}`);
  return [
    "  the foundation",
    `    the lab's DHCP and DNS on ${jumphost.name}`,
    ...own.map((bridge) => `    ${bridge}, and its machines' BMCs`),
  ].join("\n");
}
