import { addressNumber, contains, parseRange, type AddressRange } from "./ipv4.ts";
import { seatNoun, type Layout } from "./layout.ts";
import type { Lab } from "./model.ts";
import type { Path } from "./reading/problem.ts";

/** Addresses that belong to one thing of the lab. */
export interface Allocation extends AddressRange {
  /** As a message names it: `server server1`, `the block of cluster ocp1`. */
  readonly noun: string;
  readonly path: Path;
  /** Allocations of one owner may overlap: the cluster, or undefined for what stands alone. */
  readonly cluster?: string;
  /** Need not be in the subnet: an NTP or DNS server. */
  readonly foreign?: true;
  /** Kept free by the lab file; hosts may have addresses in it. */
  readonly reserved?: true;
}

/** All that is allocated in the lab: to gateway, hosts, NTP and DNS servers, blocks, single seats; what is reserved. */
export function allocationsOf(lab: Lab, layouts: readonly Layout[]): Allocation[] {
  const hosts = ofHosts(lab);
  const taken = new Set(hosts.map(({ first }) => first));
  const helpers = ofHelpers(lab).filter(({ first }) => !taken.has(first));
  return [...hosts, ...helpers, ...ofReserved(lab), ...layouts.flatMap(ofCluster)];
}

function ofHosts({ network, jumphost, servers }: Lab): Allocation[] {
  // the jumphost may be the lab's router, and one of its servers
  const routes = network.gateway === jumphost.address;
  const others = Object.entries(servers).filter(([name]) => name !== jumphost.name);
  return [
    ...(routes ? [] : [single("the gateway", ["network", "gateway"], network.gateway)]),
    single("the jumphost", ["jumphost", "address"], jumphost.address),
    ...others.map(([name, server]) =>
      single(`server ${name}`, ["servers", name, "address"], server.address),
    ),
  ];
}

function ofReserved({ network }: Lab): Allocation[] {
  return network.reserved.map((text, index) => ({
    ...parseRange(text),
    noun: "what is reserved",
    path: ["network", "reserved", index],
    reserved: true,
  }));
}

/** Machines that the lab only uses; one may serve both, or be a host of the lab. */
function ofHelpers({ network }: Lab): Allocation[] {
  const ntp = network.ntp.map((address, index) =>
    single("an NTP server", ["network", "ntp", index], address),
  );
  const dns = network.upstreamDns.map((address, index) =>
    single("an upstream DNS server", ["network", "upstreamDns", index], address),
  );
  const allocations = [...ntp, ...dns].map((allocation) => ({
    ...allocation,
    foreign: true as const,
  }));
  return [...new Map(allocations.map((allocation) => [allocation.first, allocation])).values()];
}

function ofCluster({ name, block, seats }: Layout): Allocation[] {
  const allocations: Allocation[] = [];
  if (block) {
    const path = ["clusters", name, "firstAddress"];
    const noun = block.first === block.last ? `cluster ${name}` : `the block of cluster ${name}`;
    allocations.push({ ...block, noun, path, cluster: name });
  }
  for (const { key, address, explicit, path } of seats) {
    if (address === undefined || !explicit) continue;
    const range = { first: address, last: address };
    if (block && contains(block, range)) continue;
    allocations.push({ ...range, noun: seatNoun(key, name), path, cluster: name });
  }
  return allocations;
}

function single(noun: string, path: Path, address: string): Allocation {
  const number = addressNumber(address);
  return { first: number, last: number, noun, path };
}
