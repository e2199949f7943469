import type { ClusterPlan } from "../plan.ts";

/** A cluster that an ACM hub deploys. */
export function isSpoke(cluster: ClusterPlan): cluster is ClusterPlan & { readonly hub: string } {
  return cluster.hub !== undefined;
}

/**
 * How the agent has the hub deploy a spoke (`acm_cluster_type`). Its tasks know single nodes by variables;
 * several nodes only as a ClusterInstance: `HighAvailable` is named in plays/acm-pre-run.yml of
 * distributedci/dci-openshift-agent, but plays/acm-install.yml does nothing for it.
 */
export function spokeKind(cluster: ClusterPlan): "sno" | "ztp-spoke-clusterinstance" {
  return cluster.nodes.length === 1 ? "sno" : "ztp-spoke-clusterinstance";
}
