import assert from "node:assert/strict";

import { parseLab } from "../../../lab/read.ts";
import { inOcp1, inServer2, inSno1, sampleLab } from "../sampleLab.ts";

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

  it("tells that nobody makes the machine of a classic single node that is not installed", () => {
    assert.deepEqual(warningsOf(inSno1("classic: true")), [
      "lab.yaml:26:14: clusters.sno1.classic: nobody makes its machine: DCI's role does that as it installs, and no install is enabled; add `install: { enabled: true, topic: ... }`, or remove `classic`",
    ]);
    const installed = "classic: true\n    install: { enabled: true, topic: OCP-4.19 }";
    assert.deepEqual(warningsOf(inSno1(installed)), []);
  });

  it("tells of a machine with more virtual CPUs than its server has threads, whatever their ratio", () => {
    const text = inServer2("vcpus: 4\n    vcpuRatio: 4");
    assert.deepEqual(warningsOf(text), [
      "lab.yaml:25:3: clusters.sno1.sizes.master.vcpus: 8 vCPUs of one master are more than the 4 hardware threads of server2 (line 14), so it would wait for itself; write 4 or less, or choose another server",
    ]);
    assert.deepEqual(warningsOf(inServer2("vcpus: 8")), []);
  });

  it("tells what looks like a secret among the variables for DCI, and does not show it", () => {
    const lines = [
      "install:",
      "      topic: OCP-4.19",
      "      extra:",
      "        bmc_password: swordfish",
      "        pullsecret_file: /etc/pull-secret.json",
      "        token: \"{{ lookup('file', '/etc/token') }}\"",
      "        enable_token: true",
      "        pull_secret: { auths: {} }",
      "      inventoryExtra:",
      '        vars: { note: "-----BEGIN OPENSSH PRIVATE KEY-----" }',
    ];
    const found = warningsOf(inSno1(lines.join("\n")));
    const step =
      "looks like a secret, which everybody could read here and in the state; write it into a file on the jumphost, and name that in `job: { ansible_extravars_files: [...] }`";
    assert.deepEqual(found, [
      `lab.yaml:29:23: clusters.sno1.install.extra.bmc_password: ${step}`,
      `lab.yaml:33:9: clusters.sno1.install.extra.pull_secret: ${step}`,
      `lab.yaml:35:23: clusters.sno1.install.inventoryExtra.vars.note: ${step}`,
    ]);
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
