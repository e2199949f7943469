import type { ClusterPlan } from "../lab/plan.ts";
import { endOf, isOver } from "../lab/reservation.ts";

/** What the clock says of the clusters' reservations. */
export interface Expiry {
  /** Their time is over, and nothing keeps them. */
  readonly over: readonly ClusterPlan[];
  /** Their time is over, but they stay: one sentence each says why. */
  readonly kept: readonly string[];
  /** The next one whose time ends. */
  readonly next: ClusterPlan | undefined;
}

/** Sorts clusters by their reservations. One without `expires` is never over. */
export function expiryOf(clusters: readonly ClusterPlan[], now: Date): Expiry {
  const ended = clusters.filter(({ reservation }) => isOver(reservation, now));
  const free = ended.filter((cluster) => !cluster.protected);
  const kept = ended
    .filter((cluster) => cluster.protected)
    .map(({ name }) => `${name}: it is over, and stays, as it is protected`);
  const over = free.filter(({ name }) => {
    const spokes = clusters.filter((one) => one.hub === name && !free.includes(one));
    if (spokes.length === 0) return true;
    const names = spokes.map((spoke) => spoke.name).join(", ");
    kept.push(`${name}: it is over, and stays, as it is the hub of ${names}`);
    return false;
  });
  return { over, kept, next: nextOf(clusters, now) };
}

function nextOf(clusters: readonly ClusterPlan[], now: Date): ClusterPlan | undefined {
  const coming = clusters.filter(
    ({ reservation }) => reservation.expires !== undefined && !isOver(reservation, now),
  );
  const end = ({ reservation }: ClusterPlan): number => endOf(reservation.expires ?? "").getTime();
  return coming.toSorted((one, other) => end(one) - end(other))[0];
}
