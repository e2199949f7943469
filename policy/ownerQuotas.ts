import type { ResourceValidationPolicy } from "@pulumi/policy";

import type { ClusterPlan, Plan } from "../lab/plan.ts";
import { labFile } from "../lab/read.ts";
import { clusterOf, labPlan, labSettingsSchema, stackType, type LabSettings } from "./labPlan.ts";

/** How much the clusters of one owner may take together; what is not named is not limited. */
export interface Quota {
  readonly clusters?: number;
  readonly vcpus?: number;
  readonly memoryGiB?: number;
  readonly diskGiB?: number;
}

interface Settings extends LabSettings {
  /** By owner, as in the lab file. */
  readonly owners?: Readonly<Record<string, Quota>>;
  /** Of each owner who is not among these, and of the clusters without one, together. */
  readonly others?: Quota;
}

const quotaSchema = {
  type: "object",
  additionalProperties: false,
  properties: Object.fromEntries(
    ["clusters", "vcpus", "memoryGiB", "diskGiB"].map((key) => [
      key,
      { type: "number", minimum: 0 } as const,
    ]),
  ),
} as const;

/** Refuses a cluster by which its owner would have more than their share of the lab. */
export const ownerQuotas: ResourceValidationPolicy = {
  name: "owner-quotas",
  description: "No owner's clusters take more of the lab than was agreed.",
  configSchema: {
    properties: {
      ...labSettingsSchema,
      owners: { type: "object", additionalProperties: quotaSchema, default: {} },
      others: { ...quotaSchema, default: {} },
    },
  },
  validateResource: (registered, report) => {
    if (registered.type !== stackType) return;
    const settings = registered.getConfig<Settings>();
    const plan = labPlan(settings);
    const cluster = plan && clusterOf(plan, registered.urn);
    if (!cluster) return;
    const { owners = {}, others = {} } = settings;
    const { owner = "" } = cluster.reservation;
    for (const each of aboveQuota(plan, cluster, owners[owner] ?? others)) report(each);
  },
};

/** What the owner of a cluster has more of than their quota, in words. */
export function aboveQuota({ clusters }: Plan, cluster: ClusterPlan, quota: Quota): string[] {
  const { owner } = cluster.reservation;
  const own = clusters.filter(({ reservation }) => reservation.owner === owner);
  const taken = takenBy(own);
  const who = owner ?? "clusters without an owner";
  return amounts.flatMap((key) => {
    const most = quota[key];
    if (most === undefined || taken[key] <= most) return [];
    const names = own.map(({ name }) => name).join(", ");
    return [
      `${who}: ${shown(taken[key], key)} of at most ${shown(most, key)} (${names}). ` +
        `Take a cluster out of ${labFile}, make one smaller, or have the quota raised.`,
    ];
  });
}

const amounts = ["clusters", "vcpus", "memoryGiB", "diskGiB"] as const;
type Amount = (typeof amounts)[number];

function takenBy(clusters: readonly ClusterPlan[]): Record<Amount, number> {
  const nodes = clusters.flatMap((each) => each.nodes);
  const sum = (numbers: readonly number[]): number => numbers.reduce((one, next) => one + next, 0);
  return {
    clusters: clusters.length,
    vcpus: sum(nodes.map(({ vcpus }) => vcpus)),
    memoryGiB: sum(nodes.map(({ memoryMib }) => memoryMib)) / 1024,
    diskGiB: sum(nodes.map(({ diskMib }) => diskMib)) / 1024,
  };
}

function shown(amount: number, key: Amount): string {
  const number = String(Math.round(amount * 10) / 10);
  const units: Readonly<Record<Amount, string>> = {
    clusters: amount === 1 ? " cluster" : " clusters",
    vcpus: amount === 1 ? " vCPU" : " vCPUs",
    memoryGiB: " GiB of memory",
    diskGiB: " GiB of disk",
  };
  return number + units[key];
}
