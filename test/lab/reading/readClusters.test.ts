import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inOcp1, inServer2, inSno1 } from "../sampleLab.ts";

describe("clusters and servers in a lab file", () => {
  refusesEach([
    {
      title: "two clusters of one id, with the next free one",
      text: changedLab("id: 3", "id: 2"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 17); the next free id is 1",
      ],
    },
    {
      title: "a MAC that another node derives",
      text: inSno1("nodes: { master-0: { mac: 52:54:00:00:02:04 } }"),
      message: [
        "lab.yaml:26:31: clusters.sno1.nodes.master-0.mac: 52:54:00:00:02:04 is also the MAC of worker-0 of cluster ocp1 (line 15); choose another one, or leave it out for the derived one",
      ],
    },
    {
      title: "a MAC that a node derives for its provisioning network",
      text: inSno1("nodes: { master-0: { mac: 52:54:01:00:02:04 } }"),
      message: [
        "lab.yaml:26:31: clusters.sno1.nodes.master-0.mac: 52:54:01:00:02:04 is also the MAC of worker-0 of cluster ocp1 on the provisioning network (line 15); choose another one, or leave it out for the derived one",
      ],
    },
    {
      title: "one MAC for two nodes",
      text: inOcp1(
        "nodes: { worker-0: { mac: 52:54:aa:00:00:01 }, worker-1: { mac: 52:54:AA:00:00:01 } }",
      ),
      message: [
        "lab.yaml:22:69: clusters.ocp1.nodes.worker-1.mac: 52:54:aa:00:00:01 is also the MAC of worker-0 of cluster ocp1 (line 22); choose another one, or leave it out for the derived one",
      ],
    },
    {
      title: "a bootstrap MAC that a node derives",
      text: inOcp1("bootstrap: { mac: 52:54:00:00:03:01 }"),
      message: [
        "lab.yaml:22:23: clusters.ocp1.bootstrap.mac: 52:54:00:00:03:01 is also the MAC of master-0 of cluster sno1 (line 24); choose another one, or leave it out for the derived one",
      ],
    },
    {
      title: "one MAC prefix for both networks",
      text: inNetwork('provisioningMacPrefix: "52:54:00"'),
      message: [
        "lab.yaml:8:26: network.provisioningMacPrefix: 52:54:00 is also macPrefix; two networks need two prefixes, choose another one",
      ],
    },
    {
      title: "a MAC prefix that no other follows",
      text: inNetwork('macPrefix: "52:54:ff"'),
      message: [
        "lab.yaml:8:14: network.macPrefix: nothing follows 52:54:ff for the provisioning networks; add `provisioningMacPrefix`",
      ],
    },
    {
      title: "a cluster with the name of the foundation's stack",
      text: changedLab("  sno1:\n", "  lab:\n"),
      message: [
        "lab.yaml:23:3: clusters.lab: the stack lab is the foundation's; choose another name for the cluster",
      ],
    },
    {
      title: "a domain that is too long for the names of most clusters' nodes",
      text: changedLab("lab.example.com", `${"a-long-label.".repeat(4)}example.com`),
      message: [
        `lab.yaml:2:28: lab.domain: is too long for the names of 2 clusters' nodes: provisionhost.ocp1.${"a-long-label.".repeat(4)}example.com (line 15) has 82 characters, and may have 63; take 19 characters or more from the domain`,
      ],
    },
    {
      title: "a cluster whose nodes' names are too long",
      text: changedLab("  sno1:\n", "  a-cluster-for-testing-long-names-of-all-machines:\n"),
      message: [
        "lab.yaml:23:3: clusters.a-cluster-for-testing-long-names-of-all-machines: the derived name master-0.a-cluster-for-testing-long-names-of-all-machines.lab.example.com has 73 characters, and may have 63; shorten the cluster's name or lab.domain",
      ],
    },
    {
      title: "a cluster on an unknown server, with the one that is meant",
      text: changedLab("server: server2", "server: sever2"),
      message: [
        'lab.yaml:26:13: clusters.sno1.server: no server is called "sever2"; did you mean "server2"?',
      ],
    },
    {
      title: "a cluster on a server that is like none, with those that there are",
      text: changedLab("server: server2", "server: rack"),
      message: [
        'lab.yaml:26:13: clusters.sno1.server: no server is called "rack"; the servers here: server1, server2',
      ],
    },
    {
      title: "a cluster on a retired server",
      text: inServer2("retired: true"),
      message: [
        "lab.yaml:27:13: clusters.sno1.server: server server2 is retired (line 14); choose another server",
      ],
    },
    {
      title: "a setting for a worker that the cluster does not have",
      text: inOcp1("nodes: { worker-3: { power: ours } }"),
      message: [
        "lab.yaml:22:14: clusters.ocp1.nodes.worker-3: the cluster has no such node; its last worker is worker-2: remove the entry, or add workers",
      ],
    },
    {
      title: "a setting for a worker of a cluster without workers",
      text: inSno1("nodes: { worker-0: { power: ours } }"),
      message: [
        "lab.yaml:26:14: clusters.sno1.nodes.worker-0: the cluster has no such node; it has no workers: remove the entry",
      ],
    },
    {
      title: "a setting for a node with a misspelled key",
      text: inOcp1("nodes: { provisonhost: { power: ours } }"),
      message: [
        'lab.yaml:22:14: clusters.ocp1.nodes.provisonhost: the cluster has no such node; did you mean "provisionhost"?',
      ],
    },
    {
      title: "an ipi node on another server than its cluster",
      text: inOcp1("nodes: { worker-0: { server: server2 } }"),
      message: [
        "lab.yaml:22:34: clusters.ocp1.nodes.worker-0.server: is not server1: the nodes of an ipi cluster share an isolated provisioning network, which ends at its server; remove the key",
      ],
    },
    {
      title: "a single node on an unknown server",
      text: inSno1("nodes: { master-0: { server: server3 } }"),
      message: [
        'lab.yaml:26:34: clusters.sno1.nodes.master-0.server: no server is called "server3"; did you mean "server1"?',
      ],
    },
    {
      title: "a provisionhost without an image",
      text: changedLab("    images: { provisionhost: images/rhel9.qcow2 }\n", ""),
      message: [
        "lab.yaml:15:3: clusters.ocp1.images.provisionhost: is missing; provisionhost boots from a disk image: give its path",
      ],
    },
    {
      title: "machines that are smaller than OpenShift asks for",
      text: inOcp1(
        "sizes: { master: { memory: 8GiB, vcpus: 2, disk: 50GiB }, worker: { vcpus: 1 } }",
      ),
      message: [
        "lab.yaml:22:32: clusters.ocp1.sizes.master.memory: 8GiB is less than OpenShift's minimum for a master of an ipi cluster; write 16GiB or more",
        "lab.yaml:22:45: clusters.ocp1.sizes.master.vcpus: 2 is less than OpenShift's minimum for a master of an ipi cluster; write 4 or more",
        "lab.yaml:22:54: clusters.ocp1.sizes.master.disk: 50GiB is less than OpenShift's minimum for a master of an ipi cluster; write 100GiB or more",
        "lab.yaml:22:80: clusters.ocp1.sizes.worker.vcpus: 1 is less than OpenShift's minimum for a worker of an ipi cluster; write 2 or more",
      ],
    },
    {
      title: "a bridge as a server's NIC",
      text: changedLab("    nic: eno1\n", "    nic: br0\n"),
      message: [
        "lab.yaml:13:10: servers.server2.nic: br0 is the bridge itself; name the physical NIC that is to be its port",
      ],
    },
    {
      title: "a server with the jumphost's name and another address",
      text: changedLab("  server2:\n", "  jumphost:\n").replace(
        "server: server2",
        "server: server1",
      ),
      message: [
        "lab.yaml:12:14: servers.jumphost.address: 192.0.2.12 differs from the jumphost's 192.0.2.1 (line 8); a server with the jumphost's name is the same host: make them equal, or rename the server",
      ],
    },
    {
      title: "clusters that need more memory than their server has",
      text: inServer2("memory: 16GiB"),
      message: [
        "lab.yaml:14:13: servers.server2.memory: has room for 16GiB, but its clusters need 32GiB: sno1 32GiB (line 24); move or shrink one",
      ],
    },
    {
      title: "clusters that need more CPUs than their server has",
      text: changedLab(
        "server1: { address: 192.0.2.11,",
        "server1: { vcpus: 32, address: 192.0.2.11,",
      ),
      message: [
        "lab.yaml:10:21: servers.server1.vcpus: has room for 32, but its clusters need 56: ocp1 56 (line 15); move or shrink one, or declare a `vcpuRatio`",
      ],
    },
    {
      title: "clusters that need more CPUs than their server has with its ratio",
      text: changedLab(
        "server1: { address: 192.0.2.11,",
        "server1: { vcpus: 16, vcpuRatio: 3, address: 192.0.2.11,",
      ).replace("server: server2", "server: server1"),
      message: [
        "lab.yaml:10:21: servers.server1.vcpus: has room for 48, but its clusters need 64: ocp1 56 (line 15), sno1 8 (line 23); move or shrink one",
      ],
    },
    {
      title: "clusters that need more disk than their server has",
      text: changedLab(
        "server1: { address: 192.0.2.11,",
        "server1: { disk: 500GiB, address: 192.0.2.11,",
      ),
      message: [
        "lab.yaml:10:20: servers.server1.disk: has room for 500GiB, but its clusters need 820GiB: ocp1 820GiB (line 15); move or shrink one",
      ],
    },
  ]);
});
