import { addressNumber } from "../ipv4.ts";
import { label } from "../values.ts";
import type { ClusterDocument, DocumentNode } from "./documents.ts";
import type { FoundMachine, Told } from "./facts.ts";
import type { NamedHost } from "./hosts.ts";
import type { Served } from "./served.ts";

/** A machine that stands on a server. */
export interface StandingMachine {
  readonly server: string;
  readonly machine: FoundMachine;
}

/** A machine of a cluster, as all sources together tell it. */
export interface Member {
  /** Its label in DNS. */
  readonly label: string;
  readonly role: DocumentNode["role"] | "bootstrap";
  readonly mac: string | undefined;
  readonly address: string | undefined;
  readonly standing: StandingMachine | undefined;
}

/** A cluster that was found, before it has a place in the plan. */
export interface FoundCluster {
  readonly name: string;
  readonly domain: string;
  readonly document: ClusterDocument | undefined;
  readonly api: string | undefined;
  readonly ingress: string | undefined;
  readonly members: readonly Member[];
}

/** Clusters by the names that dnsmasq answers for, and by inventories; machines by their MACs. */
export function findClusters(
  served: Served,
  documents: readonly ClusterDocument[],
  servers: readonly NamedHost[],
): FoundCluster[] {
  const standing = standingMachines(servers);
  return domainsOf(served, documents).map((domain) => {
    const document = merged(documents.filter((one) => fullName(one) === domain));
    const [name = "", ...rest] = domain.split(".");
    const members = membersOf(domain, served, document, standing);
    return {
      name: document?.name ?? name,
      domain: document?.domain ?? rest.join("."),
      document,
      api: addressOf(served, `api.${domain}`) ?? document?.api,
      ingress: addressOf(served, `console.apps.${domain}`) ?? document?.ingress,
      members,
    };
  });
}

/** Tells machines that are no cluster's. */
export function strayMachines(
  servers: readonly NamedHost[],
  clusters: readonly FoundCluster[],
): Told[] {
  const used = new Set(
    clusters.flatMap(({ members }) => members.map(({ standing }) => standing?.machine)),
  );
  return servers.flatMap(({ name, found }) =>
    (found.facts.machines ?? [])
      .filter((machine) => !used.has(machine))
      .map((machine) => ({
        where: name,
        kind: "left" as const,
        message: `machine ${machine.name} is of no cluster that dnsmasq or an inventory names; it stays as it is`,
      })),
  );
}

function standingMachines(servers: readonly NamedHost[]): Map<string, StandingMachine> {
  return new Map(
    servers.flatMap(({ name, found }) =>
      (found.facts.machines ?? []).flatMap((machine) =>
        machine.nics.map(({ mac }) => [mac, { server: name, machine }] as const),
      ),
    ),
  );
}

/** Where something answers for `api`, or `apps`, and what inventories name. */
function domainsOf(served: Served, documents: readonly ClusterDocument[]): string[] {
  const named = served.names.flatMap(
    ({ name }) => /^(?:api|api-int|apps)\.(.+)$/.exec(name)?.[1] ?? [],
  );
  return [...new Set([...named, ...documents.map(fullName)])];
}

function fullName({ name, domain }: ClusterDocument): string {
  return `${name}.${domain}`.toLowerCase();
}

/** What several inventories of one cluster say together: the first that says anything counts. */
function merged([first, ...others]: readonly ClusterDocument[]): ClusterDocument | undefined {
  if (!first) return undefined;
  return others.reduce<ClusterDocument>(
    (one, other) => ({
      ...one,
      type: one.type ?? other.type,
      installType: one.installType ?? other.installType,
      api: one.api ?? other.api,
      ingress: one.ingress ?? other.ingress,
      bootstrapMac: one.bootstrapMac ?? other.bootstrapMac,
      classic: one.classic || other.classic,
      spoke: one.spoke || other.spoke,
      ipmi: one.ipmi || other.ipmi,
      job: one.job ?? other.job,
      nodes: [...one.nodes, ...other.nodes],
    }),
    first,
  );
}

/** What dnsmasq answers: an exact name first, then the longest of the domains that it is below. */
function addressOf({ names }: Served, asked: string): string | undefined {
  const exact = names.find(({ name, wildcard }) => name === asked && !wildcard);
  const above = names
    .filter(({ name, wildcard }) => wildcard && (name === asked || asked.endsWith(`.${name}`)))
    .sort((one, other) => other.name.length - one.name.length);
  return (exact ?? above[0])?.address;
}

function membersOf(
  domain: string,
  served: Served,
  document: ClusterDocument | undefined,
  standing: ReadonlyMap<string, StandingMachine>,
): Member[] {
  const documented = document?.nodes ?? [];
  const reserved = served.reservations.flatMap((lease) => {
    const own = documented.find(({ macs }) => macs.includes(lease.mac));
    const short = labelIn(domain, nameOfLease(served, lease));
    if (short === undefined && own === undefined) return [];
    const named = short ?? own?.name ?? "";
    const address = lease.address ?? addressOf(served, `${named}.${domain}`);
    return [{ label: named, mac: lease.mac, address }];
  });
  const known = new Set(reserved.map(({ mac }) => mac));
  const labels = new Set(reserved.map((one) => one.label));
  const others = documented
    .filter(
      ({ name, macs }) =>
        macs.length > 0 && !macs.some((mac) => known.has(mac)) && !labels.has(name),
    )
    .map(({ name, macs, address }) => ({
      label: labelIn(domain, name) ?? name,
      mac: macs.find((mac) => standing.has(mac)) ?? macs[0],
      address: address ?? exactAddress(served, `${name}.${domain}`),
    }));
  const all = unique([...reserved, ...others]);
  return all.map((one) => ({
    ...one,
    role: roleOf(one, all.length, document),
    standing: one.mac === undefined ? undefined : standing.get(one.mac),
  }));
}

function unique<T extends { readonly mac: string | undefined; readonly label: string }>(
  members: readonly T[],
): T[] {
  return [...new Map(members.map((one) => [one.mac ?? one.label, one])).values()];
}

function exactAddress({ names }: Served, asked: string): string | undefined {
  return names.find(({ name, wildcard }) => name === asked && !wildcard)?.address;
}

/** A reservation's full name: with the domain of its address where it has none itself. */
function nameOfLease(
  { domains, names }: Served,
  { name, address }: Served["reservations"][number],
): string | undefined {
  const own = name?.toLowerCase();
  // a reservation without a name may have one in the hosts files
  if (own === undefined) return names.find((one) => !one.wildcard && one.address === address)?.name;
  if (own.includes(".")) return own;
  const ranged = domains.find(({ range }) => range && isBetween(range, address));
  const found = ranged ?? domains.find(({ range }) => !range);
  const listed = names.find(
    (one) => !one.wildcard && one.address === address && one.name.startsWith(`${own}.`),
  );
  if (!ranged && listed) return listed.name;
  return found ? `${own}.${found.domain}` : own;
}

function isBetween(
  range: { readonly first: string; readonly last: string },
  address = "",
): boolean {
  if (address === "") return false;
  const number = addressNumber(address);
  return addressNumber(range.first) <= number && number <= addressNumber(range.last);
}

function labelIn(domain: string, name: string | undefined): string | undefined {
  if (!name?.endsWith(`.${domain}`)) return undefined;
  const short = name.slice(0, -domain.length - 1);
  return label.safeParse(short).success ? short : undefined;
}

/** The inventory's group, or what the name says; the only machine of a cluster is its master. */
function roleOf(
  { label: name, mac }: { readonly label: string; readonly mac: string | undefined },
  count: number,
  document: ClusterDocument | undefined,
): Member["role"] {
  if (mac !== undefined && mac === document?.bootstrapMac) return "bootstrap";
  const own = document?.nodes.find(
    (node) => node.role && (node.name === name || (mac !== undefined && node.macs.includes(mac))),
  );
  if (own?.role) return own.role;
  if (name.includes("bootstrap")) return "bootstrap";
  if (name.includes("provision")) return "provisionhost";
  if (/master|control|ctl/.test(name)) return "master";
  if (/worker|compute/.test(name)) return "worker";
  return count === 1 ? "master" : undefined;
}
