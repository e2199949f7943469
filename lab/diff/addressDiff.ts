import { allocationsOf } from "../allocations.ts";
import { addressRuns, addressText } from "../ipv4.ts";
import { layoutCluster } from "../layout.ts";
import type { Lab } from "../model.ts";

/** Addresses that one cluster takes and gives back, as runs: `192.0.2.20`, `192.0.2.24 to 192.0.2.31`. */
export interface AddressDiff {
  readonly taken: readonly string[];
  readonly freed: readonly string[];
  readonly takenCount: number;
  readonly freedCount: number;
}

/** What each cluster has of addresses; a block's room counts. */
export type Taken = ReadonlyMap<string, ReadonlySet<number>>;

/** All clusters' addresses, by name. */
export function takenAddresses(lab: Lab): Taken {
  const layouts = Object.entries(lab.clusters).map(([name, cluster]) =>
    layoutCluster(name, cluster),
  );
  const taken = new Map<string, Set<number>>();
  for (const { cluster, first, last } of allocationsOf(lab, layouts)) {
    if (cluster === undefined) continue;
    const own = taken.get(cluster) ?? new Set();
    for (const address of range(first, last)) own.add(address);
    taken.set(cluster, own);
  }
  return taken;
}

/** What a cluster's block and single addresses gain and lose. */
export function addressDiff(base: Taken, head: Taken, name: string): AddressDiff {
  const [before, after] = [base.get(name) ?? none, head.get(name) ?? none];
  const taken = [...after].filter((address) => !before.has(address));
  const freed = [...before].filter((address) => !after.has(address));
  return {
    taken: runsText(taken),
    freed: runsText(freed),
    takenCount: taken.length,
    freedCount: freed.length,
  };
}

const none: ReadonlySet<number> = new Set();

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function runsText(addresses: readonly number[]): string[] {
  return addressRuns(addresses).map(({ first, last }) =>
    first === last ? addressText(first) : `${addressText(first)} to ${addressText(last)}`,
  );
}
