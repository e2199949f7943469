import assert from "node:assert/strict";

import { parseLab } from "../../../lab/read.ts";
import { inOcp1, inSno1, sampleLab } from "../sampleLab.ts";

describe("a warning about a lab file", () => {
  it("is not given for a sound lab", () => {
    assert.deepEqual(warningsOf(sampleLab), []);
  });

  it("tells the new name of a type that DCI has given up, and the lab is read all the same", () => {
    const text = sampleLab
      .replace("type: ipi", "type: assisted")
      .replace("    images: { provisionhost: images/rhel9.qcow2 }\n", "");
    assert.deepEqual(warningsOf(text), [
      "lab.yaml:16:11: clusters.ocp1.type: assisted is the old name of what DCI now installs as abi (agent-based); it is taken as that: write abi",
    ]);
    assert.equal(parseLab(text).clusters.ocp1?.type, "abi");
  });

  it("tells of VRRP ids that meet, with both clusters, where an old release suffers from it", () => {
    assert.deepEqual(warningsOf(twoOldOnes("OCP-4.5", "OCP-4.5")), [
      "lab.yaml:24:3: clusters.ocp9: the VRRP id 51 follows from this name, and from cluster ocp8's (line 15); with OCP-4.5 their VIPs may fail: rename one of both, or take OpenShift 4.6 or later",
    ]);
  });

  it("does not tell of them where one release is a later one, or names none", () => {
    assert.deepEqual(warningsOf(twoOldOnes("OCP-4.5", "OCP-4.6")), []);
    assert.deepEqual(warningsOf(twoOldOnes("OCP-4.5", "RHEL-9.4")), []);
  });

  it("tells that libvirt has a network of its own in the lab's subnet", () => {
    assert.deepEqual(warningsOf(sampleLab.replaceAll("192.0.2.", "192.168.122.")), [
      "lab.yaml:4:11: network.subnet: 192.168.122.0/24 overlaps 192.168.122.0/24, which libvirt's own network `default` has on servers, on its bridge virbr0; choose another one, or remove that network on each server: virsh net-destroy default; virsh net-undefine default",
    ]);
    assert.deepEqual(warningsOf(sampleLab.replaceAll("192.0.2.", "192.168.121.")), []);
  });

  it("is given together with errors, as far as the file is read", () => {
    const warnings: string[] = [];
    const text = inSno1("colour: red").replace("type: ipi", "type: assisted");
    assert.throws(() => parseLab(text, "lab.yaml", (warning) => warnings.push(warning)));
    assert.deepEqual(warnings, [
      "lab.yaml:16:11: clusters.ocp1.type: assisted is the old name of what DCI now installs as abi (agent-based); it is taken as that: write abi",
    ]);
  });
});

/** Clusters whose names lead to one VRRP id. */
function twoOldOnes(topic: string, otherTopic: string): string {
  return inOcp1(`install: { topic: ${topic} }`)
    .replace("  ocp1:", "  ocp8:")
    .replace(
      "  sno1:\n    type: sno\n",
      `  ocp9:\n    type: abi\n    install: { topic: ${otherTopic} }\n`,
    );
}

function warningsOf(text: string): string[] {
  const warnings: string[] = [];
  parseLab(text, "lab.yaml", (warning) => warnings.push(warning));
  return warnings;
}
