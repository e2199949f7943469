import { foundationStackName } from "../../lab/model.ts";
import type { ClusterPlan, Plan } from "../../lab/plan.ts";
import type { HostFacts } from "./facts.ts";

/** The project of the stacks, as Pulumi.yaml has it. */
export const project = "ocplab";

/** Who of the plan is on a host now. */
export interface Standing {
  /** Whether the host has, and is to have, a foundation. */
  readonly foundation: boolean;
  /** Clusters of the plan that have claimed the host: each does so first, and gives it up last. */
  readonly clusters: ReadonlyMap<string, ClusterPlan>;
  /** Names of all clusters that the plan, or anything on the host, speaks of. */
  readonly names: ReadonlySet<string>;
}

/** Goes by what the host itself says, so that what a destroy has left is nobody's. */
export function standingOn(plan: Plan, host: string, facts: HostFacts): Standing {
  const stacks = new Set(
    facts.journal.filter((entry) => entry.project === project).map(({ stack }) => stack),
  );
  const claimed = new Set(
    facts.journal.filter(({ kind }) => kind === "claim").map(({ key }) => key),
  );
  const server = plan.servers.find(({ name }) => name === host);
  const wanted = host === plan.jumphost.name || (server !== undefined && !server.retired);
  const pools = (facts.libvirt?.pool ?? []).map(({ name }) => clusterOfPool(name) ?? "");
  const own = [...stacks].filter((stack) => stack !== foundationStackName);
  return {
    foundation: wanted && stacks.has(foundationStackName),
    clusters: new Map(
      plan.clusters.filter(({ name }) => claimed.has(name)).map((one) => [one.name, one]),
    ),
    names: new Set(
      [...plan.clusters.map(({ name }) => name), ...own, ...facts.claims, ...pools].filter(Boolean),
    ),
  };
}

/** Whether a stack of ours is one that is on the host by the plan. */
export function isStanding(standing: Standing, stack: string): boolean {
  return stack === foundationStackName ? standing.foundation : standing.clusters.has(stack);
}

/** The cluster of a pool; undefined for a pool of somebody else, and that of the BMCs. */
export function clusterOfPool(name: string): string | undefined {
  return name === "ocplab-media" ? undefined : /^ocplab-(.+)$/.exec(name)?.[1];
}
