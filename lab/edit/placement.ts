import { clusterType } from "../clusterType.ts";
import type { Layout } from "../layout.ts";
import type { Lab } from "../model.ts";
import {
  clusterAmounts,
  loadKeys,
  serverLoads,
  type Amounts,
  type LoadKey,
  type ServerLoad,
} from "../capacity/serverLoad.ts";
import { sizeText } from "../values.ts";

/** Where a cluster goes, or why it goes nowhere and what would help. */
export type Placement = { readonly server: string } | { readonly refusal: string };

/**
 * Chooses the server with the most room left for all nodes of a cluster: by memory, then vCPUs, then
 * disk. What a server does not declare is no limit, but comes after what others do; retired servers
 * take none.
 */
export function placeCluster(lab: Lab, layouts: readonly Layout[], wanted: Layout): Placement {
  const servers = serverLoads(lab, layouts);
  const usable = servers.filter((server) => isUsable(lab, server, wanted));
  if (usable.length === 0) return { refusal: noneUsable(servers) };
  const needs = clusterAmounts(wanted);
  const [best] = usable.filter((server) => fits(server, needs)).sort(byRoom);
  if (best) return { server: best.server };
  const nearest = usable.reduce((one, other) =>
    missingShare(other, needs) < missingShare(one, needs) ? other : one,
  );
  const refusal = `no server has room for ${needsText(wanted)}; ${nearest.server} comes nearest and lacks ${lackText(nearest, needs)}: free that much there, ${declareMore(nearest, needs)}, or add a server${spread(wanted)}`;
  return { refusal };
}

/** Why a cluster has no room on a server that was asked for; undefined where it has, or none is known. */
export function refusalOf(
  lab: Lab,
  layouts: readonly Layout[],
  wanted: Layout,
): string | undefined {
  const { server } = wanted.cluster;
  const needs = clusterAmounts(wanted);
  const asked = serverLoads(lab, layouts).find((candidate) => candidate.server === server);
  if (!asked || asked.retired || fits(asked, needs)) return undefined;
  const other = placeCluster(lab, layouts, wanted);
  const step =
    "server" in other
      ? `${other.server} has room`
      : `free that much there, or ${declareMore(asked, needs)}`;
  return `${server} lacks ${lackText(asked, needs)} for ${needsText(wanted)}; ${step}`;
}

function isUsable(lab: Lab, { server, retired }: ServerLoad, { cluster }: Layout): boolean {
  if (retired) return false;
  const bridged = clusterType(cluster).provisioning === "bridged";
  return !bridged || lab.servers[server]?.provisioningNic !== undefined;
}

function noneUsable(servers: readonly ServerLoad[]): string {
  if (servers.length === 0) return "the lab has no server yet; add one first: ./ocplab add server";
  if (servers.every(({ retired }) => retired)) return "every server is retired; add another one";
  return "an ACM hub and its spokes need servers with a `provisioningNic`, and none has one that is not retired; give one to a server";
}

function fits(server: ServerLoad, needs: Amounts): boolean {
  return loadKeys.every((key) => left(server, key) >= needs[key]);
}

function left({ loads }: ServerLoad, key: LoadKey): number {
  const { used, declared = Infinity } = loads[key];
  return declared - used;
}

/** Most room first; of servers that declare nothing the one with the least on it. They come by name. */
function byRoom(one: ServerLoad, other: ServerLoad): number {
  for (const key of loadKeys) {
    const [ours, theirs] = [one, other].map(({ loads }) => loads[key].declared !== undefined);
    if (ours !== theirs) return ours ? -1 : 1;
    const more = ours
      ? left(other, key) - left(one, key)
      : one.loads[key].used - other.loads[key].used;
    if (more !== 0) return more;
  }
  return 0;
}

/** Of what a server lacks most, how much of the need that is. */
function missingShare(server: ServerLoad, needs: Amounts): number {
  return Math.max(...loadKeys.map((key) => (needs[key] - left(server, key)) / needs[key]));
}

/** One hardware thread may well carry several virtual CPUs. */
function declareMore(server: ServerLoad, needs: Amounts): string {
  const ratio = left(server, "vcpus") < needs.vcpus ? ", or a higher `vcpuRatio`," : "";
  return `declare more${ratio} in \`servers.${server.server}\` if it has more`;
}

function lackText(server: ServerLoad, needs: Amounts): string {
  const lacks = loadKeys.map((key) => [key, needs[key] - left(server, key)] as const);
  return listed(lacks.filter(([, lack]) => lack > 0).map(([key, lack]) => amountText(key, lack)));
}

function needsText(wanted: Layout): string {
  const needs = clusterAmounts(wanted);
  const count = wanted.seats.filter(({ role }) => role !== undefined).length;
  const amounts = listed(loadKeys.map((key) => amountText(key, needs[key])));
  return count === 1 ? `its machine (${amounts})` : `its ${String(count)} machines (${amounts})`;
}

function amountText(key: LoadKey, amount: number): string {
  if (key === "vcpus") return `${String(Math.ceil(amount))} vCPUs`;
  // what is missing is seldom a round number: the next GiB is enough to go by
  const mib = amount < 1024 ? amount : Math.ceil(amount / 1024) * 1024;
  return `${sizeText(mib)} ${key}`;
}

function listed(parts: readonly string[]): string {
  return parts.join(", ").replace(/, ([^,]*)$/, " and $1");
}

/** A cluster without an isolated network may have nodes on several servers. */
function spread({ cluster, seats }: Layout): string {
  const several = seats.filter(({ role }) => role !== undefined).length > 1;
  if (!several || clusterType(cluster).provisioning === "isolated") return "";
  return "; or write the cluster by hand, with a `server` of its own for some of its `nodes`";
}
