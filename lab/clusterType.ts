import type { Cluster } from "./model.ts";

/** What a cluster of a type consists of besides its masters and workers. */
interface ClusterType {
  /** API and ingress have addresses of their own; without them they are the one node's address. */
  readonly vips: boolean;
  /** The installer starts a temporary machine that needs a planned MAC and address. */
  readonly bootstrap: boolean;
  /** A machine of ours from which the installer runs. */
  readonly provisionhost: boolean;
  /**
   * A network beside the baremetal one. An isolated one is the cluster's own and ends at its server, so
   * it ties all nodes to one; a bridged one is shared by an ACM hub and its spokes.
   */
  readonly provisioning?: "isolated" | "bridged";
}

const clusterTypes: Readonly<Record<Cluster["type"], ClusterType>> = {
  ipi: { vips: true, bootstrap: true, provisionhost: true, provisioning: "isolated" },
  sno: { vips: false, bootstrap: false, provisionhost: false },
  abi: { vips: true, bootstrap: false, provisionhost: false },
  acm: { vips: true, bootstrap: false, provisionhost: false, provisioning: "bridged" },
};

export function clusterType(cluster: Cluster): ClusterType {
  const type = clusterTypes[cluster.type];
  return hubOf(cluster) === undefined ? type : { ...type, provisioning: "bridged" };
}

/** The ACM hub that deploys the cluster, where one does. */
export function hubOf(cluster: Cluster): string | undefined {
  return "hub" in cluster ? cluster.hub : undefined;
}

/** Whether DCI's older single-node role makes the machine, and we make none. */
export function isClassic(cluster: Cluster): boolean {
  return cluster.type === "sno" && cluster.classic;
}

/** Whether DCI installs it by the agent-based installer, itself and not through a hub. */
export function isByAgent(cluster: Cluster): boolean {
  return cluster.type !== "ipi" && hubOf(cluster) === undefined && !isClassic(cluster);
}

/** How many masters and workers the cluster has. */
export function nodeCounts(cluster: Cluster): {
  readonly masters: number;
  readonly workers: number;
} {
  switch (cluster.type) {
    case "ipi":
    case "abi":
    case "acm":
      return cluster;
    case "sno":
      return { masters: 1, workers: 0 };
  }
}
