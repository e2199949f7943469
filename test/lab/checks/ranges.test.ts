import assert from "node:assert/strict";

import { problemsOf, refusesEach } from "../reading/badFile.ts";
import { installedLab } from "../dci/rendered.ts";
import { inNetwork } from "../sampleLab.ts";
import { typesLab } from "../typesLab.ts";

/** The lab with every type but ipi, its agent-based cluster and a spoke installed. */
function installedTypes(network: string): string {
  const install = "install: { enabled: true, topic: OCP-4.19 }";
  return typesLab
    .replace("  gateway:", `  ntp: [192.0.2.254]\n  ${network}\n  gateway:`)
    .replace("    workers: 1\n", `    workers: 1\n    ${install}\n`)
    .replace("    type: acm\n", `    type: acm\n    ${install}\n`);
}

describe("the room in the networks inside of clusters", () => {
  refusesEach([
    {
      title: "a network of pods in which the largest cluster's nodes have no room",
      text: installedTypes("clusterNetwork: 10.128.0.0/21").replace("workers: 1", "workers: 6"),
      message: [
        "lab.yaml:6:19: network.clusterNetwork: 10.128.0.0/21 has a /23 for the pods of each of 4 nodes, but cluster abi1 (line 34) needs 9; write a prefix length of 19 or less",
      ],
    },
    {
      title: "a network of pods for fewer nodes than the installer wants room for",
      text: installedTypes("clusterNetwork: 10.128.0.0/22"),
      message: [
        "lab.yaml:6:19: network.clusterNetwork: 10.128.0.0/22 has a /23 for the pods of each of 2 nodes, but cluster hub1 (line 15) needs 4 (the installer's least for several nodes); write a prefix length of 21 or less",
      ],
    },
    {
      title: "networks of pods and of services with less than 128 addresses",
      text: installedTypes("clusterNetwork: 10.128.0.0/26\n  serviceNetwork: 172.30.0.0/28"),
      message: [
        "lab.yaml:6:19: network.clusterNetwork: 10.128.0.0/26 is too small: OpenShift's installers ask for 128 addresses or more; write a prefix length of 25 or less",
        "lab.yaml:7:19: network.serviceNetwork: 172.30.0.0/28 is too small: OpenShift's installers ask for 128 addresses or more; write a prefix length of 25 or less",
      ],
    },
    {
      title: "a provisioning subnet without addresses to lend",
      text: inNetwork("provisioningSubnet: 172.22.0.0/29"),
      message: [
        "lab.yaml:8:23: network.provisioningSubnet: a /29 leaves 0 addresses to lend, as the installer keeps the first 10, but cluster ocp1 (line 16) has 6 nodes on it; write a prefix length of 27 or less",
      ],
    },
    {
      title: "a provisioning subnet with too few addresses to lend",
      text: inNetwork("provisioningSubnet: 172.22.0.0/28"),
      message: [
        "lab.yaml:8:23: network.provisioningSubnet: a /28 leaves 5 addresses to lend, as the installer keeps the first 10, but cluster ocp1 (line 16) has 6 nodes on it; write a prefix length of 27 or less",
      ],
    },
  ]);

  it("is enough with each node's part, and where nothing is installed with those networks", () => {
    assert.deepEqual(problemsOf(installedTypes("clusterNetwork: 10.128.0.0/21")), []);
    const single = installedLab.replace("  ntp:", "  clusterNetwork: 10.128.0.0/25\n  ntp:");
    assert.deepEqual(problemsOf(single), []);
    assert.deepEqual(problemsOf(inNetwork("clusterNetwork: 10.128.0.0/22")), []);
    assert.deepEqual(problemsOf(inNetwork("provisioningSubnet: 172.22.0.0/27")), []);
  });
});

describe("the releases that can be installed by the agent", () => {
  refusesEach([
    {
      title: "a single node of a release before the agent-based installer",
      text: installedLab.replace(/(sno1:[^]*)OCP-4\.19/, "$1OCP-4.11"),
      message: [
        "lab.yaml:27:38: clusters.sno1.install.topic: OCP-4.11 has no agent-based installer, which comes with OpenShift 4.12 and installs clusters of type sno; write a later topic, or add `classic: true`",
      ],
    },
    {
      title: "a cluster of several nodes of such a release",
      text: installedTypes("mtu: 1500").replace(/(abi1:[^]*)OCP-4\.19/, "$1OCP-4.10"),
      message: [
        "lab.yaml:40:38: clusters.abi1.install.topic: OCP-4.10 has no agent-based installer, which comes with OpenShift 4.12 and installs clusters of type abi; write a later topic",
      ],
    },
  ]);

  it("are all from 4.12 on, and any for other installers", () => {
    assert.deepEqual(problemsOf(installedLab.replace(/(sno1:[^]*)OCP-4\.19/, "$1OCP-4.12")), []);
    assert.deepEqual(problemsOf(installedLab.replace("OCP-4.19", "OCP-4.11")), []);
    const classic = installedLab
      .replace(/(sno1:[^]*)OCP-4\.19/, "$1OCP-4.11")
      .replace("    id: 3\n", "    id: 3\n    classic: true\n");
    assert.deepEqual(problemsOf(classic), []);
  });
});
