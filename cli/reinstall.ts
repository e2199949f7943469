import { spawnSync } from "node:child_process";
import { createInterface } from "node:readline/promises";

import { Command } from "commander";

import { buildPlan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import { CommandFailed } from "./failure.ts";
import { namedCluster } from "./namedCluster.ts";

/** `ocplab reinstall`: installs a cluster anew, which otherwise only happens when its inputs change. */
export function reinstallCommand(): Command {
  return new Command("reinstall")
    .description("install a cluster anew, on the machines that it has")
    .argument("<cluster>", "name of the cluster")
    .option("--yes", "do not ask")
    .addHelpText("after", help)
    .action(async (cluster: string, { yes = false }: { yes?: boolean }) => {
      checkName(cluster);
      if (!yes) await confirm(cluster);
      reinstall(cluster);
    });
}

const help = `
What was installed is lost. An install that still runs is stopped first; the machines stay. It is an ordinary
up of the cluster's stack in which the install is replaced: what else differs from the lab file is put right
too. To get new machines as well: pulumi destroy -s NAME && pulumi up -s NAME.

  ocplab reinstall ocp1`;

function checkName(name: string): void {
  const cluster = namedCluster(buildPlan(readLab(labFile)), name);
  if (cluster.install) return;
  const message = `${name}: the lab file enables no install of it; set \`install: { enabled: true, ... }\` there`;
  throw new CommandFailed("refused", message);
}

async function confirm(cluster: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new CommandFailed(
      "usage",
      "this destroys what is installed; without a terminal to ask, say --yes",
    );
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const question = `This installs ${cluster} anew; what is installed now is lost. Write its name to go on: `;
  const answer = await lines.question(question);
  lines.close();
  if (answer.trim() !== cluster) throw new CommandFailed("refused", "nothing is changed");
}

function reinstall(cluster: string): void {
  const replaced = [
    "labhost:index:Preflight::preflight",
    "ocplab:dci:Install$command:remote:Command::install-start",
  ].flatMap((resource) => ["--replace", `urn:pulumi:${cluster}::ocplab::${resource}`]);
  const argv = ["up", "--stack", cluster, "--yes", "--skip-preview", ...replaced];
  const { status } = spawnSync(".tools/bin/pulumi", argv, { stdio: "inherit" });
  if (status !== 0) throw new CommandFailed("refused", `${cluster}: not installed; see above`);
}
