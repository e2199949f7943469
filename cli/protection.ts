import type { ClusterPlan } from "../lab/plan.ts";
import { labFile } from "../lab/read.ts";
import { CommandFailed } from "./failure.ts";

/** Throws a CommandFailed that names every protected one of the clusters, and the way out. */
export function needUnprotected(clusters: readonly ClusterPlan[]): void {
  const kept = clusters.filter((cluster) => cluster.protected);
  if (kept.length === 0) return;
  const lines = kept.map(
    ({ name }) =>
      `${name}: it is protected (clusters.${name}.protected in ${labFile}); if it may go, write ` +
      `\`protected: false\` there, run \`./ocplab up ${name}\`, and then this again`,
  );
  throw new CommandFailed("refused", [...lines, "nothing is changed"].join("\n"));
}
