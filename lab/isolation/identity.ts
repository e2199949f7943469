import { addressNumber, addressText, type AddressRange } from "../ipv4.ts";
import { macNumber, macText } from "../mac.ts";
import type { ClusterPlan, NodePlan, Plan } from "../plan.ts";
import { rangesWithout } from "./ranges.ts";

/** Ranges as nftables write them. */
export type Elements = readonly string[];

/**
 * Whether nodes of two clusters may speak with each other: where neither is strict, and always those of
 * an ACM hub with those of its spokes, which it could not deploy otherwise.
 */
export function mayReach(one: ClusterPlan, other: ClusterPlan): boolean {
  if (one.name === other.name || one.hub === other.name || other.hub === one.name) return true;
  return one.isolation !== "strict" && other.isolation !== "strict";
}

/** MACs and addresses of all clusters whose nodes may not reach those of this one. */
export function othersOf(
  { clusters }: Plan,
  cluster: ClusterPlan,
): { readonly macs: Elements; readonly addresses: Elements } {
  const others = clusters.filter((other) => !mayReach(cluster, other));
  const friends = clusters.filter((other) => mayReach(cluster, other));
  return {
    macs: elements(rangesWithout(others.flatMap(macsOf), friends.flatMap(plannedMacs)), macText),
    addresses: elements(
      rangesWithout(others.flatMap(addressesOf), friends.flatMap(plannedAddresses)),
      addressText,
    ),
  };
}

/** What a node may be known by on the baremetal network; provisionhost also as the machine inside it. */
export function ownOf(
  cluster: ClusterPlan,
  node: NodePlan,
): { readonly macs: Elements; readonly addresses: Elements } {
  const { api, ingress, bootstrap } = cluster;
  const inside = node.role === "provisionhost" ? bootstrap : undefined;
  const planned = [node.address, api, ingress, ...(inside ? [inside.address] : [])].map(single);
  return {
    macs: [node.macs.baremetal, ...(inside ? [inside.mac] : [])],
    addresses: elements(rangesWithout([...planned, ...freeAddresses(cluster)], []), addressText),
  };
}

/** Room that the lab file keeps for the cluster: nobody else's, so any of its nodes may announce it. */
function freeAddresses(cluster: ClusterPlan): AddressRange[] {
  return rangesWithout(blockOf(cluster), plannedAddresses(cluster));
}

function blockOf({ block }: ClusterPlan): AddressRange[] {
  return block ? [{ first: addressNumber(block.first), last: addressNumber(block.last) }] : [];
}

function plannedAddresses({ api, ingress, bootstrap, nodes }: ClusterPlan): AddressRange[] {
  const named = [api, ingress, ...(bootstrap ? [bootstrap.address] : [])];
  return [...named, ...nodes.map(({ address }) => address)].map(single);
}

function addressesOf(cluster: ClusterPlan): AddressRange[] {
  return [...blockOf(cluster), ...plannedAddresses(cluster)];
}

function single(address: string): AddressRange {
  return { first: addressNumber(address), last: addressNumber(address) };
}

/** Those of nodes to come count too, so that a worker more is no change for others. */
function macsOf(cluster: ClusterPlan): AddressRange[] {
  const derived = cluster.macBlocks.map((block) => ({
    first: macNumber(`${block}:00`),
    last: macNumber(`${block}:ff`),
  }));
  return [...derived, ...plannedMacs(cluster)];
}

function plannedMacs({ nodes, bootstrap }: ClusterPlan): AddressRange[] {
  const macs = nodes.flatMap((node) => Object.values(node.macs));
  return [...macs, ...(bootstrap ? [bootstrap.mac] : [])].map((mac) => {
    const number = macNumber(mac);
    return { first: number, last: number };
  });
}

function elements(ranges: readonly AddressRange[], text: (number: number) => string): Elements {
  return ranges.map(({ first, last }) =>
    first === last ? text(first) : `${text(first)}-${text(last)}`,
  );
}
