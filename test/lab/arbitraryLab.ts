import assert from "node:assert/strict";

import fc from "fast-check";

import { addressText } from "../../lab/ipv4.ts";
import type { Lab } from "../../lab/model.ts";
import { readShape } from "../../lab/shape.ts";

/** The subnet of these labs is 10.0.0.0/20. */
export const subnetStart = 10 * 2 ** 24;

interface ClusterSpec {
  readonly type: "ipi" | "sno";
  readonly workers: number;
  /** Free addresses before the block, and ids before the id. */
  readonly gap: number;
  readonly idGap: number;
  /** Seats with an address of their own. */
  readonly explicit: readonly string[];
  readonly server: number;
}

const specs: fc.Arbitrary<ClusterSpec[]> = fc.array(
  fc.record({
    type: fc.constantFrom("ipi", "sno"),
    workers: fc.nat(6),
    gap: fc.nat(5),
    idGap: fc.integer({ min: 1, max: 300 }),
    explicit: fc.subarray(["api", "bootstrap", "master-0", "master-1", "worker-1"]),
    server: fc.nat(2),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Sound labs with clusters of both types, some of their seats explicit, all with room to grow. */
export const labs: fc.Arbitrary<Lab> = specs.map((chosen) => {
  let next = subnetStart + 16;
  let id = 0;
  const clusters = chosen.map((spec, index) => {
    const first = next + spec.gap;
    next = first + (spec.type === "ipi" ? 16 : 1);
    id += spec.idGap;
    return [`c${String(index)}`, cluster(spec, index, id, first)] as const;
  });
  return labOf(Object.fromEntries(clusters));
});

function cluster(spec: ClusterSpec, index: number, id: number, first: number): object {
  const common = {
    type: spec.type,
    id,
    server: `server${String(spec.server)}`,
    firstAddress: addressText(first),
    image: "images/guest.qcow2",
    nodes: explicitNodes(spec, index),
  };
  if (spec.type === "sno") return common;
  return {
    ...common,
    size: 16,
    workers: spec.workers,
    vips: { api: explicitAddress(spec, index, "api") },
    bootstrap: { address: explicitAddress(spec, index, "bootstrap") },
  };
}

function explicitNodes(spec: ClusterSpec, index: number): object {
  const masters = spec.type === "ipi" ? ["master-0", "master-1"] : ["master-0"];
  const keys = spec.type === "ipi" && spec.workers > 1 ? [...masters, "worker-1"] : masters;
  const nodes = keys.flatMap((key, place) => {
    const address = explicitAddress(spec, index, key);
    const last = (index * keys.length + place).toString(16).padStart(2, "0");
    return address === undefined
      ? []
      : [[key, { address, mac: `52:54:aa:0${String(keys.length)}:00:${last}` }] as const];
  });
  return Object.fromEntries(nodes);
}

/** Far above all blocks. */
function explicitAddress(spec: ClusterSpec, index: number, key: string): string | undefined {
  const place = spec.explicit.indexOf(key);
  return place < 0 ? undefined : addressText(subnetStart + 3000 + index * 8 + place);
}

function labOf(clusters: object): Lab {
  const servers = [0, 1, 2].map((index) => [
    `server${String(index)}`,
    { address: `10.0.0.${String(10 + index)}`, nic: "eno1" },
  ]);
  const { lab, findings } = readShape({
    version: 1,
    lab: { name: "test", domain: "lab.example.com" },
    network: { subnet: "10.0.0.0/20", gateway: "10.0.0.1", upstreamDns: ["10.0.0.1"] },
    jumphost: { name: "jumphost", address: "10.0.0.2", nic: "eno1" },
    servers: Object.fromEntries(servers) as object,
    clusters,
  });
  assert.deepEqual(findings, []);
  assert.ok(lab);
  return lab;
}
