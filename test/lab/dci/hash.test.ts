import assert from "node:assert/strict";

import { clusterWith, documentsOf, installedLab, installWith } from "./rendered.ts";

const hash = hashOf(installedLab);

function hashOf(text: string): string {
  return documentsOf(text, "ocp1").hash;
}

describe("the hash of an install", () => {
  it("is the same for every version of this program that knows the same cluster", () => {
    assert.equal(hash, "a6421d3f95113813");
  });

  const harmless: Readonly<Record<string, string>> = {
    "workers are added": installedLab.replace("workers: 3", "workers: 5"),
    "another cluster changes": installedLab.replace("192.0.2.40", "192.0.2.41"),
    "the lab's time servers change": installedLab.replace("[192.0.2.1]", "[192.0.2.13]"),
    "hosts are reached otherwise": installedLab.replace(
      "servers:\n",
      "ssh: { user: admin }\nservers:\n",
    ),
    "BMCs answer elsewhere": installedLab.replace("192.0.2.11,", "192.0.2.11, bmcPort: 8000,"),
    "nodes are switched by IPMI": clusterWith("ocp1", "bmc: ipmi"),
    "a queue hands the server out": installWith("ocp1", "queue: ipi"),
    "a hook is the user's own": installWith("ocp1", "hooks: { tests: tests.yml }"),
    "the job has a comment": installWith("ocp1", "job: { comment: again }"),
    "the keys of extra are written out": installWith("ocp1", "extra: {}"),
    "other credentials are used": installedLab.replace(
      "servers:\n",
      "dci: { credentialsFile: /etc/own.yml }\nservers:\n",
    ),
  };
  for (const [what, text] of Object.entries(harmless)) {
    it(`stays when ${what}`, () => {
      assert.notEqual(text, installedLab);
      assert.equal(hashOf(text), hash);
    });
  }

  it("does not depend on the order of keys", () => {
    const extra = (entries: string): string => hashOf(installWith("ocp1", `extra: { ${entries} }`));
    assert.equal(extra("a: 1, b: { c: 2, d: 3 }"), extra("b: { d: 3, c: 2 }, a: 1"));
  });

  it("changes with what a running cluster cannot take", () => {
    const changes = [
      installedLab.replace("OCP-4.19", "OCP-4.20"),
      installWith("ocp1", "extra: { network_type: OVNKubernetes }"),
      installWith("ocp1", "inventoryExtra: { vars: { network_type: OVNKubernetes } }"),
      installedLab.replace("firstAddress: 192.0.2.20", "firstAddress: 192.0.2.60"),
      installedLab.replace("server: server1", "server: server2"),
      clusterWith("ocp1", "sizes: { master: { disk: 200GiB } }"),
      clusterWith("ocp1", "nodes: { master-0: { mac: 52:54:00:aa:00:01 } }"),
      installedLab.replace("network:\n", "network:\n  serviceNetwork: 172.29.0.0/16\n"),
    ];
    const hashes = changes.map(hashOf);
    assert.equal(new Set([hash, ...hashes]).size, 1 + changes.length);
  });

  it("is another one for another cluster of the same shape", () => {
    assert.notEqual(documentsOf(installedLab, "sno1").hash, hash);
  });
});
