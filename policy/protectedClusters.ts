import type { ResourceValidationPolicy } from "@pulumi/policy";

import type { Plan } from "../lab/plan.ts";
import { labFile } from "../lab/read.ts";
import {
  clusterOf,
  labPlan,
  labSettingsSchema,
  stackOf,
  stackType,
  type LabSettings,
} from "./labPlan.ts";

interface Settings extends LabSettings {
  /** Names of clusters that are to be protected, whatever the lab file of a change says. */
  readonly clusters?: readonly string[];
}

/** What an object of a stack tells of itself. */
interface Registered {
  readonly type: string;
  readonly urn: string;
  readonly protect: boolean;
}

/** What holds the data of a cluster, or the cluster's place on a host. */
const kept: ReadonlySet<string> = new Set([
  "libvirt:index/domain:Domain",
  "libvirt:index/volume:Volume",
  "libvirt:index/pool:Pool",
  "libvirt:index/network:Network",
  "labhost:index:Claim",
]);

/**
 * Keeps the machines of a protected cluster: each of its objects must be registered so that the engine refuses to
 * delete or replace it, and the lab file must go on calling the cluster protected.
 */
export const protectedClusters: ResourceValidationPolicy = {
  name: "protected-clusters",
  description: "No machine of a protected cluster is replaced or deleted.",
  configSchema: {
    properties: {
      ...labSettingsSchema,
      clusters: { type: "array", items: { type: "string" }, default: [] },
    },
  },
  validateResource: (registered, report) => {
    const settings = registered.getConfig<Settings>();
    const plan = labPlan(settings);
    if (!plan) return;
    const { type, urn, opts } = registered;
    for (const each of unprotected(plan, settings.clusters, { type, urn, protect: opts.protect })) {
      report(each);
    }
  },
};

/** What is wrong with one object, in words. */
export function unprotected(
  plan: Plan,
  wanted: readonly string[] = [],
  { type, urn, protect }: Registered,
): string[] {
  const stack = stackOf(urn);
  if (type === stackType) return wanted.flatMap((name) => exposed(plan, stack, name));
  const cluster = clusterOf(plan, urn);
  if (!cluster?.protected || protect || !kept.has(type)) return [];
  return [
    `${cluster.name} is protected, and this is not: the engine would let it be deleted or replaced. ` +
      `Register it with { protect: true }.`,
  ];
}

/** A cluster that is gone is a matter of the foundation's stack: its own is not run any more. */
function exposed({ clusters }: Plan, stack: string, name: string): string[] {
  const cluster = clusters.find((candidate) => candidate.name === name);
  if (cluster?.protected) return [];
  if (stack !== name && !(stack === "lab" && !cluster)) return [];
  const what = cluster ? "does not protect it" : "does not have it any more";
  return [
    `${name} is to be protected, and ${labFile} ${what}. Write clusters.${name}.protected: true there, ` +
      `or take ${name} out of the policy's clusters.`,
  ];
}
