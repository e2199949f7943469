import { addressNumber, addressText } from "../ipv4.ts";
import type { FoundCluster, Member } from "./clusters.ts";
import type { Told } from "./facts.ts";
import type { Served } from "./served.ts";

/**
 * The clusters, each with its bootstrap machine, where that has no reservation: by hand it gets the one free
 * address of the range that its cluster's nodes are in. Where several are free none is chosen.
 */
export function withBootstraps(
  clusters: readonly FoundCluster[],
  served: Served,
  told: Told[],
): FoundCluster[] {
  const used = new Set([
    ...served.reservations.map(({ address }) => address),
    ...served.names.map(({ address }) => address),
    ...clusters.flatMap(({ members }) => members.map(({ address }) => address)),
  ]);
  return clusters.map((cluster) => {
    const { members, name } = cluster;
    const needs = members.some(({ role }) => role === "provisionhost");
    if (!needs || members.some(({ role }) => role === "bootstrap")) return cluster;
    const free = freeBeside(members, served, used);
    const [address] = free;
    if (address === undefined || free.length > 1) return cluster;
    const message = `its bootstrap machine has no reservation; it gets ${address}, the one free address of the range that its nodes are in`;
    told.push({ where: `cluster ${name}`, kind: "assumed", message });
    const mac = cluster.document?.bootstrapMac;
    const bootstrap = { label: "bootstrap", role: "bootstrap", address, mac } as const;
    return { ...cluster, members: [...members, { ...bootstrap, standing: undefined }] };
  });
}

function freeBeside(
  members: readonly Member[],
  { ranges }: Served,
  used: ReadonlySet<string | undefined>,
): string[] {
  const own = members.flatMap(({ address }) =>
    address === undefined ? [] : [addressNumber(address)],
  );
  const spans = ranges.flatMap(({ first, last }) =>
    last === undefined ? [] : [{ first: addressNumber(first), last: addressNumber(last) }],
  );
  const around = spans.filter(({ first, last }) => own.some((one) => first <= one && one <= last));
  const free = around.flatMap(({ first, last }) => {
    const all = Array.from(
      { length: Math.min(last - first + 1, 4096) },
      (_, index) => first + index,
    );
    return all.map(addressText).filter((address) => !used.has(address));
  });
  return [...new Set(free)];
}
