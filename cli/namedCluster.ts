import type { ClusterPlan, Plan } from "../lab/plan.ts";
import { didYouMean } from "../lab/reading/spelling.ts";
import { CommandFailed } from "./failure.ts";

/** The cluster that an argument names. Throws a CommandFailed where the lab file has none of that name. */
export function namedCluster({ clusters }: Plan, name: string): ClusterPlan {
  const cluster = clusters.find((candidate) => candidate.name === name);
  if (cluster) return cluster;
  const names = clusters.map((one) => one.name);
  const step = didYouMean(name, names, "clusters");
  throw new CommandFailed("refused", `no cluster is called "${name}"; ${step}`);
}
