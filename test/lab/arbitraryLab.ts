import assert from "node:assert/strict";

import fc from "fast-check";

import { addressText } from "../../lab/ipv4.ts";
import type { Lab } from "../../lab/model.ts";
import { readShape } from "../../lab/reading/shape.ts";

/** The subnet of these labs is 10.0.0.0/20. */
export const subnetStart = 10 * 2 ** 24;

/** What a lab file has, as plain data. */
export interface LabData {
  network: Record<string, unknown>;
  servers: Record<string, Record<string, unknown>>;
  clusters: Record<string, ClusterData>;
}

type ClusterData = Record<string, unknown> & {
  type: string;
  id: number;
  nodes: Record<string, Record<string, unknown>>;
};

const kinds = ["ipi", "sno", "classic", "abi", "spokeSno", "spokeAbi"] as const;

interface ClusterSpec {
  readonly kind: (typeof kinds)[number] | "acm";
  readonly workers: number;
  /** Free addresses before the block, and ids before the id. */
  readonly gap: number;
  readonly idGap: number;
  /** Seats with an address of their own. */
  readonly explicit: readonly string[];
  readonly server: number;
  /** Nodes on the next server, where the type allows it. */
  readonly away: readonly string[];
}

function specOf(...chosen: readonly ClusterSpec["kind"][]): fc.Arbitrary<ClusterSpec> {
  return fc.record({
    kind: fc.constantFrom(...chosen),
    workers: fc.nat(6),
    gap: fc.nat(5),
    idGap: fc.integer({ min: 1, max: 300 }),
    explicit: fc.subarray(["api", "bootstrap", "master-0", "master-1", "worker-1"]),
    server: fc.nat(2),
    away: fc.subarray(["master-0", "master-2", "worker-0"]),
  });
}

/** Sound labs as data, with clusters of all types, some of their seats explicit, all with room to grow. */
export const labData: fc.Arbitrary<LabData> = fc
  .tuple(fc.array(specOf(...kinds), { minLength: 1, maxLength: 12 }), specOf("acm"), fc.nat())
  .map(([others, hub, place]) => {
    // a hub where one is needed, and sometimes where none is
    const needed = others.some(({ kind }) => kind.startsWith("spoke")) || place % 2 === 0;
    return needed ? others.toSpliced(place % (others.length + 1), 0, hub) : others;
  })
  .map((specs) => {
    const hub = `c${String(specs.findIndex(({ kind }) => kind === "acm"))}`;
    let next = subnetStart + 16;
    let id = 0;
    const clusters = specs.map((spec, index) => {
      const first = next + spec.gap;
      next = first + (isSingle(spec) ? 1 : 16);
      id += spec.idGap;
      return [`c${String(index)}`, cluster(spec, index, { id, first, hub })] as const;
    });
    return dataOf(Object.fromEntries(clusters));
  });

/** The same as a model. */
export const labs: fc.Arbitrary<Lab> = labData.map(modelOf);

/** The model of sound data. */
export function modelOf(data: LabData): Lab {
  const { lab, findings } = readShape(data);
  assert.deepEqual(findings, []);
  assert.ok(lab);
  return lab;
}

function isSingle({ kind }: ClusterSpec): boolean {
  return kind === "sno" || kind === "classic" || kind === "spokeSno";
}

const types = { classic: "sno", spokeSno: "sno", spokeAbi: "abi" } as const;

function cluster(
  spec: ClusterSpec,
  index: number,
  { id, first, hub }: { id: number; first: number; hub: string },
): ClusterData {
  const { kind, server, workers } = spec;
  return {
    type: kind in types ? types[kind as keyof typeof types] : kind,
    id,
    server: `server${String(server)}`,
    firstAddress: addressText(first),
    nodes: nodesOf(spec, index),
    ...(kind === "classic" ? { classic: true } : { image: "images/guest.qcow2" }),
    ...(kind.startsWith("spoke") && { hub }),
    ...(!isSingle(spec) && { size: 16, workers, vips: explicitAddress(spec, index, "api") }),
    ...(kind === "ipi" && { bootstrap: explicitAddress(spec, index, "bootstrap", "address") }),
  };
}

function nodesOf(spec: ClusterSpec, index: number): ClusterData["nodes"] {
  const workers = isSingle(spec) ? 0 : spec.workers;
  const last = Math.min(isSingle(spec) ? 1 : 3, 3);
  const keys = [0, 1, 2].slice(0, last).map((number) => `master-${String(number)}`);
  for (let number = 0; number < workers; number++) keys.push(`worker-${String(number)}`);
  const nodes = keys.map((key, place) => {
    const own = explicitAddress(spec, index, key, "address");
    const mac = `52:54:aa:00:${hex(index)}:${hex(place)}`;
    const isAway = spec.kind !== "ipi" && spec.away.includes(key);
    const server = `server${String((spec.server + 1) % 3)}`;
    return [key, { ...own, ...("address" in own && { mac }), ...(isAway && { server }) }] as const;
  });
  return Object.fromEntries(nodes.filter(([, node]) => Object.keys(node).length > 0));
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** Far above all blocks. */
function explicitAddress(
  spec: ClusterSpec,
  index: number,
  seat: string,
  key = seat,
): Record<string, string> {
  const place = spec.explicit.indexOf(seat);
  return place < 0 ? {} : { [key]: addressText(subnetStart + 3000 + index * 8 + place) };
}

function dataOf(clusters: LabData["clusters"]): LabData {
  const servers = [0, 1, 2].map((index) => [
    `server${String(index)}`,
    { address: `10.0.0.${String(10 + index)}`, nic: "eno1", provisioningNic: "eno2" },
  ]);
  return {
    version: 1,
    lab: { name: "test", domain: "lab.example.com" },
    network: { subnet: "10.0.0.0/20", gateway: "10.0.0.1", upstreamDns: ["10.0.0.1"] },
    jumphost: { name: "jumphost", address: "10.0.0.2", nic: "eno1" },
    servers: Object.fromEntries(servers) as LabData["servers"],
    clusters,
  } as LabData;
}
