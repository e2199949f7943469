import { pipelineFolder } from "../hostPaths.ts";
import type { Plan } from "../plan.ts";

/** A pool of dci-queue: servers that can do the same for a job. */
export interface QueuePool {
  /** The lab file's name for what its servers can do. */
  readonly pool: string;
  readonly resources: readonly QueueResource[];
}

interface QueueResource {
  /** Name of the server. */
  readonly name: string;
  /** What a job that gets the server installs there. */
  readonly cluster: string;
}

/**
 * The pools with their resources, for `dci-queue add-pool` and `add-resource`. A server is one resource in
 * each of its pools, and there it stands for one cluster.
 */
export function queuePools({ clusters }: Plan): QueuePool[] {
  const pools = new Map<string, QueueResource[]>();
  for (const { name: cluster, install } of clusters) {
    if (!install?.queue) continue;
    const { pool, resource: name } = install.queue;
    pools.set(pool, [...(pools.get(pool) ?? []), { name, cluster }]);
  }
  return [...pools]
    .map(([pool, resources]) => ({ pool, resources }))
    .sort((one, other) => (one.pool < other.pool ? -1 : 1));
}

/** The pools as a file on the jumphost; undefined where there are none. */
export function renderQueues(plan: Plan): string | undefined {
  const pools = queuePools(plan);
  return pools.length === 0 ? undefined : `${JSON.stringify(pools, null, 2)}\n`;
}

/** The pipeline that `dci-pipeline-schedule -p POOL CLUSTER` takes. */
export function queuePipelinePath(cluster: string): string {
  return `${pipelineFolder}/${cluster}-pipeline.yml`;
}
