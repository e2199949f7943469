import { spawnSync } from "node:child_process";

import { Command } from "commander";

import { installersMachines, reinstalling } from "../lab/dci/reinstall.ts";
import { buildPlan, type ClusterPlan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import { confirm } from "./confirm.ts";
import { CommandFailed, exitCodeHelp } from "./failure.ts";
import { namedCluster } from "./namedCluster.ts";
import { needUnprotected } from "./protection.ts";
import { needPulumi, pulumiCommand } from "./engine/pulumi.ts";

/** `ocplab reinstall`: installs a cluster anew, which otherwise only happens when its inputs change. */
export function reinstallCommand(): Command {
  return new Command("reinstall")
    .description("install a cluster anew, on empty disks")
    .argument("<cluster>", "name of the cluster")
    .option("--yes", "do not ask")
    .addHelpText("after", help)
    .action(async (cluster: string, { yes = false }: { yes?: boolean }) => {
      const planned = installed(cluster);
      needUnprotected([planned]);
      needPulumi();
      if (!yes) await confirm(question(cluster), cluster);
      reinstall(planned);
    });
}

const help = `
What was installed is lost. An install that still runs is stopped first; the machines that the installer powers
are made anew, with empty disks, at their addresses. It is an ordinary up of the cluster's stack in which these
and the install are replaced: what else differs from the lab file is put right too. A change of what the install
is made of, \`topic\` for instance, takes effect by this alone: \`pulumi up\` refuses it.

Example:
  ocplab reinstall ocp1
${exitCodeHelp("done", "labFile", "usage", "refused")}`;

function question(cluster: string): string {
  return `This installs ${cluster} anew; what is installed now is lost.`;
}

function installed(name: string): ClusterPlan {
  const cluster = namedCluster(buildPlan(readLab(labFile)), name);
  if (cluster.install) return cluster;
  const message = `${name}: the lab file enables no install of it; set \`install: { enabled: true, ... }\` there`;
  throw new CommandFailed("refused", message);
}

function reinstall({ name: cluster, ...planned }: ClusterPlan): void {
  // a machine boots from its disk first, so an installer only gets those whose disk is empty
  const emptied = installersMachines(planned).flatMap(({ key }) => [
    `ocplab:cluster:Node$libvirt:index/volume:Volume::${key}-disk`,
    `ocplab:cluster:Node$libvirt:index/domain:Domain::${key}-domain`,
  ]);
  const replaced = [
    ...emptied,
    "labhost:index:Preflight::preflight",
    "ocplab:dci:Install$command:remote:Command::install-start",
  ].flatMap((resource) => ["--replace", `urn:pulumi:${cluster}::ocplab::${resource}`]);
  const argv = ["up", "--stack", cluster, "--yes", "--skip-preview", ...replaced];
  const env = { ...process.env, [reinstalling]: cluster };
  const { status } = spawnSync(pulumiCommand, argv, { stdio: "inherit", env });
  if (status === 0) return;
  const next = `where it has no stack yet there is nothing to install anew: ./ocplab up ${cluster}`;
  throw new CommandFailed("refused", `${cluster}: not installed; see above (${next})`);
}
