import assert from "node:assert/strict";

import fc from "fast-check";

import { allocationsOf } from "../../../lab/allocations.ts";
import { capacityOf } from "../../../lab/capacity/capacity.ts";
import type { Fit } from "../../../lab/capacity/fits.ts";
import { firstFree } from "../../../lab/freeBlock.ts";
import { addressText, parseSubnet, type AddressRange } from "../../../lab/ipv4.ts";
import { clusterTypeNames, type Lab } from "../../../lab/model.ts";
import { parseLab } from "../../../lab/read.ts";
import { loadKeys } from "../../../lab/capacity/serverLoad.ts";

interface LabData {
  readonly subnet?: string;
  readonly ntp?: readonly string[];
  readonly servers?: object;
  readonly clusters?: object;
}

/** A lab of the given parts, checked. JSON is YAML too. */
function labOf({ subnet = "192.0.2.0/24", ntp = [], servers = {}, clusters = {} }: LabData): Lab {
  const gateway = subnet.replace(/\d+\/.*/, "1");
  const data = {
    version: 1,
    lab: { name: "test", domain: "lab.example.com" },
    network: { subnet, gateway, upstreamDns: [], ntp },
    jumphost: { name: "jumphost", address: gateway.replace(/1$/, "2"), nic: "eno1" },
    servers,
    clusters,
  };
  return parseLab(JSON.stringify(data));
}

function server(last: number, more: object = {}): object {
  return { address: `192.0.2.${String(last)}`, nic: "eno1", ...more };
}

function fit(lab: Lab, type: string): Fit {
  const found = capacityOf(lab).fits.find((one) => one.type === type);
  assert.ok(found);
  return found;
}

describe("the load of servers", () => {
  it("is the sum of the nodes that are placed on each, beside what it declares", () => {
    const images = { provisionhost: "images/rhel9.qcow2" };
    const lab = labOf({
      servers: {
        server10: server(11, { memory: "1TiB", vcpus: 32, vcpuRatio: 1.5, disk: "8TiB" }),
        server2: server(12),
      },
      clusters: {
        ocp1: { type: "ipi", id: 1, server: "server10", firstAddress: "192.0.2.20", images },
        abi1: {
          type: "abi",
          id: 2,
          server: "server2",
          firstAddress: "192.0.2.40",
          nodes: { "master-1": { server: "server10" } },
        },
      },
    });
    assert.deepEqual(capacityOf(lab).servers, [
      {
        server: "server2",
        retired: false,
        nodes: 2,
        loads: {
          memory: { used: 2 * 16 * 1024, declared: undefined },
          vcpus: { used: 16, declared: undefined },
          disk: { used: 2 * 120 * 1024, declared: undefined },
        },
      },
      {
        server: "server10",
        retired: false,
        nodes: 5,
        loads: {
          memory: { used: 5 * 16 * 1024, declared: 1024 * 1024 },
          vcpus: { used: 40, declared: 48 },
          disk: { used: (100 + 4 * 120) * 1024, declared: 8 * 1024 * 1024 },
        },
      },
    ]);
  });
});

describe("the addresses that are free", () => {
  it("are the runs between all that is allocated, without network and broadcast address", () => {
    const sno = { type: "sno", server: "server1" };
    const lab = labOf({
      subnet: "192.0.2.0/28",
      servers: { server1: server(14) },
      clusters: {
        sno1: { ...sno, id: 1, firstAddress: "192.0.2.5" },
        sno2: { ...sno, id: 2, firstAddress: "192.0.2.6" },
      },
    });
    const { usable, free, runs } = capacityOf(lab).addresses;
    const text = runs.map(({ first, last }) => `${addressText(first)} ${addressText(last)}`);
    assert.deepEqual(text, ["192.0.2.3 192.0.2.4", "192.0.2.7 192.0.2.13"]);
    assert.deepEqual([usable, free], [14, 9]);
  });
});

describe("how many clusters still fit", () => {
  const ample = { memory: "8TiB", vcpus: 4096, disk: "64TiB" };

  it("is answered for every type of the schema, by its usual size", () => {
    const { fits } = capacityOf(labOf({ servers: { server1: server(11) } }));
    assert.deepEqual(
      fits.map(({ type }) => type),
      clusterTypeNames(),
    );
    const needs = { memory: 64 * 1024, vcpus: 32, disk: 460 * 1024, addresses: 7 };
    assert.deepEqual(fits.find(({ type }) => type === "ipi")?.needs, needs);
  });

  it("ends with the addresses, where the runs are too short", () => {
    const lab = labOf({ subnet: "192.0.2.0/27", servers: { server1: server(11, ample) } });
    const { count, stops } = fit(lab, "ipi");
    // .3 to .10 and .12 to .30
    assert.equal(count, 3);
    const reason = "the largest free run in 192.0.2.0/27 has 5, an ipi cluster needs 7";
    assert.deepEqual(stops, [{ resource: "addresses", reason }]);
  });

  it("says so where no address is left at all", () => {
    const lab = labOf({ subnet: "192.0.2.0/29", servers: { server1: server(3, ample) } });
    const { count, stops } = fit(lab, "sno");
    assert.equal(count, 3);
    const reason = "none in 192.0.2.0/29 is free, an sno cluster needs 1";
    assert.deepEqual(stops, [{ resource: "addresses", reason }]);
  });

  it("ends with what servers lack most, and the nearest of those that lack the same", () => {
    const lab = labOf({
      servers: {
        server1: server(11, { ...ample, memory: "100GiB" }),
        server2: server(12, { ...ample, memory: "116GiB" }),
        server3: server(13, { ...ample, vcpus: 2, vcpuRatio: 3 }),
      },
    });
    const { count, stops } = fit(lab, "ipi");
    assert.equal(count, 2);
    assert.deepEqual(stops, [
      {
        resource: "memory",
        reason:
          "server2 has the most left of server1 and server2, 52GiB of the 64GiB an ipi cluster needs",
      },
      {
        resource: "vcpus",
        reason: "server3 has too little left, 6 of the 32 an ipi cluster needs",
      },
    ]);
  });

  it("counts virtual CPUs with their ratio, and disk", () => {
    const cpus = labOf({ servers: { server1: server(11, { vcpus: 20, vcpuRatio: 2 }) } });
    assert.deepEqual([fit(cpus, "sno").count, fit(cpus, "ipi").count], [5, 1]);
    const reason = "server1 has the most left, 8 of the 32 an ipi cluster needs";
    assert.deepEqual(fit(cpus, "ipi").stops, [{ resource: "vcpus", reason }]);
    const disk = labOf({ servers: { server1: server(11, { disk: "300GiB" }) } });
    const left = "server1 has the most left, 60GiB of the 120GiB an sno cluster needs";
    assert.deepEqual(fit(disk, "sno").stops, [{ resource: "disk", reason: left }]);
  });

  it("tells all that has run out at once", () => {
    const lab = labOf({
      subnet: "192.0.2.0/29",
      servers: { server1: server(3, { memory: "96GiB" }) },
    });
    assert.deepEqual(
      fit(lab, "sno").stops.map(({ resource }) => resource),
      ["addresses", "memory"],
    );
  });

  it("is none without a server that is in use", () => {
    const lab = labOf({ servers: { server1: server(11, { retired: true }) } });
    const reason = "there is no server to put it on";
    for (const type of ["ipi", "sno", "abi"]) {
      assert.equal(fit(lab, type).count, 0);
      assert.deepEqual(fit(lab, type).stops, [{ resource: "servers", reason }]);
    }
  });

  it("takes a hub only to a server with the shared provisioning network, and one in all", () => {
    const none = fit(labOf({ servers: { server1: server(11) } }), "acm");
    assert.equal(none.count, 0);
    const reason = "there is no server with a `provisioningNic` to put it on";
    assert.deepEqual(none.stops, [{ resource: "servers", reason }]);

    const servers = { server1: server(11, { provisioningNic: "eno2" }) };
    const one = fit(labOf({ servers }), "acm");
    assert.deepEqual([one.count, one.stops.map(({ resource }) => resource)], [1, ["hubs"]]);

    const hub = { type: "acm", id: 1, server: "server1", firstAddress: "192.0.2.20" };
    assert.equal(fit(labOf({ servers, clusters: { hub } }), "acm").count, 0);
  });

  it("is what can be added to the lab file one by one, and no more", () => {
    const amount = fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined });
    const declared = fc.record({ memory: amount, vcpus: amount, disk: amount });
    const taken = fc.uniqueArray(fc.integer({ min: 10, max: 61 }), { maxLength: 6 });
    const args = [fc.array(declared, { minLength: 1, maxLength: 3 }), taken] as const;
    fc.assert(
      fc.property(...args, fc.constantFrom(...clusterTypeNames()), (rooms, addresses, type) => {
        const ntp = addresses.map((last) => `192.0.2.${String(last)}`);
        const data = { subnet: "192.0.2.0/26", servers: serversOf(rooms), ntp };
        const lab = labOf(data);
        const { count, needs } = fit(lab, type);
        const clusters = filled(lab, type, needs);
        assert.equal(Object.keys(clusters).length, count);
        labOf({ ...data, clusters }); // which is a sound lab file
      }),
      { numRuns: 60 },
    );
  });

  it("is answered within 300 ms for 200 servers and 1,000 clusters in a /18", () => {
    const address = (offset: number): string =>
      addressText(parseSubnet("10.0.0.0/18").first + offset);
    const servers = Array.from({ length: 200 }, (_, index) => [
      `server${String(index)}`,
      { address: address(10 + index), nic: "eno1", ...ample },
    ]);
    const clusters = Array.from({ length: 1000 }, (_, index) => [
      `c${String(index)}`,
      {
        type: "abi",
        id: index + 1,
        server: `server${String(index % 200)}`,
        firstAddress: address(300 + 12 * index),
        workers: 4,
      },
    ]);
    const lab = labOf({
      subnet: "10.0.0.0/18",
      servers: Object.fromEntries(servers) as object,
      clusters: Object.fromEntries(clusters) as object,
    });
    const best = Math.min(...[1, 2, 3].map(() => seconds(() => capacityOf(lab))));
    assert.ok(best < 0.3, `${String(best)} s`);
  });
});

interface Room {
  readonly memory: number | undefined;
  readonly vcpus: number | undefined;
  readonly disk: number | undefined;
}

function serversOf(rooms: readonly Room[]): object {
  const servers = rooms.map(({ memory, vcpus, disk }, index) => [
    `server${String(index)}`,
    server(3 + index, {
      provisioningNic: "eno2",
      ...(memory !== undefined && { memory: `${String(memory)}GiB` }),
      ...(vcpus !== undefined && { vcpus }),
      ...(disk !== undefined && { disk: `${String(disk * 10)}GiB` }),
    }),
  ]);
  return Object.fromEntries(servers) as object;
}

/** Adds clusters one by one, each to the server with the most memory left, until there is no room. */
function filled(lab: Lab, type: string, needs: Fit["needs"]): object {
  const subnet = parseSubnet(lab.network.subnet);
  const taken: AddressRange[] = allocationsOf(lab, []);
  const left = Object.entries(lab.servers).map(([name, { memory, vcpus, disk }]) => ({
    name,
    room: { memory: memory ?? Infinity, vcpus: vcpus ?? Infinity, disk: disk ?? Infinity },
  }));
  const added: [string, object][] = [];
  for (;;) {
    taken.sort((one, other) => one.first - other.first);
    const first = firstFree(subnet, taken, needs.addresses);
    left.sort((one, other) => other.room.memory - one.room.memory);
    const place = left.find(({ room }) => loadKeys.every((key) => room[key] >= needs[key]));
    const noMore = type === "acm" && added.length === 1;
    if (first === undefined || place === undefined || noMore) return Object.fromEntries(added);
    taken.push({ first, last: first + needs.addresses - 1 });
    for (const key of loadKeys) place.room[key] -= needs[key];
    const images = type === "ipi" ? { images: { provisionhost: "images/rhel9.qcow2" } } : {};
    const id = added.length + 1;
    const spec = { type, id, server: place.name, firstAddress: addressText(first), ...images };
    added.push([`new${String(id)}`, spec]);
  }
}

/** Of the processor, so that other work on the machine does not count. */
function seconds(act: () => unknown): number {
  const before = process.cpuUsage();
  act();
  return process.cpuUsage(before).user / 1e6;
}
