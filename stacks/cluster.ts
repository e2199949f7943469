import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";

import { ClusterNetworks } from "../components/clusterNetworks.ts";
import { ClusterPool } from "../components/clusterPool.ts";
import { ClusterRecords } from "../components/clusterRecords.ts";
import * as labhost from "../components/labhost.ts";
import { Node } from "../components/node.ts";
import { dnsmasqUnit, libvirtUnit } from "../lab/hostPaths.ts";
import { serverOf, type ClusterPlan, type Plan } from "../lab/plan.ts";
import { libvirtUri, pinnedHostKey } from "./connections.ts";
import { hostsWithoutFoundation } from "./foundation.ts";
import { clusterInstall } from "./install.ts";

/**
 * One cluster: its names and reservations on the jumphost, its machines on its servers, its install.
 * Throws a RunError, before the first resource, where the stack names no cluster, or where its hosts are
 * not ready for it.
 */
export async function clusterStack(plan: Plan, stack: string): Promise<Record<string, unknown>> {
  const cluster = plan.clusters.find((candidate) => candidate.name === stack);
  if (!cluster) throw new pulumi.RunError(unknownStack(plan, stack));
  const hostKey = cluster.install && pinnedHostKey(plan.jumphost);
  const missing = await hostsWithoutFoundation(plan, cluster);
  if (missing.has(plan.jumphost.name)) return {};

  const servers = cluster.servers.filter((server) => !missing.has(server));
  const claims = claimHosts(plan, cluster, servers);
  const records = new ClusterRecords("records", { plan, cluster }, { dependsOn: claims });
  const before = [...claims, records];
  const made = cluster.machines === "ours" ? servers : [];
  const nodes = made.flatMap((server) => machines(plan, cluster, server, before));
  const install =
    hostKey === undefined
      ? undefined
      : clusterInstall(plan, cluster, { hostKey, records: before, machines: nodes });
  return {
    api: `https://api.${cluster.domain}:6443`,
    nodes: Object.fromEntries(cluster.nodes.map((node) => [node.fqdn, node.address])),
    ...install,
  };
}

/** From here on each host refuses to give up its foundation, until this cluster is destroyed. */
function claimHosts(plan: Plan, cluster: ClusterPlan, servers: readonly string[]): labhost.Claim[] {
  const { jumphost } = plan;
  return [...new Set([jumphost.name, ...servers])].map((host) => {
    const needs = [
      ...(host === jumphost.name ? [dnsmasqUnit] : []),
      ...(servers.includes(host) ? [libvirtUnit] : []),
    ];
    return new labhost.Claim(`claim-${host}`, { host, cluster: cluster.name, needs });
  });
}

/** What the cluster has on one server. One provider, so one connection, for each server. */
function machines(
  plan: Plan,
  cluster: ClusterPlan,
  host: string,
  dependsOn: pulumi.Resource[],
): Node[] {
  const server = serverOf(plan, host);
  const nodes = cluster.nodes.filter((node) => node.server === host);
  const provider = new libvirt.Provider(host, { uri: libvirtUri(server) }, { dependsOn });
  const opts = { providers: { libvirt: provider }, dependsOn };
  const networks = new ClusterNetworks(
    `${host}-networks`,
    { cluster, bridge: server.bridge },
    opts,
  );
  const images = new Set(nodes.flatMap((node) => node.image ?? []));
  const pool = new ClusterPool(host, { cluster, images: [...images] }, opts);
  return nodes.map(
    (node) =>
      new Node(
        node.key,
        { cluster, node, server, pool },
        { ...opts, dependsOn: [...dependsOn, networks] },
      ),
  );
}

function unknownStack(plan: Plan, stack: string): string {
  const names = plan.clusters.map((cluster) => cluster.name).join(", ") || "none";
  return (
    `stack ${stack}: the lab file has no cluster of that name (it has: ${names}). ` +
    `Add it to the lab file; or, if it was removed there, take it away with \`pulumi destroy -s ${stack}\`.`
  );
}
