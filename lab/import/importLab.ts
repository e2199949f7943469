import { label } from "../values.ts";
import { withBootstraps } from "./bootstrap.ts";
import { clusterEntry, type SeatedCluster } from "./clusterEntry.ts";
import { findClusters, strayMachines, type FoundCluster } from "./clusters.ts";
import { documentsIn, type ClusterDocument } from "./documents.ts";
import type { FoundLab, Told } from "./facts.ts";
import { ImportRefused, nameHosts, type NamedHosts } from "./hosts.ts";
import { identitiesOf, provisioningPrefixOf } from "./identities.ts";
import { networkEntry, reservedEntry } from "./network.ts";
import { seat } from "./seating.ts";
import { servedBy, type Served } from "./served.ts";
import { jumphostEntry, serverEntry, sshEntry } from "./servers.ts";

/** A lab file as data, and what has to be known of it. */
export interface Imported {
  readonly data: Readonly<Record<string, unknown>>;
  readonly told: readonly Told[];
}

/** Derives a lab file from what hosts tell. Throws ImportRefused where there is nothing to derive one from. */
export function importLab(lab: FoundLab): Imported {
  const files = lab.jumphost.facts.files ?? [];
  const served = servedBy("jumphost", files);
  const documents = documentsIn(files);
  const hosts = nameHosts(lab, addressesIn(served, documents));
  const told: Told[] = [...served.told, ...hosts.told];
  const found = withBootstraps(findClusters(served, documents, hosts.servers), served, told);
  const domain = domainOf(found, served);
  const clusters = found.flatMap((cluster) => seat(cluster, domain, told) ?? []);
  const identities = identitiesOf(clusters, told);
  told.push(...strayMachines(hosts.servers, found));
  const network = networkEntry(hosts, served, documents, told);
  const { macPrefix } = identities;
  const provisioningMacPrefix = provisioningPrefixOf(clusters, identities);
  const reserved = reservedEntry(
    hosts,
    othersIn(lab, served, found, clusters),
    taken(hosts, served, clusters),
    told,
  );
  const data = {
    version: 1,
    lab: { name: lab.name ?? nameOf(domain), domain },
    network: {
      ...network,
      ...(macPrefix !== "52:54:00" && { macPrefix }),
      ...(provisioningMacPrefix !== undefined && { provisioningMacPrefix }),
      ...(reserved.length > 0 && { reserved }),
    },
    ...sshEntry(lab),
    jumphost: jumphostEntry(hosts.jumphost),
    ...dciEntry(lab.jumphost.facts.keys ?? [], told),
    servers: Object.fromEntries(
      hosts.servers.map((server) => [server.name, serverEntry(server, lab, clusters, told)]),
    ),
    clusters: Object.fromEntries(
      clusters.map((cluster) => {
        const { name } = cluster.found;
        const id = identities.ids.get(name) ?? 0;
        return [name, clusterEntry(cluster, { id, macPrefix }, served, told)];
      }),
    ),
  };
  return { data, told };
}

/** The one that most clusters are below; without clusters dnsmasq's own. */
function domainOf(clusters: readonly FoundCluster[], { domains }: Served): string {
  const counts = new Map<string, number>();
  for (const { domain } of clusters) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  const domain = most?.[0] ?? domains.find(({ range }) => !range)?.domain;
  if (domain !== undefined && domain !== "") return domain;
  throw new ImportRefused(
    "neither dnsmasq nor an inventory names a cluster or a domain; name their files by --dnsmasq and --dci",
  );
}

function nameOf(domain: string): string {
  const [first = "lab"] = domain.split(".");
  return label.safeParse(first).success ? first : "lab";
}

function addressesIn(
  { reservations, names }: Served,
  documents: readonly ClusterDocument[],
): string[] {
  const reserved = reservations.flatMap(({ address }) => address ?? []);
  const nodes = documents.flatMap((one) => one.nodes.flatMap(({ address }) => address ?? []));
  return [...reserved, ...names.map(({ address }) => address), ...nodes];
}

/** What the lab file gives to somebody already. */
function taken(
  { jumphost, servers }: NamedHosts,
  { options, upstream }: Served,
  clusters: readonly SeatedCluster[],
): ReadonlySet<string> {
  return new Set([
    ...[jumphost, ...servers].map(({ address }) => address),
    ...(options.get("router") ?? []),
    ...(upstream ?? []),
    ...(options.get("ntp-server") ?? []),
    ...clusters.flatMap(({ found, members }) => [
      found.api ?? "",
      found.ingress ?? "",
      ...[...members.values()].map(({ address }) => address ?? ""),
    ]),
  ]);
}

/** Addresses that are somebody's, whoever that is. */
function othersIn(
  { jumphost }: FoundLab,
  { reservations, names }: Served,
  found: readonly FoundCluster[],
  clusters: readonly SeatedCluster[],
): { address: string; why: string; where: string }[] {
  const left = found.filter((one) => !clusters.some((cluster) => cluster.found === one));
  const leases = (jumphost.facts.files ?? []).filter(({ kind }) => kind === "leases");
  return [
    ...left.flatMap(({ name, api, ingress, members }) =>
      [api, ingress, ...members.map(({ address }) => address)].flatMap((address) =>
        address === undefined
          ? []
          : [{ address, why: "the cluster is left out", where: `cluster ${name}` }],
      ),
    ),
    ...reservations.flatMap(({ address, mac, place }) =>
      address === undefined
        ? []
        : [
            {
              address,
              why: `${mac} is of no cluster, so it gets no address from ocplab`,
              where: place,
            },
          ],
    ),
    ...names.map(({ name, address, place }) => {
      const why = `${name} is of no cluster and no host, so ocplab does not answer for it`;
      return { address, why, where: place };
    }),
    ...leases.flatMap(({ path, text }) =>
      text.split("\n").flatMap((line) => {
        const [, mac = "", address = ""] = line.split(" ");
        if (!/^[\d.]+$/.test(address)) return [];
        const why = `${mac} has a lease without a reservation, which ocplab does not renew`;
        return [{ address, why, where: path }];
      }),
    ),
  ];
}

const usualKey = "/root/.ssh/id_rsa.pub";

function dciEntry(keys: readonly string[], told: Told[]): Record<string, unknown> {
  const [first] = keys;
  if (keys.includes(usualKey) || first === undefined) return {};
  const message = `root has no ${usualKey}; of its keys ${first} is taken for who runs installs`;
  told.push({ where: "jumphost", kind: "assumed", message });
  return { dci: { sshPublicKeyFile: first } };
}
