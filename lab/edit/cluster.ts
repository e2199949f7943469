import { imageOf } from "../clusterPlan.ts";
import {
  EditRefused,
  openLab,
  readEntry,
  withEntry,
  type Demand,
  type Edit,
  type OpenLab,
} from "./edit.ts";
import { differences, unchanged } from "./same.ts";
import { addressText } from "../ipv4.ts";
import { layoutCluster, type Layout } from "../layout.ts";
import { clusterTypeNames, type Cluster } from "../model.ts";
import { placeCluster, refusalOf } from "./placement.ts";
import { FreeAddresses } from "./placementBlock.ts";
import type { Finding } from "../reading/problem.ts";

/** What is asked of a new cluster, by the keys of the lab file; the rest is chosen. */
export interface ClusterWish {
  readonly type: string;
  readonly id?: string | number | undefined;
  readonly server?: string | undefined;
  readonly firstAddress?: string | undefined;
  readonly size?: string | number | undefined;
  readonly masters?: string | number | undefined;
  readonly workers?: string | number | undefined;
  readonly hub?: string | undefined;
  /** Of provisionhost where the type has one, else of every node. */
  readonly image?: string | undefined;
  /** What DCI is to install. */
  readonly topic?: string | undefined;
}

type Entry = Readonly<Record<string, unknown>>;

/** What an entry gets of the lab. */
interface Choice extends Demand {
  readonly chosen: Entry;
}

/**
 * Adds a cluster: with the lowest free id and the lowest free block of addresses, on the server with the
 * most room, where the wish has none. Throws a LabFileError for a lab file that has errors already, and
 * an EditRefused where there is no room or the lab would not be sound.
 */
export function addCluster(text: string, name: string, wish: ClusterWish): Edit {
  const open = openLab(text);
  const { clusters } = open.lab;
  const existing = Object.hasOwn(clusters, name) ? clusters[name] : undefined;
  const id = wish.id ?? existing?.id ?? nextId(open, name);
  const { entry, cluster, warnings } = readWish(open, name, { ...wish, id });
  if (existing) {
    const path = ["clusters", name];
    const found = differences(compared(existing), compared(cluster), wish, path);
    return unchanged(open, path, "cluster", found);
  }
  const layouts = Object.entries(clusters).map(([other, spec]) => layoutCluster(other, spec));
  const wanted = layoutCluster(name, cluster);
  const addresses = chooseAddresses(open, layouts, wanted);
  const server = chooseServer(open, layouts, wanted, wish);
  const whole = { ...entry, ...addresses.chosen, ...server.chosen, type: cluster.type };
  const edit = withEntry(open, "clusters", name, inOrder(whole), [addresses, server]);
  return { ...edit, warnings: [...warnings, ...edit.warnings] };
}

/** The wish as an entry of the lab file and as the schema reads it, on no server yet unless it has one. */
function readWish(open: OpenLab, name: string, wish: ClusterWish) {
  const { topic, image, ...plain } = wish;
  const entryWith = (images: object): Entry =>
    defined({
      ...plain,
      server: wish.server ?? "none",
      ...images,
      install: topic === undefined ? undefined : { enabled: true, topic },
    });
  const read = (candidate: Entry) => {
    try {
      return readEntry(open, "clusters", name, candidate);
    } catch (error) {
      throw error instanceof EditRefused ? forType(error, wish.type) : error;
    }
  };
  const entry = entryWith({ image });
  const { value: cluster, warnings } = read(entry);
  const roles = layoutCluster(name, cluster).seats.map(({ role }) => role);
  if (image === undefined || !roles.includes("provisionhost")) return { entry, cluster, warnings };
  const own = entryWith({ images: { provisionhost: image } });
  return { entry: own, cluster: read(own).value, warnings };
}

/**
 * An option that clusters of a type do not have is told as that, not as an unknown key; where the type is none
 * itself, it is not known whether they have it.
 */
function forType({ findings, usage }: EditRefused, type: string): EditRefused {
  const isType = clusterTypeNames().some((name) => name === type) || type === "assisted";
  const told = findings.flatMap((finding) => {
    const [, , key] = finding.path;
    if (key === undefined || finding.atKey !== true) return [finding];
    const message = `clusters of type ${type} have none; leave it out`;
    return isType ? [{ ...finding, message }] : [];
  });
  return new EditRefused(told, { usage });
}

function nextId({ lab }: OpenLab, name: string): number {
  const taken = new Set(Object.values(lab.clusters).map(({ id }) => id));
  let id = 1;
  while (taken.has(id)) id++;
  if (id <= largestId) return id;
  const message = `all ${String(largestId)} ids are taken; remove a cluster that is not used`;
  throw new EditRefused([{ path: ["clusters", name, "id"], message }]);
}

// two bytes of each MAC
const largestId = 0xffff;

/** The block, and an address for each master that has no place in it. */
function chooseAddresses({ lab }: OpenLab, layouts: readonly Layout[], wanted: Layout): Choice {
  const keys = ["firstAddress", "nodes"];
  const free = new FreeAddresses(lab, layouts);
  if (wanted.block) free.keep(wanted.block);
  const block = wanted.block ?? free.take(wanted.size);
  if (!block) return { keys, chosen: {}, findings: [noBlock(free, wanted)] };
  const firstAddress = addressText(block.first);
  const outside = wanted.seats.filter(({ slot }) => slot === undefined);
  const own = outside.map(({ key }) => [key, free.take(1)] as const);
  if (own.some(([, range]) => range === undefined)) {
    const path = ["clusters", wanted.name, "masters"];
    return { keys, chosen: { firstAddress }, findings: [{ path, message: free.shortage(1) }] };
  }
  const nodes = own.map(([key, range]) => [key, { address: addressText(range?.first ?? 0) }]);
  const chosen = {
    firstAddress,
    ...(own.length > 0 && { nodes: Object.fromEntries(nodes) as object }),
  };
  return { keys, chosen, findings: [] };
}

function noBlock(free: FreeAddresses, { name, needed, size }: Layout): Finding {
  const { longest } = free;
  if (size === needed || longest < needed) {
    return { path: ["clusters", name, "firstAddress"], message: free.shortage(size) };
  }
  const step = `write ${String(longest)} or less (${String(needed)} are needed), `;
  const message = `${String(size)} is too large: ${free.shortage(size, step)}`;
  return { path: ["clusters", name, "size"], message };
}

function chooseServer(
  { lab }: OpenLab,
  layouts: readonly Layout[],
  wanted: Layout,
  wish: ClusterWish,
): Choice {
  const keys = ["server"];
  const refused = (message: string): Choice => {
    return { keys, chosen: {}, findings: [{ path: ["clusters", wanted.name, "server"], message }] };
  };
  if (wish.server !== undefined) {
    const refusal = refusalOf(lab, layouts, wanted);
    return refusal === undefined ? { keys, chosen: {}, findings: [] } : refused(refusal);
  }
  const placement = placeCluster(lab, layouts, wanted);
  if ("refusal" in placement) return refused(placement.refusal);
  return { keys, chosen: placement, findings: [] };
}

/** What of a cluster its arguments may say. */
function compared(cluster: Cluster): Entry {
  const image = imageOf(cluster, "provisionhost");
  const topic = cluster.install?.enabled === true ? cluster.install.topic : undefined;
  return { ...cluster, image, topic };
}

const order = ["type", "id", "hub", "server", "firstAddress", "size", "masters", "workers"];

/** The keys in the order in which people write them. */
function inOrder(entry: Entry): Entry {
  const known = order.filter((key) => key in entry).map((key) => [key, entry[key]] as const);
  return { ...Object.fromEntries(known), ...entry };
}

function defined(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}
