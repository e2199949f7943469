import type { Cluster } from "./model.ts";

/** What a cluster of a type consists of besides its masters and workers. */
interface ClusterType {
  /** API and ingress have addresses of their own; without them they are the one node's address. */
  readonly vips: boolean;
  /** The installer starts a temporary machine that needs a planned MAC and address. */
  readonly bootstrap: boolean;
  /** A machine of ours from which the installer runs. */
  readonly provisionhost: boolean;
  /** An isolated network beside the baremetal one; it ties all nodes to one server. */
  readonly provisioning: boolean;
}

const clusterTypes: Readonly<Record<Cluster["type"], ClusterType>> = {
  ipi: { vips: true, bootstrap: true, provisionhost: true, provisioning: true },
  sno: { vips: false, bootstrap: false, provisionhost: false, provisioning: false },
};

export function clusterType(cluster: Cluster): ClusterType {
  return clusterTypes[cluster.type];
}

/** How many masters and workers the cluster has. */
export function nodeCounts(cluster: Cluster): {
  readonly masters: number;
  readonly workers: number;
} {
  switch (cluster.type) {
    case "ipi":
      return cluster;
    case "sno":
      return { masters: 1, workers: 0 };
  }
}
