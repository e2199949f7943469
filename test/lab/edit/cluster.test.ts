import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { addCluster, type ClusterWish } from "../../../lab/edit/cluster.ts";
import { clusterTypeNames } from "../../../lab/model.ts";
import { buildPlan } from "../../../lab/plan.ts";
import { parseLab } from "../../../lab/read.ts";
import { addedLines, refusalOf, roomyLab } from "./edits.ts";
import { changedLab, sampleLab } from "../sampleLab.ts";

/** The same, with room for everything on server1. */
const hugeLab = roomyLab.replace("memory: 272GiB, vcpus: 96", "memory: 4TiB, vcpus: 999");

function added(text: string, wish: ClusterWish): string {
  return addedLines(text, addCluster(text, "new", wish).text);
}

function refusal(text: string, wish: ClusterWish, name = "new"): string[] {
  return refusalOf(() => addCluster(text, name, wish)).text;
}

describe("a cluster that is added to a lab file", () => {
  it("gets the lowest free id, the lowest free block and the server with most memory left", () => {
    assert.equal(
      added(roomyLab, { type: "abi", workers: 1 }),
      `  new:
    type: abi
    id: 1
    server: server1
    firstAddress: 192.0.2.2
    workers: 1
`,
    );
  });

  it("gets a block for what it needs, or for the size that is to be kept", () => {
    // .2 to .10 are free, and then all from .41 on
    for (const [more, first] of [
      [{ workers: 2 }, "192.0.2.2"],
      [{ workers: 3 }, "192.0.2.41"],
      [{ size: 9 }, "192.0.2.2"],
      [{ size: 10 }, "192.0.2.41"],
    ] as const) {
      const lines = added(hugeLab, { type: "ipi", image: "images/rhel9.qcow2", ...more });
      assert.match(lines, new RegExp(`firstAddress: ${first}\\n`));
    }
  });

  it("has what it was asked for, in the order in which people write it", () => {
    const wish = {
      topic: "OCP-4.19",
      image: "images/rhel9.qcow2",
      workers: 2,
      masters: 3,
      size: 16,
      firstAddress: "192.0.2.64",
      server: "server1",
      id: 12,
      type: "ipi",
    };
    assert.equal(
      added(hugeLab, wish),
      `  new:
    type: ipi
    id: 12
    server: server1
    firstAddress: 192.0.2.64
    size: 16
    masters: 3
    workers: 2
    images: { provisionhost: images/rhel9.qcow2 }
    install: { enabled: true, topic: OCP-4.19 }
`,
    );
  });

  it("boots every node from the image where its type has no provisionhost", () => {
    assert.match(added(sampleLab, { type: "sno", image: "a.qcow2" }), /^ {4}image: a\.qcow2$/m);
  });

  it("gets an address for each master that has no place in the block", () => {
    const lines = added(sampleLab, { type: "abi", masters: 5 });
    assert.match(lines, /firstAddress: 192\.0\.2\.2\n/);
    assert.match(
      lines,
      /nodes:\n {6}master-3: \{ address: 192\.0\.2\.7 \}\n {6}master-4: \{ address: 192\.0\.2\.8 \}\n/,
    );
  });

  it("goes to the server with the least on it where none declares anything", () => {
    assert.match(added(sampleLab, { type: "sno" }), /server: server2\n/);
    assert.match(
      added(
        changedLab(
          "  sno1:\n    type: sno",
          "  sno1:\n    nodes: {}\n    sizes: { master: { memory: 4TiB } }\n    type: sno",
        ),
        { type: "sno" },
      ),
      /server: server1\n/,
    );
  });

  it("goes to a server that declares its room before one that does not", () => {
    const text = changedLab("    nic: eno1\n", "    nic: eno1\n    memory: 64GiB\n");
    assert.match(added(text, { type: "sno" }), /server: server2\n/);
    assert.match(added(text, { type: "abi" }), /server: server1\n/);
  });

  it("goes by vCPUs where memory is equal, then by disk, then by name", () => {
    const servers = (first: string, second: string): string =>
      roomyLab.replace(
        / {2}server1: .*\n/,
        `  server1: { address: 192.0.2.11, nic: eno1 }\n  a: { address: 192.0.2.14, nic: eno1, memory: 64GiB, ${first} }\n  b: { address: 192.0.2.15, nic: eno1, memory: 64GiB, ${second} }\n`,
      );
    for (const [first, second, chosen] of [
      ["vcpus: 16, disk: 1TiB", "vcpus: 17, disk: 1TiB", "b"],
      ["vcpus: 16, disk: 1TiB", "vcpus: 8, vcpuRatio: 3, disk: 1TiB", "b"],
      ["vcpus: 16, disk: 1TiB", "vcpus: 16, disk: 2TiB", "b"],
      ["vcpus: 16, disk: 1TiB", "vcpus: 16, disk: 1TiB", "a"],
      ["vcpus: 16, disk: 1TiB", "vcpus: 99, disk: 1GiB", "a"],
    ] as const) {
      assert.match(
        added(servers(first, second), { type: "sno" }),
        new RegExp(`server: ${chosen}\n`),
      );
    }
  });

  it("goes to a server on the shared provisioning network where a hub or a spoke needs it", () => {
    const text = readFileSync("examples/acm-hub.yaml", "utf8").replace(
      "servers:\n",
      "servers:\n  big: { address: 192.0.2.13, nic: eno1, memory: 9TiB, vcpus: 999, disk: 99TiB }\n",
    );
    assert.match(
      added(text, { type: "sno", hub: "hub" }),
      /id: 4\n {4}hub: hub\n {4}server: server1\n/,
    );
    assert.match(added(text, { type: "sno" }), /server: big\n/);
  });

  for (const type of clusterTypeNames()) {
    it(`is sound by itself, of type ${type}, and moves no other`, () => {
      const [, servers = ""] = /servers:\n([^]*)clusters:/.exec(sampleLab) ?? [];
      const text = sampleLab.replace(
        servers,
        servers
          .replaceAll("nic: eno1", "nic: eno1, provisioningNic: eno2")
          .replace("    nic: eno1, ", "    nic: eno1\n    "),
      );
      const edit = addCluster(text, "new", { type, image: "images/rhel9.qcow2" });
      const plan = buildPlan(parseLab(edit.text));
      assert.equal(plan.clusters.find(({ name }) => name === "new")?.type, type);
      assert.deepEqual(
        plan.clusters.filter(({ name }) => name !== "new"),
        buildPlan(parseLab(text)).clusters,
      );
    });
  }

  it("is written as abi where the old name of that is given, and that is told", () => {
    const edit = addCluster(sampleLab, "new", { type: "assisted" });
    assert.match(addedLines(sampleLab, edit.text), /type: abi\n/);
    assert.deepEqual(
      edit.warnings.map(({ path }) => path),
      [["clusters", "new", "type"]],
    );
  });
});

describe("a cluster that is added again", () => {
  const wish = { type: "ipi", workers: 2, size: 16, image: "a/b.qcow2", topic: "OCP-4.19" };

  it("changes nothing", () => {
    const { text } = addCluster(sampleLab, "new", wish);
    const again = addCluster(text, "new", wish);
    assert.deepEqual(again, { text, changed: false, line: 28, warnings: [] });
  });

  it("changes nothing with what was chosen for it, or is the default, said expressly", () => {
    const { text } = addCluster(sampleLab, "new", wish);
    const known = { id: 1, firstAddress: "192.0.2.41", server: "server2", masters: 3 };
    assert.equal(addCluster(text, "new", { ...wish, ...known }).changed, false);
    assert.equal(addCluster(text, "new", { type: "ipi" }).changed, false);
  });

  it("is refused where it is asked for another thing, with each difference", () => {
    const { text } = addCluster(sampleLab, "new", wish);
    const other = {
      ...wish,
      workers: 3,
      server: "server1",
      image: "c.qcow2",
      topic: "OCP-4.18",
      id: 7,
    };
    assert.deepEqual(refusal(text, other), [
      "cluster new is there already (line 28), and differs; edit it by hand, or choose another name",
      "workers: it has 2, not 3",
      "image: it has a/b.qcow2, not c.qcow2",
      "topic: it has OCP-4.19, not OCP-4.18",
      "server: it has server2, not server1",
      "id: it has 1, not 7",
    ]);
    assert.deepEqual(refusal(text, { type: "sno", topic: "OCP-4.19" }).slice(1), [
      "type: it has ipi, not sno",
    ]);
    assert.deepEqual(refusal(sampleLab, { type: "sno", topic: "OCP-4.19" }, "sno1").slice(1), [
      "topic: it has none, not OCP-4.19",
    ]);
  });
});
