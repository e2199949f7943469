import assert from "node:assert/strict";
import { readdirSync } from "node:fs";

import fc from "fast-check";

import { hubOf, isClassic } from "../../../lab/clusterType.ts";
import { importLab } from "../../../lab/import/importLab.ts";
import { labText } from "../../../lab/import/labText.ts";
import type { Cluster } from "../../../lab/model.ts";
import { buildPlan, type ClusterPlan, type Plan } from "../../../lab/plan.ts";
import { LabFileError, parseLab, readLab } from "../../../lab/read.ts";
import { labs } from "../arbitraryLab.ts";
import { foundAsMade } from "./foundLab.ts";

/** Only the lab file knows these, and no host. */
function asHostsKnow(plan: Plan): object {
  const { clusters, network, servers, ...rest } = plan;
  return {
    ...rest,
    network: { ...network, registries: [] },
    servers: servers.map((server) => ({ ...server, hypervisor: "", retired: false })),
    clusters: clusters.map(clusterAsHostsKnow),
  };
}

function clusterAsHostsKnow(cluster: ClusterPlan): object {
  const { nodes, ...rest } = cluster;
  return {
    ...rest,
    reservation: {},
    protected: false,
    isolation: "none",
    nodes: nodes.map((node) => ({ ...node, image: "", power: "" })),
  };
}

/** The plan of what is imported, with images for provisionhosts, which no host can tell. */
function imported(plan: Plan): Plan {
  const text = labText(importLab(foundAsMade(plan)));
  try {
    return buildPlan(parseLab(withImages(text, plan)));
  } catch (error) {
    if (!(error instanceof LabFileError)) throw error;
    throw new Error(`${error.message}\n${text}`, { cause: error });
  }
}

/** An image for every cluster, so that none is too small for an installer. */
function withImages(text: string, { clusters }: Plan): string {
  return clusters
    .filter(({ machines }) => machines === "ours")
    .reduce(
      (all, { name }) => all.replace(`  ${name}:\n`, `  ${name}:\n    image: x.qcow2\n`),
      text,
    );
}

/** Without documents nothing tells a hub or a spoke, nor a machine that DCI has yet to make. */
function isTold(cluster: Cluster): boolean {
  if (cluster.type === "acm" || hubOf(cluster) !== undefined || isClassic(cluster)) return false;
  // nor does anything tell the id of a cluster whose only MAC does not follow from it
  return cluster.type !== "sno" || cluster.nodes["master-0"]?.mac === undefined;
}

describe("importing a lab that ocplab has made", () => {
  for (const file of readdirSync("examples").filter((name) => name.endsWith(".yaml"))) {
    if (file === "two-subnets.yaml") continue;
    it(`gives the plan of ${file} again`, () => {
      const plan = buildPlan(readLab(`examples/${file}`));
      assert.deepEqual(asHostsKnow(imported(plan)), asHostsKnow(plan));
    });
  }

  it("gives the same plan again, whatever clusters there are", () => {
    fc.assert(
      fc.property(labs, (lab) => {
        const clusters = Object.entries(lab.clusters).filter(([, one]) => isTold(one));
        const plan = buildPlan({ ...lab, clusters: Object.fromEntries(clusters) });
        assert.deepEqual(asHostsKnow(imported(plan)), asHostsKnow(plan));
      }),
      { numRuns: 40 },
    );
  });

  it("has nothing to tell of it but what no host knows", () => {
    const plan = buildPlan(readLab("lab.yaml"));
    const { told } = importLab(foundAsMade(plan));
    const expected = "memory and vCPUs are all that it has";
    assert.deepEqual(
      told.filter(({ message }) => !message.includes(expected)),
      [],
    );
  });
});
