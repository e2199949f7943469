import { derivedMac } from "../mac.ts";
import type { SeatedCluster } from "./clusterEntry.ts";
import type { Told } from "./facts.ts";

const usualPrefix = "52:54:00";

/** What MACs are derived from: one prefix for the lab, an id for each cluster. */
export interface Identities {
  readonly macPrefix: string;
  readonly ids: ReadonlyMap<string, number>;
}

/** Chooses them so that as many MACs as can be follow from them. */
export function identitiesOf(clusters: readonly SeatedCluster[], told: Told[]): Identities {
  const macPrefix = most(
    clusters.flatMap((cluster) => readings(cluster).map(({ prefix }) => prefix)),
  );
  const prefix = macPrefix ?? usualPrefix;
  const ids = new Map<string, number>();
  const used = new Set<number>();
  for (const cluster of clusters) {
    const found = readings(cluster).filter((one) => one.prefix === prefix);
    const id = most(found.map((one) => one.id).filter((one) => one > 0 && !used.has(one)));
    if (id === undefined) continue;
    ids.set(cluster.found.name, id);
    used.add(id);
  }
  for (const { found } of clusters) {
    if (ids.has(found.name)) continue;
    let id = 1;
    while (used.has(id)) id++;
    used.add(id);
    ids.set(found.name, id);
    const message = `its MACs follow no id; it gets ${String(id)}, which is free, and each MAC is given`;
    told.push({ where: `cluster ${found.name}`, kind: "assumed", message });
  }
  return { macPrefix: prefix, ids };
}

/** Prefix and id that each MAC would follow from, in its seat. */
function readings({ seats, members }: SeatedCluster): { prefix: string; id: number }[] {
  return seats.flatMap(({ key, macIndex }) => {
    const mac = members.get(key)?.mac;
    if (mac === undefined || macIndex === undefined) return [];
    const prefix = mac.slice(0, 8);
    const id = Number.parseInt(mac.slice(9, 14).replace(":", ""), 16);
    return derivedMac(prefix, id, macIndex) === mac ? [{ prefix, id }] : [];
  });
}

/** The prefix of the provisioning networks, where machines of ocplab's own have another than the usual one. */
export function provisioningPrefixOf(
  clusters: readonly SeatedCluster[],
  { macPrefix, ids }: Identities,
): string | undefined {
  const found = clusters.flatMap(({ found: { name }, seats, members }) =>
    seats.flatMap(({ key, macIndex }) => {
      const member = members.get(key);
      const id = ids.get(name);
      const others = (member?.standing?.machine.nics ?? []).filter(
        ({ mac }) => mac !== member?.mac,
      );
      if (macIndex === undefined || id === undefined) return [];
      return others.flatMap(({ mac }) =>
        derivedMac(mac.slice(0, 8), id, macIndex) === mac ? [mac.slice(0, 8)] : [],
      );
    }),
  );
  const prefix = most(found);
  const last = Number.parseInt(macPrefix.slice(-2), 16);
  const usual = `${macPrefix.slice(0, 6)}${(last + 1).toString(16).padStart(2, "0")}`;
  return prefix === usual || prefix === macPrefix ? undefined : prefix;
}

/** What occurs most often, the first of several. */
function most<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
