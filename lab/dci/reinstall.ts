import type { ClusterPlan, NodePlan } from "../plan.ts";

/** Variable of the environment by which `ocplab reinstall` tells the program which cluster it is to install anew. */
export const reinstalling = "OCPLAB_REINSTALL";

/** Our machines whose disks an installer writes; they have to be empty when an install begins. */
export function installersMachines({
  machines,
  nodes,
}: Pick<ClusterPlan, "machines" | "nodes">): readonly NodePlan[] {
  return machines === "ours" ? nodes.filter(({ power }) => power === "installer") : [];
}
