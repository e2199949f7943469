import { queueState } from "../../lab/hostPaths.ts";
import type { Plan } from "../../lab/plan.ts";
import type { HostFacts } from "./facts.ts";
import { left, type Finding } from "./finding.ts";
import type { Standing } from "./standing.ts";

/** What dci-queue still has of clusters that do not stand on this host any more. */
export function leftQueue(
  { clusters: planned }: Plan,
  { queue, files }: HostFacts,
  { clusters }: Standing,
): Finding[] {
  const { pools, kept, cron } = queue;
  const ours = new Set([
    ...planned.flatMap(({ install }) => install?.queue?.pool ?? []),
    ...files
      .filter((path) => path.startsWith(`${queueState}/`))
      .map((path) => path.slice(queueState.length + 1)),
  ]);
  return [
    ...pools
      .filter((pool) => pool.startsWith(ownPool) && !clusters.has(pool.slice(ownPool.length)))
      .map((pool) => left("pool of dci-queue", pool, `next: dci-queue remove-pool -n ${pool}`)),
    ...kept
      .filter(([, , cluster]) => !clusters.has(cluster))
      .map(([pool, resource, cluster]) => {
        const next = `next: dci-queue add-resource ${pool} ${resource}`;
        const why = `kept from all jobs for cluster ${cluster}, which does not stand here; ${next}`;
        return left("resource of dci-queue", `${pool}/${resource}`, why);
      }),
    ...cron
      .filter((pool) => ours.has(pool) && !pools.includes(pool))
      .map((pool) => {
        const why = `for a pool that is not there; next: crontab -e as root`;
        return left("line of the crontab", `dci-queue run ${pool}`, why);
      }),
  ];
}

/** As ocplab-install names the pool that one install runs in. */
const ownPool = "ocplab-";
