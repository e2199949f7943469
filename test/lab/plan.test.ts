import assert from "node:assert/strict";

import { buildPlan, serverOf, type ClusterPlan, type Plan } from "../../lab/plan.ts";
import { parseLab, readLab } from "../../lab/read.ts";
import { changedLab, sampleLab } from "./sampleLab.ts";

describe("the plan of an ipi cluster", () => {
  const cluster = clusterOf(planOf(sampleLab), "ocp1");

  it("derives its MACs as lab admins write them: provisionhost, masters, workers", () => {
    assert.deepEqual(
      cluster.nodes.map(({ key, macs }) => [key, macs.baremetal]),
      [
        ["provisionhost", "52:54:00:00:02:00"],
        ["master-0", "52:54:00:00:02:01"],
        ["master-1", "52:54:00:00:02:02"],
        ["master-2", "52:54:00:00:02:03"],
        ["worker-0", "52:54:00:00:02:04"],
        ["worker-1", "52:54:00:00:02:05"],
        ["worker-2", "52:54:00:00:02:06"],
      ],
    );
  });

  it("has the same MACs on its provisioning network, with the next prefix", () => {
    assert.equal(nodeOf(cluster, "worker-2").macs.provisioning, "52:54:01:00:02:06");
  });

  it("takes its addresses from its block in a fixed order", () => {
    assert.deepEqual(cluster.block, { first: "192.0.2.20", last: "192.0.2.31" });
    assert.equal(cluster.api, "192.0.2.20");
    assert.equal(cluster.ingress, "192.0.2.21");
    assert.equal(cluster.bootstrap?.address, "192.0.2.22");
    assert.deepEqual(
      cluster.nodes.map(({ address }) => address),
      [23, 24, 25, 26, 27, 28, 29].map((last) => `192.0.2.${String(last)}`),
    );
  });

  it("plans the bootstrap machine at the top of the cluster's MACs", () => {
    assert.deepEqual(cluster.bootstrap, {
      name: "bootstrap",
      fqdn: "bootstrap.ocp1.lab.example.com",
      address: "192.0.2.22",
      mac: "52:54:00:00:02:f0",
    });
  });

  it("names what it has in libvirt after itself", () => {
    assert.equal(cluster.pool, "ocplab-ocp1");
    assert.equal(cluster.baremetalNetwork, "ocp1-baremetal");
    assert.deepEqual(cluster.provisioning, {
      network: "ocp1-provisioning",
      bridge: "prov2",
      mode: "isolated",
    });
    assert.equal(nodeOf(cluster, "master-0").name, "ocp1-master-0");
  });

  it("leaves machines with an empty disk to the installer, and takes the others", () => {
    const owners = Object.fromEntries(cluster.nodes.map(({ key, power }) => [key, power]));
    assert.equal(owners.provisionhost, "ours");
    assert.equal(owners["master-0"], "installer");
    assert.equal(owners["worker-0"], "installer");
  });

  it("gives masters beyond the third indexes that workers never reach", () => {
    const text = changedLab(
      "    workers: 3\n",
      "    workers: 3\n    masters: 4\n    nodes: { master-3: { address: 192.0.2.50 } }\n",
    );
    const node = nodeOf(clusterOf(planOf(text), "ocp1"), "master-3");
    assert.equal(node.macs.baremetal, "52:54:00:00:02:80");
    assert.equal(node.address, "192.0.2.50");
  });

  it("takes an explicit address, MAC and owner for a node, and moves no other for it", () => {
    const own = "{ address: 192.0.2.60, mac: 52:54:00:AA:00:01, power: ours }";
    const text = changedLab("    size: 12\n", `    size: 12\n    nodes: { worker-0: ${own} }\n`);
    const changed = clusterOf(planOf(text), "ocp1");
    const { address, macs, power } = nodeOf(changed, "worker-0");
    assert.deepEqual([address, macs.baremetal, power], ["192.0.2.60", "52:54:00:aa:00:01", "ours"]);
    assert.deepEqual(nodeOf(changed, "worker-1"), nodeOf(cluster, "worker-1"));
  });

  it("takes explicit VIPs out of the block, and leaves the block as it was", () => {
    const vips = "    vips: { api: 192.0.2.90, ingress: 192.0.2.91 }\n";
    const changed = clusterOf(
      planOf(changedLab("    size: 12\n", `    size: 12\n${vips}`)),
      "ocp1",
    );
    assert.deepEqual([changed.api, changed.ingress], ["192.0.2.90", "192.0.2.91"]);
    assert.deepEqual(changed.nodes, cluster.nodes);
  });
});

describe("the plan of a single-node cluster", () => {
  const cluster = clusterOf(planOf(sampleLab), "sno1");

  it("has one address for the node, the API and the ingress", () => {
    assert.deepEqual(
      [nodeOf(cluster, "master-0").address, cluster.api, cluster.ingress],
      ["192.0.2.40", "192.0.2.40", "192.0.2.40"],
    );
  });

  it("has one NIC, no bootstrap machine and no provisioning network", () => {
    assert.deepEqual(nodeOf(cluster, "master-0").macs, { baremetal: "52:54:00:00:03:01" });
    assert.equal(cluster.bootstrap, undefined);
    assert.equal(cluster.provisioning, undefined);
  });
});

describe("the plan of sizes and images", () => {
  it("uses the sizes of the role, in MiB, where the lab file gives none", () => {
    const plan = planOf(sampleLab);
    const { memoryMib, vcpus, diskMib } = nodeOf(clusterOf(plan, "ocp1"), "master-0");
    assert.deepEqual([memoryMib, vcpus, diskMib], [16384, 8, 122880]);
    assert.equal(nodeOf(clusterOf(plan, "sno1"), "master-0").memoryMib, 32768);
  });

  it("lets a cluster give part of a role's size", () => {
    const text = changedLab("    size: 12\n", "    sizes: { worker: { vcpus: 6 } }\n");
    const { memoryMib, vcpus } = nodeOf(clusterOf(planOf(text), "ocp1"), "worker-0");
    assert.deepEqual([memoryMib, vcpus], [32768, 6]);
  });

  it("boots every node from the cluster's image, except a role that has one of its own", () => {
    const text = changedLab("    size: 12\n", "    image: images/guest.qcow2\n");
    const cluster = clusterOf(planOf(text), "ocp1");
    assert.equal(nodeOf(cluster, "worker-0").image, "images/guest.qcow2");
    assert.equal(nodeOf(cluster, "worker-0").power, "ours");
    assert.equal(nodeOf(cluster, "provisionhost").image, "images/rhel9.qcow2");
  });
});

describe("the plan of hosts", () => {
  it("has the lab file's SSH settings, except where the host has its own", () => {
    const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==";
    const text = changedLab(
      "nic: eno1 }\nservers",
      `nic: eno1, ssh: { user: admin, hostKey: ${key} } }\nssh: { keyFile: keys/lab }\nservers`,
    );
    const plan = planOf(text);
    assert.deepEqual(plan.jumphost.ssh, { user: "admin", keyFile: "keys/lab", hostKey: key });
    assert.deepEqual(serverOf(plan, "server1").ssh, { user: "root", keyFile: "keys/lab" });
  });

  it("puts every server on br0, under KVM unless the lab file says otherwise", () => {
    const { bridge, hypervisor, retired, fqdn } = serverOf(planOf(sampleLab), "server2");
    assert.deepEqual(
      [bridge, hypervisor, retired, fqdn],
      ["br0", "kvm", false, "server2.lab.example.com"],
    );
  });

  it("has no server of a name that the lab file does not have", () => {
    assert.throws(() => serverOf(planOf(sampleLab), "server9"), /no server called server9/);
  });
});

describe("a plan", () => {
  it("cannot be changed", () => {
    const { nodes } = clusterOf(planOf(sampleLab), "ocp1");
    assert.throws(() => Object.assign(nodes[0] ?? {}, { address: "192.0.2.99" }), TypeError);
  });

  it("has an install only of clusters where the lab file enables it", () => {
    const install = (enabled: string): string =>
      changedLab("    size: 12\n", `    install: { enabled: ${enabled}, topic: OCP-4.19 }\n`);
    assert.equal(clusterOf(planOf(install("false")), "ocp1").install, undefined);
    assert.deepEqual(clusterOf(planOf(install("true")), "ocp1").install, {
      topic: "OCP-4.19",
      components: ["ocp"],
      extra: {},
      inventoryExtra: {},
      job: {},
      hooks: {},
      folder: "/etc/ocplab/clusters/ocp1",
      inventoryPath: "/etc/ocplab/clusters/ocp1/ocp1-hosts.yml",
      pipelinePath: "/etc/ocplab/clusters/ocp1/ocp1-pipeline.yml",
    });
  });

  it("expresses a cluster that was planned by hand, address by address", () => {
    const plan = buildPlan(readLab("examples/seed.yaml"));
    const cluster = clusterOf(plan, "server1");
    assert.deepEqual(
      cluster.nodes.map(({ key, address, macs }) => `${key} ${address} ${macs.baremetal}`),
      [
        "provisionhost 192.0.2.20 52:54:00:00:02:00",
        "master-0 192.0.2.21 52:54:00:00:02:01",
        "master-1 192.0.2.22 52:54:00:00:02:02",
        "master-2 192.0.2.23 52:54:00:00:02:03",
        "worker-0 192.0.2.24 52:54:00:00:02:04",
        "worker-1 192.0.2.25 52:54:00:00:02:05",
        "worker-2 192.0.2.26 52:54:00:00:02:06",
      ],
    );
    assert.deepEqual(
      [cluster.bootstrap?.address, cluster.api, cluster.ingress, cluster.block],
      ["192.0.2.27", "192.0.2.28", "192.0.2.29", undefined],
    );
  });
});

function planOf(text: string): Plan {
  return buildPlan(parseLab(text));
}

function clusterOf(plan: Plan, name: string): ClusterPlan {
  const cluster = plan.clusters.find((candidate) => candidate.name === name);
  assert.ok(cluster, `the plan has no cluster ${name}`);
  return cluster;
}

function nodeOf(cluster: ClusterPlan, key: string): ClusterPlan["nodes"][number] {
  const node = cluster.nodes.find((candidate) => candidate.key === key);
  assert.ok(node, `${cluster.name} has no ${key}`);
  return node;
}
