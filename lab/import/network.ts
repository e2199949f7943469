import { addressNumber, parseSubnet } from "../ipv4.ts";
import type { ClusterDocument } from "./documents.ts";
import type { Told } from "./facts.ts";
import { isIn, type NamedHosts } from "./hosts.ts";
import type { Served } from "./served.ts";

/** The lab file's `network` without what clusters decide, in the order in which people write it. */
export function networkEntry(
  { subnet, jumphost }: NamedHosts,
  served: Served,
  documents: readonly ClusterDocument[],
  told: Told[],
): Record<string, unknown> {
  const mtu = jumphost.found.facts.links?.[jumphost.nic]?.mtu ?? usual.mtu;
  const leaseTime = oneOf("lease time", leaseTimes(served), jumphost.name, told) ?? usual.leaseTime;
  const ntp = (served.options.get("ntp-server") ?? []).map((address) =>
    address === "0.0.0.0" ? jumphost.address : address,
  );
  return {
    subnet,
    gateway: gatewayOf({ subnet, jumphost }, served, told),
    upstreamDns: upstreamOf({ jumphost }, served, told),
    ...(ntp.length > 0 && { ntp }),
    ...differing({ leaseTime, mtu, ...ofClusters(documents, told) }),
  };
}

const usual = {
  leaseTime: "24h",
  mtu: 1500,
  clusterNetwork: "10.128.0.0/14",
  serviceNetwork: "172.30.0.0/16",
  provisioningSubnet: "172.22.0.0/21",
} as const;

function differing(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known: Readonly<Record<string, unknown>> = usual;
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => value !== undefined && value !== known[key]),
  );
}

/** dnsmasq names itself as the router where it is told of none (its manual, dhcp-option). */
function gatewayOf(
  { subnet, jumphost }: Pick<NamedHosts, "subnet" | "jumphost">,
  served: Served,
  told: Told[],
): string {
  const routers = served.options.get("router") ?? [];
  const router = oneOf("router", routers, jumphost.name, told);
  if (router === jumphost.address || router === undefined) {
    const message = `machines are told that the jumphost is their router; where ocplab is to see to that, give \`jumphost.nat\` its NIC to the outside`;
    told.push({ where: jumphost.name, kind: "assumed", message });
  }
  const gateway = router ?? jumphost.address;
  if (!isIn(parseSubnet(subnet), gateway)) {
    const message = `the router ${gateway} is outside of ${subnet}`;
    told.push({ where: jumphost.name, kind: "left", message });
  }
  return gateway;
}

function upstreamOf(
  { jumphost }: Pick<NamedHosts, "jumphost">,
  served: Served,
  told: Told[],
): string[] {
  const own = served.upstream ?? jumphost.found.facts.resolvers ?? [];
  const others = own.filter(
    (address) => !address.startsWith("127.") && address !== jumphost.address,
  );
  if (served.upstream === undefined) {
    const from = others.length > 0 ? others.join(", ") : "none that is not itself";
    const message = `dnsmasq forwards to whoever the host's own resolver names: ${from}`;
    told.push({ where: jumphost.name, kind: "assumed", message });
  }
  return [...new Set(others)];
}

function leaseTimes({ ranges, reservations }: Served): string[] {
  const own = reservations.flatMap(({ leaseTime }) => leaseTime ?? []);
  const common = ranges.flatMap(({ leaseTime }) => leaseTime ?? []);
  return [...new Set([...common, ...own])];
}

function ofClusters(documents: readonly ClusterDocument[], told: Told[]): Record<string, unknown> {
  const keys = ["clusterNetwork", "serviceNetwork", "provisioningSubnet"] as const;
  return Object.fromEntries(
    keys.map((key) => {
      const values = documents.flatMap(({ networks }) => networks[key] ?? []);
      return [key, oneOf(key, [...new Set(values)], "inventories", told)];
    }),
  );
}

/** The first, as the lab file has one for all. */
function oneOf(
  what: string,
  values: readonly string[],
  where: string,
  told: Told[],
): string | undefined {
  const [first, ...others] = values;
  if (first !== undefined && others.length > 0) {
    const message = `a lab has one ${what}, and these were found: ${values.join(", ")}; the first is taken`;
    told.push({ where, kind: "left", message });
  }
  return first;
}

/** Addresses of the subnet that somebody has and no cluster or host of the lab file, and why. */
export function reservedEntry(
  { subnet }: Pick<NamedHosts, "subnet">,
  candidates: readonly { readonly address: string; readonly why: string; readonly where: string }[],
  taken: ReadonlySet<string>,
  told: Told[],
): string[] {
  const range = parseSubnet(subnet);
  const found = new Map<string, { why: string; where: string }>();
  for (const { address, why, where } of candidates) {
    const number = addressNumber(address);
    const isInside = range.first < number && number < range.last;
    if (isInside && !taken.has(address) && !found.has(address)) found.set(address, { why, where });
  }
  for (const [address, { why, where }] of found) {
    told.push({
      where,
      kind: "left",
      message: `${why}: ${address} is kept free in network.reserved`,
    });
  }
  return [...found.keys()].sort((one, other) => addressNumber(one) - addressNumber(other));
}
