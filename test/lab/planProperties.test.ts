import assert from "node:assert/strict";

import fc from "fast-check";

import { checkLab } from "../../lab/check.ts";
import { addressText } from "../../lab/ipv4.ts";
import type { Lab } from "../../lab/model.ts";
import { buildPlan, type ClusterPlan, type NodePlan } from "../../lab/plan.ts";
import { labs, subnetStart } from "./arbitraryLab.ts";

describe("a plan, whatever the lab file", function () {
  this.timeout(30_000);

  it("gives no address and no MAC twice", () => {
    fc.assert(
      fc.property(labs, (lab) => {
        assert.deepEqual(findings(lab), []);
        const plan = buildPlan(lab);
        const hosts = [plan.jumphost, ...plan.servers].map(({ address }) => address);
        assertDistinct([plan.network.gateway, ...hosts, ...plan.clusters.flatMap(addresses)]);
        assertDistinct(plan.clusters.flatMap(macs));
      }),
    );
  });

  it("is the same whatever the order of clusters and servers in the file", () => {
    fc.assert(
      fc.property(labs, (lab) => {
        const reversed = { ...lab, clusters: turned(lab.clusters), servers: turned(lab.servers) };
        assert.deepEqual(buildPlan(reversed), buildPlan(lab));
      }),
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
    );
  });

  it("moves no cluster when another one is renamed", () => {
    fc.assert(
      fc.property(labs, fc.nat(), (lab, index) => {
        const old = pick(Object.keys(lab.clusters), index);
        const clusters = Object.entries(lab.clusters).map(
          ([name, cluster]) => [name === old ? "renamed" : name, cluster] as const,
        );
        const others = (plan: readonly ClusterPlan[]): ClusterPlan[] =>
          plan.filter(({ name }) => name !== old && name !== "renamed");
        const after = buildPlan({ ...lab, clusters: Object.fromEntries(clusters) });
        assert.deepEqual(others(after.clusters), others(buildPlan(lab).clusters));
      }),
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
    );
  });
});

function findings(lab: Lab): readonly object[] {
  return checkLab(lab, { line: () => 1 }, new Set(Object.keys(lab.servers)));
}

/** A single node cannot grow and stays as it is. */
function grow(lab: Lab, name: string, more: { workers: number; masters: number }): Lab {
  const cluster = lab.clusters[name];
  if (cluster?.type !== "ipi") return lab;
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
