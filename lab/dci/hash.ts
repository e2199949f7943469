import { createHash } from "node:crypto";

import type { ClusterPlan, InstallPlan, NodePlan, Plan } from "../plan.ts";

/**
 * Names an install by what a running cluster cannot take: its own name and addresses, its provisionhost
 * and masters, what DCI is told to install. Left out is what it can, and what only says how to get there:
 * workers, time servers, BMCs, hooks, credentials, queues, the form of the documents.
 */
export function installHash(plan: Plan, cluster: ClusterPlan, install: InstallPlan): string {
  const { subnet, clusterNetwork, serviceNetwork } = plan.network;
  const { name, type, domain, api, ingress, bootstrap, machines, hub } = cluster;
  const { topic, components, extra, inventoryExtra } = install;
  const inputs = {
    ...{ name, type, domain, api, ingress, machines, hub, bootstrap },
    ...{ subnet, clusterNetwork, serviceNetwork },
    ...{ topic, components, extra, inventoryExtra },
    nodes: cluster.nodes.filter(({ role }) => role !== "worker").map(lasting),
  };
  return createHash("sha256")
    .update(JSON.stringify(inOrder(inputs)))
    .digest("hex")
    .slice(0, 16);
}

/** A disk that is made anew is empty, and the cluster on it gone. */
function lasting({ key, server, address, macs, diskMib, image }: NodePlan): object {
  return { key, server, address, macs, diskMib, image };
}

/** The same value with the keys of its maps sorted, since their order in the lab file says nothing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}
