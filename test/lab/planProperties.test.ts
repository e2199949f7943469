import assert from "node:assert/strict";

import fc from "fast-check";

import { checkLab } from "../../lab/check.ts";
import { addressNumber, addressText, contains, parseSubnet } from "../../lab/ipv4.ts";
import type { Lab } from "../../lab/model.ts";
import { buildPlan, type ClusterPlan, type NodePlan } from "../../lab/plan.ts";
import { labs, subnetStart } from "./arbitraryLab.ts";

const runs = { numRuns: 40 };

describe("a plan, whatever the lab file", () => {
  it("gives no address and no MAC twice", () => {
    fc.assert(
      fc.property(labs, (lab) => {
        assert.deepEqual(findings(lab), []);
        const plan = buildPlan(lab);
        const hosts = [plan.jumphost, ...plan.servers].map(({ address }) => address);
        assertDistinct([plan.network.gateway, ...hosts, ...plan.clusters.flatMap(addresses)]);
        assertDistinct(plan.clusters.flatMap(macs));
      }),
      runs,
    );
  });

  it("gives no node another node's IPMI port on its server, and no machine another's name", () => {
    fc.assert(
      fc.property(labs, (lab) => {
        const { clusters } = buildPlan(lab);
        const nodes = clusters.flatMap((cluster) => cluster.nodes);
        const ports = nodes.flatMap(({ bmc }) =>
          bmc ? `${bmc.address}:${String(bmc.ipmiPort)}` : [],
        );
        assertDistinct(ports);
        assertDistinct(nodes.map(({ name }) => name));
        assertDistinct(nodes.map(({ fqdn }) => fqdn));
        assertDistinct(clusters.flatMap(({ pool, baremetalNetwork }) => [pool, baremetalNetwork]));
        assertDistinct(
          clusters.flatMap(({ provisioning }) =>
            provisioning?.mode === "isolated" ? provisioning.bridge : [],
          ),
        );
      }),
      runs,
    );
  });

  it("puts every address, the VIPs among them, into the subnet, and no derived one out of its block", () => {
    fc.assert(
      fc.property(labs, (lab) => {
        const { subnet } = lab.network;
        const usable = parseSubnet(subnet);
        for (const cluster of buildPlan(lab).clusters) {
          const own = new Set(
            Object.values(lab.clusters[cluster.name]?.nodes ?? {}).map(({ address }) => address),
          );
          for (const address of addresses(cluster)) {
            const number = addressNumber(address);
            assert.ok(usable.first < number && number < usable.last, address);
          }
          for (const { address } of cluster.nodes) {
            assert.equal(own.has(address), !inBlock(cluster, address), address);
          }
        }
      }),
      runs,
    );
  });

  it("is on the servers that the lab file names, and nowhere else", () => {
    fc.assert(
      fc.property(labs, (lab) => {
        for (const { name, servers, nodes } of buildPlan(lab).clusters) {
          const cluster = lab.clusters[name];
          const named = nodes.map(({ key }) => cluster?.nodes[key]?.server ?? cluster?.server);
          assert.deepEqual(
            nodes.map(({ server }) => server),
            named,
          );
          assert.deepEqual(servers, [...new Set(named)].sort());
        }
      }),
      runs,
    );
  });

  it("is the same whatever the order of clusters and servers in the file", () => {
    fc.assert(
      fc.property(labs, (lab) => {
        const reversed = { ...lab, clusters: turned(lab.clusters), servers: turned(lab.servers) };
        assert.deepEqual(buildPlan(reversed), buildPlan(lab));
      }),
      runs,
    );
  });

  it("moves no cluster when another one is removed, so neither when one is added", () => {
    fc.assert(
      fc.property(labs, fc.nat(), (lab, index) => {
        const gone = pick(Object.keys(lab.clusters), index);
        const clusters = Object.entries(lab.clusters).filter(([name]) => name !== gone);
        const before = buildPlan(lab).clusters.filter(({ name }) => name !== gone);
        const after = buildPlan({ ...lab, clusters: Object.fromEntries(clusters) });
        assert.deepEqual(after.clusters, before);
      }),
      runs,
    );
  });

  it("moves no cluster when another one is renamed", () => {
    fc.assert(
      fc.property(labs, fc.nat(), (lab, index) => {
        const old = pick(Object.keys(lab.clusters), index);
        const clusters = Object.entries(lab.clusters).map(([name, cluster]) => {
          const isSpoke = "hub" in cluster && cluster.hub === old;
          const followed = isSpoke ? { ...cluster, hub: "renamed" } : cluster;
          return [name === old ? "renamed" : name, followed] as const;
        });
        const others = (plan: readonly ClusterPlan[]): ClusterPlan[] =>
          plan
            .filter(({ name }) => name !== old && name !== "renamed")
            .map((cluster) => (cluster.hub === "renamed" ? { ...cluster, hub: old } : cluster));
        const after = buildPlan({ ...lab, clusters: Object.fromEntries(clusters) });
        assert.deepEqual(others(after.clusters), others(buildPlan(lab).clusters));
      }),
      runs,
    );
  });

  it("moves no node when workers or masters are added to its cluster, and none of another", () => {
    const growth = fc.record({ workers: fc.nat(3), masters: fc.nat(2) });
    fc.assert(
      fc.property(labs, fc.nat(), growth, (lab, index, more) => {
        const name = pick(Object.keys(lab.clusters), index);
        const grown = grow(lab, name, more);
        assert.deepEqual(findings(grown), []);
        const before = buildPlan(lab).clusters;
        const after = buildPlan(grown).clusters.map((cluster) => {
          const old = before.find((candidate) => candidate.name === cluster.name);
          const known = new Set(old?.nodes.map(({ key }) => key));
          return { ...cluster, nodes: cluster.nodes.filter(({ key }) => known.has(key)) };
        });
        assert.deepEqual(after, before);
      }),
      runs,
    );
  });
});

function findings(lab: Lab): readonly object[] {
  return checkLab(lab, { line: () => 1 }).filter(({ warning }) => warning !== true);
}

/** A single node cannot grow and stays as it is. */
function grow(lab: Lab, name: string, more: { workers: number; masters: number }): Lab {
  const cluster = lab.clusters[name];
  if (!cluster || cluster.type === "sno") return lab;
  const masters = cluster.masters + more.masters;
  const later = [3, 4].filter((index) => index < masters);
  const nodes = later.map((index) => [
    `master-${String(index)}`,
    { address: addressText(subnetStart + 3500 + index) },
  ]);
  const grown = {
    ...cluster,
    masters,
    workers: Math.min(cluster.workers + more.workers, 9),
    nodes: { ...cluster.nodes, ...(Object.fromEntries(nodes) as typeof cluster.nodes) },
  };
  return { ...lab, clusters: { ...lab.clusters, [name]: grown } };
}

function addresses({ type, api, ingress, bootstrap, nodes }: ClusterPlan): string[] {
  const own = nodes.map(({ address }) => address);
  if (type === "sno") {
    assert.deepEqual([api, ingress], [own[0], own[0]]);
    return own;
  }
  return [api, ingress, ...(bootstrap ? [bootstrap.address] : []), ...own];
}

function inBlock({ block }: ClusterPlan, address: string): boolean {
  const number = addressNumber(address);
  const range = block && { first: addressNumber(block.first), last: addressNumber(block.last) };
  return range !== undefined && contains(range, { first: number, last: number });
}

function macs({ bootstrap, nodes }: ClusterPlan): string[] {
  const ofNode = ({ macs: { baremetal, provisioning } }: NodePlan): string[] => [
    baremetal,
    ...(provisioning === undefined ? [] : [provisioning]),
  ];
  return [...(bootstrap ? [bootstrap.mac] : []), ...nodes.flatMap(ofNode)];
}

function assertDistinct(values: readonly string[]): void {
  assert.deepEqual(
    values.filter((value, index) => values.indexOf(value) !== index),
    [],
  );
}

function turned<T>(map: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).reverse());
}

function pick(names: readonly string[], index: number): string {
  return names[index % names.length] ?? "";
}
