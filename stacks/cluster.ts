import * as pulumi from "@pulumi/pulumi";

import { ClusterRecords } from "../components/clusterRecords.ts";
import * as labhost from "../components/labhost.ts";
import { bmcUnit, ipmiUnit, dnsmasqUnit, libvirtUnit, ntpUnit } from "../lab/hostPaths.ts";
import { jumphostServesTime } from "../lab/ntp.ts";
import type { ClusterPlan, NodePlan, Plan } from "../lab/plan.ts";
import { hostsWithoutFoundation, readFoundation } from "./foundation.ts";
import { clusterInstall, prepareInstall } from "./install.ts";
import { clusterMachines, type Machines } from "./machines.ts";
import { provisionhostSeeds } from "./provisionhost.ts";
import {
  needXsltproc,
  nodesWithOwnUuid,
  readStanding,
  refuseOtherInstall,
  refuseOtherMachines,
} from "./standing.ts";

/**
 * One cluster: its names and reservations on the jumphost, its machines on its servers, its install.
 * Throws a RunError, before the first resource, where the stack names no cluster, or where its hosts are
 * not ready for it, or where it is installed as something else.
 */
export async function clusterStack(plan: Plan, stack: string): Promise<Record<string, unknown>> {
  const cluster = plan.clusters.find((candidate) => candidate.name === stack);
  if (!cluster) throw new pulumi.RunError(unknownStack(plan, stack));
  const prepared = prepareInstall(plan, cluster);
  const foundation = await readFoundation();
  const missing = hostsWithoutFoundation(plan, cluster, foundation);
  if (missing.has(plan.jumphost.name)) return {};
  if (cluster.machines === "ours") needXsltproc();
  const standing = await readStanding();
  refuseOtherMachines(cluster, standing);
  if (prepared) refuseOtherInstall(cluster, prepared.planned, standing);
  const keptUuids = nodesWithOwnUuid(cluster, standing);
  const seeds = provisionhostSeeds(plan, cluster, foundation);

  const servers = cluster.servers.filter((server) => !missing.has(server));
  // the engine then refuses to delete or replace any of it, whoever asks and however; only documents can be anew
  const { protected: protect } = cluster;
  const claims = claimHosts(plan, cluster, servers);
  const records = new ClusterRecords("records", { plan, cluster }, { dependsOn: claims, protect });
  const before = [...claims, records];
  const made = cluster.machines === "ours" ? servers : [];
  const machines = made.map((server) =>
    clusterMachines(plan, cluster, server, { keptUuids, seeds, dependsOn: before }),
  );
  const { dciCredentials: credentialsFile } = foundation;
  const install =
    prepared &&
    clusterInstall(plan, cluster, {
      ...prepared,
      credentialsFile,
      records: before,
      machines: machines.flatMap(({ ready }) => ready),
    });
  return {
    api: `https://api.${cluster.domain}:6443`,
    nodes: Object.fromEntries(cluster.nodes.map((node) => [node.fqdn, node.address])),
    machines: exported(cluster, machines),
    ...(cluster.machines === "adopted" && { adopted: true }),
    ...install,
  };
}

/** From here on each host refuses to give up its foundation, until this cluster is destroyed. */
function claimHosts(plan: Plan, cluster: ClusterPlan, servers: readonly string[]): labhost.Claim[] {
  const { jumphost } = plan;
  return [...new Set([jumphost.name, ...servers])].map((host) => {
    const needs = [
      ...(host === jumphost.name ? [dnsmasqUnit] : []),
      ...(host === jumphost.name && jumphostServesTime(plan) ? [ntpUnit] : []),
      ...(servers.includes(host) ? [libvirtUnit] : []),
      ...(cluster.nodes.some((node) => node.server === host && isSwitched(node)) ? [bmcUnit] : []),
      ...ipmiUnits(cluster, host),
    ];
    const args = { host, cluster: cluster.name, needs };
    return new labhost.Claim(`claim-${host}`, args, { protect: cluster.protected });
  });
}

function ipmiUnits({ bmc, nodes }: ClusterPlan, host: string): string[] {
  if (bmc !== "ipmi") return [];
  const own = nodes.filter((node) => node.server === host && node.bmc !== undefined);
  return own.map(({ name }) => ipmiUnit(name));
}

/** Whether an installer reaches it through its BMC. */
function isSwitched({ power, bmc }: NodePlan): boolean {
  return power === "installer" && bmc !== undefined;
}

/** By the node's key: its MAC, and the UUID that it has. */
function exported({ nodes }: ClusterPlan, machines: readonly Machines[]): Record<string, unknown> {
  const made = new Map(machines.flatMap((one) => [...one.nodes]));
  return Object.fromEntries(
    nodes.flatMap(({ key, macs }) => {
      const machine = made.get(key);
      return machine ? [[key, { mac: macs.baremetal, uuid: machine.uuid }]] : [];
    }),
  );
}

function unknownStack(plan: Plan, stack: string): string {
  const names = plan.clusters.map((cluster) => cluster.name).join(", ") || "none";
  return (
    `stack ${stack}: the lab file has no cluster of that name (it has: ${names}). ` +
    `Add it to the lab file; or, if it was removed there, take it away with \`pulumi destroy -s ${stack}\`.`
  );
}
