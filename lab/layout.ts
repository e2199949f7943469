import { clusterType, nodeCounts } from "./clusterType.ts";
import { addressNumber, type AddressRange } from "./ipv4.ts";
import { bootstrapMacIndex } from "./mac.ts";
import type { Cluster, Role } from "./model.ts";
import type { Path } from "./reading/problem.ts";

/** Whatever of a cluster has an address: a VIP, the bootstrap machine, a node. */
export interface Seat {
  /** `api`, `ingress`, `bootstrap`, or the node's key: `provisionhost`, `master-0`, `worker-1`. */
  readonly key: string;
  /** Of nodes only. */
  readonly role?: Role;
  /** Last byte of the derived MAC; VIPs have none. */
  readonly macIndex?: number;
  /** Place in the cluster's block; masters beyond the third have none. */
  readonly slot?: number;
  /** The address that the lab file gives it, or the one of its slot; undefined where it has neither. */
  readonly address: number | undefined;
  /** The lab file gives the address. */
  readonly explicit: boolean;
  /** Where the lab file may give address and MAC. */
  readonly path: Path;
}

/** A cluster's seats and the block that they come from. */
export interface Layout {
  readonly name: string;
  readonly cluster: Cluster;
  readonly seats: readonly Seat[];
  /** Addresses that the block must have. */
  readonly needed: number;
  /** Addresses that it has: what is needed, or more where the lab file reserves room. */
  readonly size: number;
  /** Undefined where the lab file gives no first address. */
  readonly block: AddressRange | undefined;
}

/** What of a seat follows from the cluster's type and counts alone. */
type FixedSeat = Pick<Seat, "key" | "role" | "macIndex" | "slot">;

// Slots and MAC indexes stand for good: workers grow at the end of the block, later masters get
// indexes from 0x80, and nothing ever moves when counts change.
const slottedMasters = 3;
const firstWorkerIndex = 1 + slottedMasters;
const laterMasterIndex = 0x80;

/** Where everything of a cluster is: block, addresses, MAC indexes. Nothing depends on other clusters. */
export function layoutCluster(name: string, cluster: Cluster): Layout {
  const fixed = fixedSeats(cluster);
  const needed = 1 + Math.max(...fixed.map(({ slot }) => slot ?? 0));
  const first =
    cluster.firstAddress === undefined ? undefined : addressNumber(cluster.firstAddress);
  const size = Math.max(needed, reserved(cluster));
  return {
    name,
    cluster,
    needed,
    size,
    seats: fixed.map((place) => seatOf(name, cluster, place, first)),
    block: first === undefined ? undefined : { first, last: first + size - 1 },
  };
}

/** The address of the seat called `key`. Throws for a lab that was not checked. */
export function seatAddress(layout: Layout, key: string): number {
  const address = layout.seats.find((candidate) => candidate.key === key)?.address;
  if (address === undefined) throw new Error(`cluster ${layout.name}: ${key} has no address`);
  return address;
}

/** A seat as a message names it: `the API VIP of cluster ocp1`, `worker-0 of cluster ocp1`. */
export function seatNoun(key: string, cluster?: string): string {
  const noun = nouns[key] ?? key;
  return cluster === undefined ? noun : `${noun} of cluster ${cluster}`;
}

const nouns: Readonly<Record<string, string>> = {
  api: "the API VIP",
  ingress: "the ingress VIP",
  bootstrap: "the bootstrap machine",
};

function fixedSeats(cluster: Cluster): FixedSeat[] {
  const { vips, bootstrap, provisionhost } = clusterType(cluster);
  const { masters, workers } = nodeCounts(cluster);
  const seats: FixedSeat[] = [];
  let slot = 0;
  if (vips) seats.push({ key: "api", slot: slot++ }, { key: "ingress", slot: slot++ });
  if (bootstrap) seats.push({ key: "bootstrap", macIndex: bootstrapMacIndex, slot: slot++ });
  if (provisionhost) {
    seats.push({ key: "provisionhost", role: "provisionhost", macIndex: 0, slot: slot++ });
  }
  for (let i = 0; i < masters; i++) seats.push(masterSeat(i, slot + i));
  slot += slottedMasters;
  for (let i = 0; i < workers; i++) {
    const key = `worker-${String(i)}`;
    seats.push({ key, role: "worker", macIndex: firstWorkerIndex + i, slot: slot + i });
  }
  return seats;
}

function masterSeat(index: number, slot: number): FixedSeat {
  const master = { key: `master-${String(index)}`, role: "master" } as const;
  return index < slottedMasters
    ? { ...master, macIndex: 1 + index, slot }
    : { ...master, macIndex: laterMasterIndex + index - slottedMasters };
}

function seatOf(name: string, cluster: Cluster, fixed: FixedSeat, first: number | undefined): Seat {
  const own = ownAddress(cluster, fixed.key);
  const derived = first === undefined || fixed.slot === undefined ? undefined : first + fixed.slot;
  return {
    ...fixed,
    address: own === undefined ? derived : addressNumber(own),
    explicit: own !== undefined,
    path: ["clusters", name, ...ownPlace(fixed)],
  };
}

function ownPlace({ key, role }: FixedSeat): Path {
  if (role !== undefined) return ["nodes", key, "address"];
  return key === "bootstrap" ? ["bootstrap", "address"] : ["vips", key];
}

function ownAddress(cluster: Cluster, key: string): string | undefined {
  if (key === "bootstrap" && "bootstrap" in cluster) return cluster.bootstrap.address;
  if ((key === "api" || key === "ingress") && "vips" in cluster) return cluster.vips[key];
  return cluster.nodes[key]?.address;
}

function reserved(cluster: Cluster): number {
  return "size" in cluster ? (cluster.size ?? 0) : 0;
}
