import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { removeCluster, removeServer } from "../../../lab/edit/removal.ts";
import { LabFileError } from "../../../lab/read.ts";
import { refusalOf } from "./edits.ts";
import { changedLab, inServer2, sampleLab } from "../sampleLab.ts";

const notRetired =
  ": it is not retired, and once it is gone from the file nothing of ours on it can be taken off any more. " +
  "Write `retired: true` into its entry, `./ocplab up lab`, then remove it. " +
  "--force removes it as it is: for one that was never set up, or is gone for good";

/** The sample without its last cluster, so that server2 is free. */
const freeServer2 = sampleLab.slice(0, sampleLab.indexOf("  sno1:"));

describe("a cluster that is removed from a lab file", () => {
  it("takes its lines with it, and no other", () => {
    assert.deepEqual(removeCluster(sampleLab, "sno1"), {
      text: freeServer2,
      changed: true,
      warnings: [],
    });
  });

  it("may be the last one", () => {
    const none = removeCluster(freeServer2, "ocp1").text;
    assert.equal(none, sampleLab.slice(0, sampleLab.indexOf("  ocp1:")));
    assert.equal(none.endsWith("\nclusters:\n"), true);
  });

  it("may not be there, and then a name is told that may have been meant", () => {
    const nothing = { text: sampleLab, changed: false, warnings: [] };
    assert.deepEqual(removeCluster(sampleLab, "sno2"), { ...nothing, near: "sno1" });
    assert.deepEqual(removeCluster(sampleLab, "another"), nothing);
    assert.deepEqual(removeCluster(sampleLab, "constructor"), nothing);
  });

  it("is refused while others need it", () => {
    const text = readFileSync("examples/acm-hub.yaml", "utf8");
    const line = (name: string): number =>
      text.slice(0, text.indexOf(`  ${name}:`)).split("\n").length;
    assert.deepEqual(
      refusalOf(() => removeCluster(text, "hub")),
      {
        usage: false,
        text: [
          `: it deploys cluster spoke1 (line ${String(line("spoke1"))}), cluster spoke2 (line ${String(line("spoke2"))}); remove these first, or their \`hub\``,
        ],
      },
    );
    assert.equal(removeCluster(text, "spoke1").changed, true);
  });

  it("is not even looked for in a lab file that has errors", () => {
    assert.throws(() => removeCluster(changedLab("id: 3", "id: 2"), "sno1"), LabFileError);
  });

  it("goes as a whole however its key is written", () => {
    for (const key of ["? sno1\n  ", '"sno1"', "'sno1' ", "? >-\n   sno1\n  "]) {
      const text = sampleLab.replace("  sno1:\n", `  ${key}:\n`);
      assert.equal(removeCluster(text, "sno1").text, freeServer2);
    }
  });
});

describe("a server that is removed from a lab file", () => {
  it("takes its lines with it once it is retired", () => {
    const retired = freeServer2.replace("    nic: eno1\n", "    nic: eno1\n    retired: true\n");
    assert.deepEqual(removeServer(retired, "server2"), {
      text: freeServer2.replace("  server2:\n    address: 192.0.2.12\n    nic: eno1\n", ""),
      changed: true,
      warnings: [],
    });
  });

  it("is refused where it is not retired, unless that is forced", () => {
    assert.deepEqual(refusalOf(() => removeServer(freeServer2, "server2")).text, [notRetired]);
    assert.equal(removeServer(freeServer2, "server2", { force: true }).changed, true);
  });

  it("is refused while nodes are on it, forced or not, with the clusters and their lines", () => {
    const text = [
      ": nodes are on it, of cluster sno1 (line 23); remove these first, or move them to another server",
    ];
    for (const force of [false, true]) {
      const refusal = refusalOf(() => removeServer(sampleLab, "server2", { force }));
      assert.deepEqual(refusal.text, text);
    }
    const acm = readFileSync("examples/acm-hub.yaml", "utf8");
    const lines = refusalOf(() => removeServer(acm, "server2", { force: true })).text.join();
    assert.match(
      lines,
      /of cluster hub \(line \d+\), cluster spoke1 \(line \d+\), cluster spoke2 /,
    );
  });

  it("may not be there", () => {
    const nothing = { text: sampleLab, changed: false, warnings: [] };
    assert.deepEqual(removeServer(sampleLab, "server3"), { ...nothing, near: "server1" });
  });

  it("is not even looked for in a lab file that has errors", () => {
    assert.throws(() => removeServer(inServer2("disk: 1"), "server2"), LabFileError);
  });
});
