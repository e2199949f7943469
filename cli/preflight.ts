import { Command } from "commander";

import { buildPlan } from "../lab/plan.ts";
import { preflightSpecs, type PreflightSpec } from "../lab/preflight.ts";
import { labFile, readLab } from "../lab/read.ts";
import { tryNetwork } from "../provider/host/preflight.ts";
import { HostError, HostUnreachable } from "../provider/host/session.ts";
import { CommandFailed, exitCodeHelp } from "./failure.ts";
import { namedCluster } from "./namedCluster.ts";
import { withHosts } from "./withHosts.ts";

/** `ocplab preflight`: whether a cluster's network is ready for an install; an `up` asks the same. */
export function preflightCommand(): Command {
  return new Command("preflight")
    .description("try a cluster's network as its install will use it")
    .argument("<cluster>", "name of the cluster")
    .addHelpText("after", help)
    .action(preflight);
}

const help = `
Each machine that does not run yet is played by a NIC with its MAC on its server's bridge: it asks for its
lease, looks whether another machine has its address, asks for the cluster's names, for the time and for the
registries, and gives its lease back. A second DHCP server on the wire, a VIP in use and a provisioning network
that does not carry are found too. From the jumphost each machine's BMC is asked who it is, by Redfish, and by
IPMI where the cluster wants that; and the files that DCI reads there must be there. It takes some ten seconds and changes nothing; the foundation and the
cluster's records and machines must be there (pulumi up). The first install for what the lab file says is not
started before this has passed; one that failed on the way and is begun again is not tried anew.

Example:
  ocplab preflight ocp1
${exitCodeHelp("done", "labFile", "usage", "refused", "differs", "notAsked")}`;

async function preflight(name: string): Promise<void> {
  const plan = buildPlan(readLab(labFile));
  const specs = preflightSpecs(plan, namedCluster(plan, name));
  const problems = await asked(specs);
  if (problems.length > 0) throw new CommandFailed("differs", problems.join("\n"));
  const machines = Object.values(specs).flatMap(({ network }) => network?.machines ?? []).length;
  const servers = Object.keys(specs).filter((host) => specs[host]?.network);
  console.log(
    `${name}: its network is ready (${String(machines)} machines on ${servers.join(", ")})`,
  );
}

async function asked(specs: Readonly<Record<string, PreflightSpec>>): Promise<string[]> {
  try {
    return await withHosts((hosts) => tryNetwork(hosts, specs));
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (!(error instanceof HostUnreachable)) throw new CommandFailed("refused", error.message);
    throw new CommandFailed("notAsked", `${error.host}: not asked: ${error.reason}`);
  }
}
