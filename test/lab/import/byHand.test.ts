import assert from "node:assert/strict";

import type { FoundFile, FoundLab, FoundMachine } from "../../../lab/import/facts.ts";
import { importLab } from "../../../lab/import/importLab.ts";
import { labText } from "../../../lab/import/labText.ts";
import { buildPlan } from "../../../lab/plan.ts";
import { parseLab } from "../../../lab/read.ts";
import { hostOf } from "./foundLab.ts";

/** As "Distributed Libvirt-based OpenShift clusters with DCI" writes it, with addresses. */
const dnsmasq = `# general
port=53
domain-needed
server=192.0.2.1
address=/api.server1.lab.example.com/192.0.2.28
address=/api-int.server1.lab.example.com/192.0.2.28
address=/apps.server1.lab.example.com/192.0.2.29
dhcp-range=server1,192.0.2.20,192.0.2.27,24h # addresses to be used by VMs
dhcp-option=server1,option:netmask,255.255.255.128
dhcp-option=server1,option:router,192.0.2.1
dhcp-option=server1,option:dns-server,192.0.2.10 # the jumphost
dhcp-option=server1,option:ntp-server,192.0.2.11
cname=console.lab.example.com,api.server1.lab.example.com
dhcp-host=52:54:00:00:02:00,192.0.2.20,provisionhost.server1.lab.example.com
dhcp-host=52:54:00:00:02:01,192.0.2.21,dciokd-master-0.server1.lab.example.com
dhcp-host=52:54:00:00:02:02,192.0.2.22,dciokd-master-1.server1.lab.example.com
dhcp-host=52:54:00:00:02:03,192.0.2.23,dciokd-master-2.server1.lab.example.com
dhcp-host=52:54:00:00:02:04,192.0.2.24,dciokd-worker-0.server1.lab.example.com
dhcp-host=52:54:00:00:02:05,192.0.2.25,dciokd-worker-1.server1.lab.example.com
dhcp-host=52:54:00:00:02:06,192.0.2.26,dciokd-worker-2.server1.lab.example.com
dhcp-host=aa:bb:cc:dd:ee:ff,192.0.2.60,printer
`;

/** DCI's generated inventory, shortened. */
const inventory = `[all:vars]
install_type=ipi
prov_nic=eth0
domain=lab.example.com
cluster=server1
dir="{{ansible_user_dir}}/clusterconfigs"

[masters]
dciokd-master-0 name=dciokd-master-0 role=master ipmi_port=6230 provision_mac=52:54:00:aa:00:01
dciokd-master-1 name=dciokd-master-1 role=master ipmi_port=6231
dciokd-master-2 name=dciokd-master-2 role=master ipmi_port=6232
[masters:vars]
ansible_user=core

[workers]
dciokd-worker-0 name=dciokd-worker-0 role=worker ipmi_port=6233
dciokd-worker-1 name=dciokd-worker-1 role=worker ipmi_port=6234
dciokd-worker-2 name=dciokd-worker-2 role=worker ipmi_port=6235

[provisioner]
provisionhost.server1.lab.example.com ansible_user=dci
`;

const settings = "dci_topic: OCP-4.19\ndci_components_by_query: ['type:ocp,tags:build:ga']\n";

const plan = { network: { prefixLength: 25, mtu: 1500 } } as Parameters<typeof hostOf>[0];
const ssh = { user: "root" };
const names = ["provisionhost", ...[0, 1, 2].map((n) => `dciokd-master-${String(n)}`)].concat(
  [0, 1, 2].map((n) => `dciokd-worker-${String(n)}`),
);

function machine(name: string, index: number): FoundMachine {
  const isWorker = name.includes("worker");
  return {
    name,
    uuid: `00000000-0000-4000-8000-00000000000${String(index)}`,
    type: "kvm",
    memoryMib: isWorker ? 32768 : 16384,
    vcpus: 8,
    running: true,
    nics: [
      { mac: `52:54:00:aa:00:0${String(index)}`, bridge: "provisioning" },
      { mac: `52:54:00:00:02:0${String(index)}`, bridge: "br0" },
    ],
    disks: [{ path: `/var/lib/libvirt/images/${name}.qcow2`, sizeMib: 122880 }],
  };
}

function found(
  files: Readonly<Record<string, string>> = {},
  machines: readonly FoundMachine[] = names.map(machine),
): FoundLab {
  const texts = {
    "/etc/dnsmasq.conf": dnsmasq,
    "/etc/dci-openshift-agent/server1-hosts": inventory,
    "/etc/dci-openshift-agent/server1-settings.yml": settings,
    ...files,
  };
  const all = Object.entries(texts).map(([path, text]): FoundFile => {
    return { path, kind: path.includes("dnsmasq") ? "conf" : "dci", text };
  });
  const hosts = { jumphost: { name: "jumphost", address: "192.0.2.10", nic: "eno1", ssh } };
  const server = { name: "server1", address: "192.0.2.11", nic: "eno1", ssh };
  return {
    jumphost: hostOf(plan, hosts.jumphost, undefined, all, []),
    servers: [hostOf(plan, server, {}, [], machines)],
  };
}

function toldBy(lab: FoundLab): string[] {
  return importLab(lab).told.map(({ where, kind, message }) => `${kind}: ${where}: ${message}`);
}

describe("importing the article's lab", () => {
  it("gives a sound lab file with every address, MAC and name as it was", () => {
    const { clusters, network } = buildPlan(parseLab(labText(importLab(found()))));
    const [cluster] = clusters;
    assert.ok(cluster);
    assert.deepEqual(
      cluster.nodes.map(({ key, fqdn, address, macs, name }) => [
        ...[key, fqdn, address, macs.baremetal, name],
      ]),
      names.map((name, index) => [
        name.replace("dciokd-", ""),
        `${name}.server1.lab.example.com`,
        `192.0.2.${String(20 + index)}`,
        `52:54:00:00:02:0${String(index)}`,
        name,
      ]),
    );
    assert.equal(cluster.type, "ipi");
    assert.equal(cluster.machines, "adopted");
    assert.deepEqual([cluster.api, cluster.ingress], ["192.0.2.28", "192.0.2.29"]);
    assert.equal(cluster.bootstrap?.address, "192.0.2.27");
    assert.deepEqual([cluster.id, cluster.install], [2, undefined]);
    assert.equal(network.subnet, "192.0.2.0/25");
    assert.deepEqual([network.gateway, network.ntp], ["192.0.2.1", ["192.0.2.11"]]);
  });

  it("gives no MAC that follows from the id, and says what is installed", () => {
    const text = labText(importLab(found()));
    assert.doesNotMatch(text, /mac:/);
    assert.match(text, /install:\n? *\{? *enabled: false,?\s+topic: OCP-4\.19/);
    assert.match(text, /bmc: ipmi/);
  });

  it("tells what no lab file can say, and what it has assumed", () => {
    assert.deepEqual(toldBy(found()), [
      "left: jumphost: /etc/dnsmasq.conf:13: the lab file has no words for `cname=console.lab.example.com,api.server1.lab.example.com`; where the lab needs it, put it into a file of your own (docs/from-dci-lab.md)",
      "assumed: cluster server1: its bootstrap machine has no reservation; it gets 192.0.2.27, the one free address of the range that its nodes are in",
      "left: /etc/dnsmasq.conf:21: aa:bb:cc:dd:ee:ff is of no cluster, so it gets no address from ocplab: 192.0.2.60 is kept free in network.reserved",
      "assumed: server1: memory and vCPUs are all that it has; write what virtual machines may take, and `disk`",
      "left: cluster server1: its machines are adopted, so `install` is there for when they are made anew, and not enabled; of its job /etc/dci-openshift-agent/server1-settings.yml more than topic and components is yours to add",
    ]);
  });

  it("leaves a cluster out that no lab file can describe, and keeps its addresses free", () => {
    const files = { "/etc/dci-openshift-agent/server1-hosts": inventory.replace("=ipi", "=upi") };
    const { data, told } = importLab(found(files));
    assert.deepEqual(data.clusters, {});
    const why = told.filter(({ message }) => message.startsWith("it is left out"));
    assert.deepEqual(why, [
      {
        where: "cluster server1.lab.example.com",
        kind: "left",
        message:
          "it is left out: its inventory says install_type upi, which a lab file does not know",
      },
    ]);
    const { reserved } = data.network as { reserved: string[] };
    assert.equal(reserved.length, 11);
    parseLab(labText({ data, told }));
  });

  it("tells machines that are nobody's, differing sizes, and a cluster on no server that was asked", () => {
    const [first = machine("", 0), second = machine("", 1), ...others] = names.map(machine);
    const stray = { ...machine("build", 9), name: "build" };
    const told = toldBy(found({}, [first, { ...second, memoryMib: 20480 }, ...others, stray]));
    assert.ok(told.some((line) => line.includes("server1: machine build is of no cluster")));
    assert.ok(
      told.some((line) => /its masters differ in memory \(20480, 16384\), .* largest/.test(line)),
    );
    const none = toldBy(found({}, []));
    assert.ok(none.some((line) => line.includes("no server that was asked has a machine of it")));
  });

  it("knows a cluster without an inventory by its names, and says so", () => {
    const lab = found({ "/etc/dci-openshift-agent/server1-hosts": "" });
    const [cluster] = buildPlan(parseLab(labText(importLab(lab)))).clusters;
    assert.equal(cluster?.type, "ipi");
    assert.ok(toldBy(lab).some((line) => /no inventory tells its type; .* type ipi/.test(line)));
  });
});
