import assert from "node:assert/strict";

import { parse } from "yaml";

import { renderDci, type DciDocuments } from "../../lab/dci.ts";
import { buildPlan } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";
import { assertGolden } from "./golden.ts";
import { sampleLab } from "./sampleLab.ts";

const install =
  "install: { enabled: true, topic: OCP-4.19, extra: { pullsecret_file: secret.json } }";
const installed = sampleLab
  .replace("    workers: 3\n", `    workers: 3\n    ${install}\n`)
  .replace("    id: 3\n", `    id: 3\n    ${install}\n`);

describe("the documents of DCI", () => {
  for (const name of ["ocp1", "sno1"]) {
    it(`of ${name} are as in the golden files`, () => {
      const { inventory, pipeline } = documents(installed, name);
      assert.equal(inventory.path, `/etc/ocplab/clusters/${name}/${name}-hosts.yml`);
      assert.equal(pipeline.path, `/etc/ocplab/clusters/${name}/${name}-pipeline.yml`);
      assertGolden(`sample/dci/${name}-hosts.yml`, inventory.content);
      assertGolden(`sample/dci/${name}-pipeline.yml`, pipeline.content);
    });
  }

  it("keep MACs words for readers of YAML 1.1, where they look like numbers", () => {
    const { inventory } = documents(installed, "ocp1");
    const asAnsible = JSON.stringify(parse(inventory.content, { version: "1.1" }));
    assert.equal(asAnsible, JSON.stringify(parse(inventory.content)));
    assert.match(asAnsible, /"provision_mac":"52:54:01:00:02:01"/);
  });

  it("do not exist where the lab file enables no install", () => {
    const plan = buildPlan(parseLab(sampleLab));
    assert.deepEqual(
      plan.clusters.map((cluster) => renderDci(plan, cluster)),
      [undefined, undefined],
    );
  });

  it("name the jobs of the pipeline", () => {
    const { jobs, pipeline } = documents(installed, "sno1");
    const names = (parse(pipeline.content) as { name: string }[]).map(({ name }) => name);
    assert.deepEqual(jobs, names);
  });
});

describe("the hash of an install", () => {
  const { hash } = documents(installed, "ocp1");

  it("stays when workers are added or removed, and when another cluster changes", () => {
    assert.equal(documents(installed.replace("workers: 3", "workers: 5"), "ocp1").hash, hash);
    assert.equal(documents(installed.replace("192.0.2.40", "192.0.2.41"), "ocp1").hash, hash);
  });

  it("stays when the lab's time servers, or how hosts are reached, change", () => {
    assert.equal(documents(installed.replace("[192.0.2.1]", "[192.0.2.13]"), "ocp1").hash, hash);
    const ssh = installed.replace("servers:\n", "ssh: { user: admin }\nservers:\n");
    assert.equal(documents(ssh, "ocp1").hash, hash);
  });

  it("changes with the topic, with DCI's own variables and with a master's address", () => {
    const changes = [
      installed.replace("OCP-4.19", "OCP-4.20"),
      installed.replace("secret.json", "other.json"),
      installed.replace("firstAddress: 192.0.2.20", "firstAddress: 192.0.2.60"),
    ];
    const hashes = changes.map((text) => documents(text, "ocp1").hash);
    assert.equal(new Set([hash, ...hashes]).size, 4);
  });
});

function documents(text: string, name: string): DciDocuments {
  const plan = buildPlan(parseLab(text));
  const cluster = plan.clusters.find((candidate) => candidate.name === name);
  const rendered = cluster && renderDci(plan, cluster);
  assert.ok(rendered, `no documents of ${name}`);
  return rendered;
}
