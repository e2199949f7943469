import { runLength, type AddressRoom } from "./addressRoom.ts";
import { clusterType, hubOf } from "../clusterType.ts";
import { layoutCluster } from "../layout.ts";
import { clusterTypeNames, labSchema, type Cluster, type Lab } from "../model.ts";
import {
  clusterAmounts,
  loadKeys,
  type Amounts,
  type LoadKey,
  type ServerLoad,
} from "./serverLoad.ts";
import { sizeText } from "../values.ts";

/** How many more clusters of one type the lab has room for, all of them of the type's usual size. */
export interface Fit {
  readonly type: Cluster["type"];
  /** What one of them takes. */
  readonly needs: Amounts & { readonly addresses: number };
  readonly count: number;
  /** What there is not enough of for one more; never empty. */
  readonly stops: readonly Stop[];
}

/** Something that has run out. */
export interface Stop {
  readonly resource: "addresses" | LoadKey | "servers" | "hubs" | "ids";
  /** `the largest free run in 192.0.2.0/24 has 5, an ipi cluster needs 7` */
  readonly reason: string;
}

// two bytes of each MAC
const largestId = 0xffff;

/**
 * Answers for every type of the schema by itself. A cluster goes as a whole to the server with the most
 * room, into a run of addresses that are free. What a server does not declare is no limit, and a
 * retired server takes none.
 */
export function fitsOf(
  lab: Lab,
  addresses: AddressRoom,
  servers: readonly ServerLoad[],
): readonly Fit[] {
  return clusterTypeNames().map((type) => fitOf(type, lab, addresses, servers));
}

function fitOf(
  type: Cluster["type"],
  lab: Lab,
  room: AddressRoom,
  servers: readonly ServerLoad[],
): Fit {
  const cluster = usualCluster(type);
  const layout = layoutCluster("more", cluster);
  const needs = { ...clusterAmounts(layout), addresses: layout.needed };
  const bridged = clusterType(cluster).provisioning === "bridged";
  const usable = servers.filter(({ server, retired }) => {
    return !retired && !(bridged && lab.servers[server]?.provisioningNic === undefined);
  });
  // all are of one size, so each limit counts by itself, and the order in which servers fill up does not
  const limits: (readonly [count: number, stops: () => readonly Stop[]])[] = [
    [addressCount(room, needs.addresses), () => [addressStop(lab, room, type, needs.addresses)]],
    [serverCount(usable, needs), () => serverStops(usable, type, needs, bridged)],
    [largestId - Object.keys(lab.clusters).length, () => [idStop()]],
  ];
  if (bridged) limits.push([1 - hubs(lab), () => [hubStop()]]);
  const count = Math.min(...limits.map(([limit]) => limit));
  const stops = limits.flatMap(([limit, stopsOf]) => (limit === count ? stopsOf() : []));
  return { type, needs, count, stops };
}

/** A cluster as the schema's defaults make it. */
export function usualCluster(type: Cluster["type"]): Cluster {
  const clusters = labSchema.shape.clusters.parse({ more: { type, id: 1, server: "more" } });
  const { more } = clusters;
  if (!more) throw new Error(`the schema has no ${type} cluster`);
  return more;
}

function addressCount({ runs }: AddressRoom, needed: number): number {
  return runs.reduce((sum, run) => sum + Math.floor(runLength(run) / needed), 0);
}

function addressStop(lab: Lab, room: AddressRoom, type: string, needed: number): Stop {
  const has = Math.max(0, ...room.runs.map((run) => runLength(run) % needed));
  const { subnet } = lab.network;
  const left =
    has === 0
      ? `none in ${subnet} is free`
      : `the largest free run in ${subnet} has ${String(has)}`;
  const reason = `${left}, an ${type} cluster needs ${String(needed)}`;
  return { resource: "addresses", reason };
}

function serverCount(servers: readonly ServerLoad[], needs: Amounts): number {
  return servers.reduce((sum, server) => sum + countOn(server, needs), 0);
}

/** How many go on one server; Infinity where it declares nothing. */
function countOn({ loads }: ServerLoad, needs: Amounts): number {
  const counts = loadKeys.map((key) => {
    const { used, declared = Infinity } = loads[key];
    return Math.floor((declared - used) / needs[key]);
  });
  return Math.max(0, Math.min(...counts));
}

interface Shortage {
  readonly server: string;
  readonly key: LoadKey;
  readonly left: number;
  /** Of what is needed. */
  readonly share: number;
}

/** When all servers are full: by what they lack most, those that are nearest to one cluster more. */
function serverStops(
  servers: readonly ServerLoad[],
  type: string,
  needs: Amounts,
  bridged: boolean,
): Stop[] {
  if (servers.length === 0) {
    const what = bridged ? "server with a `provisioningNic`" : "server";
    return [{ resource: "servers", reason: `there is no ${what} to put it on` }];
  }
  const shortages = servers.map((server) => shortageOf(server, needs));
  return loadKeys.flatMap((key) => {
    const group = shortages.filter((shortage) => shortage.key === key);
    const [nearest] = group.toSorted((one, other) => other.share - one.share);
    if (!nearest) return [];
    const text = key === "vcpus" ? String : sizeText;
    const lack = `${text(nearest.left)} of the ${text(needs[key])} an ${type} cluster needs`;
    const names = group.map(({ server }) => server);
    return [
      { resource: key, reason: `${leftText(nearest.server, names, servers.length)}, ${lack}` },
    ];
  });
}

/** Which server is the nearest of its group, where not all lack the same. */
function leftText(nearest: string, group: readonly string[], all: number): string {
  if (group.length === all) return `${nearest} has the most left`;
  if (group.length === 1) return `${nearest} has too little left`;
  const few = group.join(", ").replace(/, ([^,]*)$/, " and $1");
  const names = group.length > 4 ? `${String(group.length)} servers` : few;
  return `${nearest} has the most left of ${names}`;
}

function shortageOf(server: ServerLoad, needs: Amounts): Shortage {
  const count = countOn(server, needs);
  const shortages = loadKeys.map((key) => {
    const { used, declared = Infinity } = server.loads[key];
    const left = declared - used - count * needs[key];
    return { server: server.server, key, left, share: left / needs[key] };
  });
  return shortages.reduce((worst, one) => (one.share < worst.share ? one : worst));
}

/** Those that run the DHCP of the shared provisioning network, of which there may be one on a wire. */
function hubs({ clusters }: Lab): number {
  return Object.values(clusters).filter(
    (cluster) => clusterType(cluster).provisioning === "bridged" && hubOf(cluster) === undefined,
  ).length;
}

function hubStop(): Stop {
  const reason = "there can be one on the shared provisioning network, whose DHCP it answers";
  return { resource: "hubs", reason };
}

function idStop(): Stop {
  return { resource: "ids", reason: `all ${String(largestId)} are taken` };
}
