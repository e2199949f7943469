import { Command } from "commander";

import { diskVolume, poolFolder } from "../lab/hostPaths.ts";
import { buildPlan, type ClusterPlan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import type { Hosts } from "../provider/host/hosts.ts";
import { HostError, HostUnreachable } from "../provider/host/session.ts";
import { confirm } from "./confirm.ts";
import { queryPulumi } from "./engine/query.ts";
import { CommandFailed, exitCodeHelp } from "./failure.ts";
import { namedCluster } from "./namedCluster.ts";
import { poolsOf, type StatePool } from "./statePools.ts";
import { withHosts } from "./withHosts.ts";

/** `ocplab mend`: lets libvirt's provider read a cluster again whose pool or disks went behind its back. */
export function mendCommand(): Command {
  return new Command("mend")
    .description("let an up go on where a pool or a disk of a cluster is gone")
    .argument("<cluster>", "name of the cluster")
    .option("--yes", "do not ask")
    .addHelpText("after", help)
    .action(mend);
}

const help = `
The provider of libvirt gives up on a whole cluster where the pool of a disk is gone (the server was
reinstalled), where a machine's disk is gone, or where a machine has got a disk that is in no pool: preview, up
and destroy fail with "Storage pool not found" or "Storage volume not found". This puts away what is in the way,
on the servers themselves: it defines the pool again, removes machines that have no disk any more, and takes
foreign disks out of machines (their files stay). It tells what it would do, and asks before it does it.

After that an ordinary up makes again what is gone. A machine that has lost its disk has lost what was installed.

Example:
  ocplab mend ocp1 && ocplab up ocp1         then, if it was installed: ocplab reinstall ocp1
${exitCodeHelp("done", "labFile", "usage", "refused", "notAsked")}`;

async function mend(name: string, { yes = false }: { yes?: boolean }): Promise<void> {
  const cluster = namedCluster(buildPlan(readLab(labFile)), name);
  const pools = poolsOf(exportedState(name));
  try {
    await withHosts((hosts) => mendOn(hosts, cluster, pools, yes));
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw new CommandFailed(
      error instanceof HostUnreachable ? "notAsked" : "refused",
      error.message,
    );
  }
}

async function mendOn(
  hosts: Hosts,
  cluster: ClusterPlan,
  pools: ReadonlyMap<string, StatePool>,
  yes: boolean,
): Promise<void> {
  const { name } = cluster;
  const steps = await carryOut(hosts, cluster, pools, true);
  for (const step of steps) console.log(step);
  if (steps.length === 0) {
    console.log(`${name}: nothing is in the way of libvirt's provider`);
    return;
  }
  if (!yes) await confirm("This is done on the servers now.", name);
  await carryOut(hosts, cluster, pools, false);
  console.error(`done; next: pulumi up -s ${name}`);
}

/** What is done, or to be done, on each server of the cluster. */
async function carryOut(
  hosts: Hosts,
  cluster: ClusterPlan,
  pools: ReadonlyMap<string, StatePool>,
  tell: boolean,
): Promise<string[]> {
  const found = await Promise.all(
    cluster.servers.map(async (server) => {
      const pool = pools.get(server);
      if (!pool) return [];
      const { session } = await hosts.session(server);
      const nodes = cluster.nodes.filter((node) => node.server === server);
      const { steps } = await session.write({
        op: "mend",
        pool: { ...pool, path: poolFolder(cluster.name) },
        machines: Object.fromEntries(nodes.map((node) => [node.name, diskVolume(node.key)])),
        tell,
        owner: { project: "ocplab", stack: cluster.name, urn: "ocplab mend" },
      });
      return Array.isArray(steps) ? steps.map((step) => `${server}: ${String(step)}`) : [];
    }),
  );
  return found.flat();
}

function exportedState(stack: string): unknown {
  const argv = ["stack", "export", "--stack", stack, "--non-interactive"];
  return JSON.parse(queryPulumi(argv, (reason) => `${stack}: its state cannot be read: ${reason}`));
}
