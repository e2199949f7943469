import type { ClusterPlan, Plan } from "../plan.ts";
import { abiGroups } from "./abiInventory.ts";
import { ipiGroups } from "./ipiInventory.ts";
import { snoGroups } from "./snoInventory.ts";
import { isSpoke } from "./spokeKind.ts";
import { spokeGroups } from "./spokeInventory.ts";

/** A group of an Ansible inventory in YAML. */
export interface InventoryGroup {
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly hosts?: Readonly<Record<string, object>>;
  readonly children?: Readonly<Record<string, InventoryGroup>>;
}

/**
 * The Ansible inventory that installs a cluster: plain addresses, MACs and ports. The only templates in it
 * are references, to files on the jumphost and to a variable of the agent.
 */
export function inventoryOf(plan: Plan, cluster: ClusterPlan): object {
  const { vars, children } = groupsOf(plan, cluster);
  const { pullSecretFile } = plan.dci;
  const all = {
    vars: {
      ...vars,
      ...(pullSecretFile !== undefined && { pullsecret_file: pullSecretFile }),
      ...plannedNames(cluster),
    },
    hosts: { jumphost: { ansible_connection: "local" } },
    children,
  };
  return { all: overlaid(all, cluster.install?.inventoryExtra) };
}

function groupsOf(plan: Plan, cluster: ClusterPlan): InventoryGroup {
  if (isSpoke(cluster)) return spokeGroups(plan, cluster);
  switch (cluster.type) {
    case "ipi":
      return ipiGroups(plan, cluster);
    case "sno":
      return cluster.machines === "dci" ? snoGroups(plan, cluster) : abiGroups(plan, cluster);
    case "abi":
    case "acm":
      return abiGroups(plan, cluster);
  }
}

/** What the hooks expect of the jumphost's resolver. Any name below apps is as good as `console`. */
function plannedNames({ domain, api, ingress, nodes }: ClusterPlan): object {
  return {
    ocplab_names: {
      [`api.${domain}`]: api,
      [`api-int.${domain}`]: api,
      [`console.apps.${domain}`]: ingress,
    },
    ocplab_nodes: Object.fromEntries(nodes.map(({ fqdn, address }) => [fqdn, address])),
  };
}

/** Maps are laid over each other key by key; of all else the upper one counts. */
function overlaid(lower: unknown, upper: unknown): unknown {
  if (upper === undefined) return lower;
  if (!isMap(lower) || !isMap(upper)) return upper;
  const keys = [...new Set([...Object.keys(lower), ...Object.keys(upper)])];
  return Object.fromEntries(keys.map((key) => [key, overlaid(lower[key], upper[key])]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
