import { refusesEach } from "./badFile.ts";
import { changedLab, inOcp1, inSno1 } from "../sampleLab.ts";
import { changedTypes, inAbi1, inHub1, typesLab } from "../typesLab.ts";

describe("nodes in a lab file", () => {
  refusesEach([
    {
      title: "an ipi node on another server, with the reason",
      text: inOcp1("nodes: { master-0: { server: server2 }, worker-0: { server: server1 } }"),
      message: [
        "lab.yaml:22:34: clusters.ocp1.nodes.master-0.server: is not server1: the nodes of an ipi cluster share an isolated provisioning network, which ends at its server; remove the key",
      ],
    },
    {
      title: "an agent-based node on an unknown server",
      text: changedTypes("master-2: { server: server2 }", "master-2: { server: server4 }"),
      message: [
        'lab.yaml:37:34: clusters.abi1.nodes.master-2.server: no server is called "server4"; did you mean "server1"?',
      ],
    },
    {
      title: "an agent-based node on a retired server",
      text: changedTypes("  server2: { ", "  server2: { retired: true, "),
      message: [
        "lab.yaml:22:13: clusters.spoke1.server: server server2 is retired (line 10); choose another server",
        "lab.yaml:28:13: clusters.spoke2.server: server server2 is retired (line 10); choose another server",
        "lab.yaml:37:34: clusters.abi1.nodes.master-2.server: server server2 is retired (line 10); choose another server",
      ],
    },
    {
      title: "an agent-based cluster's provisionhost",
      text: inAbi1("images: { provisionhost: images/rhel9.qcow2 }"),
      message: [
        "lab.yaml:37:15: clusters.abi1.images.provisionhost: unknown key; the keys here: master, worker",
      ],
    },
    {
      title: "a setting for a fourth master of three",
      text: changedTypes("master-2: { server: server2 }", "master-3: { server: server2 }"),
      message: [
        "lab.yaml:37:14: clusters.abi1.nodes.master-3: the cluster has no such node; its last master is master-2: remove the entry, or add masters",
      ],
    },
    {
      title: "four masters of an old topic",
      text: inAbi1("masters: 4\n    install: { topic: OCP-4.17 }").replace(
        "master-2: {",
        "master-3: { address: 192.0.2.90 }, master-2: {",
      ),
      message: [
        "lab.yaml:37:14: clusters.abi1.masters: 4 masters need OpenShift 4.18 or later, but the topic is OCP-4.17 (line 38); write 3, or a later topic",
      ],
    },
    {
      title: "five masters of an old topic in a hub",
      text: inHub1(
        "masters: 5\n    nodes: { master-3: { address: 192.0.2.90 }, master-4: { address: 192.0.2.91 } }\n    install: { topic: OCP-4.16 }",
      ),
      message: [
        "lab.yaml:15:14: clusters.hub1.masters: 5 masters need OpenShift 4.18 or later, but the topic is OCP-4.16 (line 17); write 3, or a later topic",
      ],
    },
    {
      title: "masters of an agent-based cluster that are too small",
      text: inAbi1(
        "sizes: { master: { memory: 15GiB, vcpus: 3, disk: 99GiB }, worker: { memory: 7GiB, vcpus: 1, disk: 99GiB } }",
      ),
      message: [
        "lab.yaml:37:32: clusters.abi1.sizes.master.memory: 15GiB is less than OpenShift's minimum for a master of an abi cluster; write 16GiB or more",
        "lab.yaml:37:46: clusters.abi1.sizes.master.vcpus: 3 is less than OpenShift's minimum for a master of an abi cluster; write 4 or more",
        "lab.yaml:37:55: clusters.abi1.sizes.master.disk: 99GiB is less than OpenShift's minimum for a master of an abi cluster; write 100GiB or more",
        "lab.yaml:37:82: clusters.abi1.sizes.worker.memory: 7GiB is less than OpenShift's minimum for a worker of an abi cluster; write 8GiB or more",
        "lab.yaml:37:95: clusters.abi1.sizes.worker.vcpus: 1 is less than OpenShift's minimum for a worker of an abi cluster; write 2 or more",
        "lab.yaml:37:104: clusters.abi1.sizes.worker.disk: 99GiB is less than OpenShift's minimum for a worker of an abi cluster; write 100GiB or more",
      ],
    },
    {
      title: "nodes of a hub that are too small",
      text: inHub1("sizes: { master: { memory: 8GiB, vcpus: 2, disk: 50GiB } }"),
      message: [
        "lab.yaml:15:32: clusters.hub1.sizes.master.memory: 8GiB is less than OpenShift's minimum for a master of an acm cluster; write 16GiB or more",
        "lab.yaml:15:45: clusters.hub1.sizes.master.vcpus: 2 is less than OpenShift's minimum for a master of an acm cluster; write 4 or more",
        "lab.yaml:15:54: clusters.hub1.sizes.master.disk: 50GiB is less than OpenShift's minimum for a master of an acm cluster; write 100GiB or more",
      ],
    },
    {
      title: "a single node that is too small",
      text: inSno1("sizes: { master: { memory: 15GiB, vcpus: 7, disk: 119GiB } }"),
      message: [
        "lab.yaml:26:32: clusters.sno1.sizes.master.memory: 15GiB is less than OpenShift's minimum for a master of an sno cluster; write 16GiB or more",
        "lab.yaml:26:46: clusters.sno1.sizes.master.vcpus: 7 is less than OpenShift's minimum for a master of an sno cluster; write 8 or more",
        "lab.yaml:26:55: clusters.sno1.sizes.master.disk: 119GiB is less than OpenShift's minimum for a master of an sno cluster; write 120GiB or more",
      ],
    },
    {
      title: "workers that have no image while masters have one",
      text: inAbi1(
        "images: { master: images/guest.qcow2 }\n    sizes: { master: { memory: 96MiB }, worker: { memory: 96MiB } }",
      ),
      message: [
        "lab.yaml:38:59: clusters.abi1.sizes.worker.memory: 96MiB is less than OpenShift's minimum for a worker of an abi cluster; write 8GiB or more",
      ],
    },
    {
      title: "a cluster that is over two servers' memory",
      text: changedTypes("  server2: { ", "  server2: { memory: 64GiB, ").replace(
        "  server3: { ",
        "  server3: { memory: 64GiB, ",
      ),
      message: [
        "lab.yaml:10:22: servers.server2.memory: has room for 64GiB, but its clusters need 80GiB: spoke1 32GiB (line 18), spoke2 32GiB (line 24), abi1 16GiB (line 31); move or shrink one",
        "lab.yaml:11:22: servers.server3.memory: has room for 64GiB, but its clusters need 96GiB: abi1 64GiB (line 31), old1 32GiB (line 38); move or shrink one",
      ],
    },
    {
      title: "a server's disk that a hub and its spokes fill",
      text: changedTypes("  server1: { ", "  server1: { disk: 500GiB, "),
      message: [
        "lab.yaml:9:20: servers.server1.disk: has room for 500GiB, but its clusters need 600GiB: hub1 480GiB (line 13), spoke2 120GiB (line 24); move or shrink one",
      ],
    },
    {
      title: "CPUs that are short by a fraction of the ratio",
      text: changedTypes("  server1: { ", "  server1: { vcpus: 29, vcpuRatio: 1.5, "),
      message: [
        "lab.yaml:9:21: servers.server1.vcpus: has room for 43.5, but its clusters need 44: hub1 36 (line 13), spoke2 8 (line 24); move or shrink one",
      ],
    },
    {
      title: "three clusters of one id",
      text: changedTypes("id: 2\n", "id: 4\n").replace("id: 5\n", "id: 4\n"),
      message: [
        "lab.yaml:33:9: clusters.abi1.id: 4 is also the id of cluster spoke1 (line 21); the next free id is 2",
        "lab.yaml:41:9: clusters.old1.id: 4 is also the id of cluster spoke1 (line 21); the next free id is 5",
      ],
    },
    {
      title: "a MAC of a spoke's provisioning network",
      text: changedTypes(
        "    classic: true\n",
        "    classic: true\n    nodes: { master-0: { mac: 52:54:01:00:02:01 } }\n",
      ),
      message: [
        "lab.yaml:41:31: clusters.old1.nodes.master-0.mac: 52:54:01:00:02:01 is also the MAC of master-0 of cluster spoke1 on the provisioning network (line 18); choose another one, or leave it out for the derived one",
      ],
    },
    {
      title: "a MAC that a node on another server derives",
      text: changedTypes(
        "    classic: true\n",
        "    classic: true\n    nodes: { master-0: { mac: 52:54:00:00:04:03 } }\n",
      ),
      message: [
        "lab.yaml:41:31: clusters.old1.nodes.master-0.mac: 52:54:00:00:04:03 is also the MAC of master-2 of cluster abi1 (line 37); choose another one, or leave it out for the derived one",
      ],
    },
    {
      title: "a bootstrap MAC that is also a node's",
      text: inOcp1(
        "bootstrap: { mac: 52:54:aa:00:00:01 }\n    nodes: { worker-0: { mac: 52:54:aa:00:00:01 } }",
      ),
      message: [
        "lab.yaml:23:31: clusters.ocp1.nodes.worker-0.mac: 52:54:aa:00:00:01 is also the MAC of the bootstrap machine of cluster ocp1 (line 22); choose another one, or leave it out for the derived one",
      ],
    },
    {
      title: "a hub with the name of the foundation's stack",
      text: typesLab.replaceAll("hub1", "lab"),
      message: [
        "lab.yaml:13:3: clusters.lab: the stack lab is the foundation's; choose another name for the cluster",
      ],
    },
    {
      title: "a single node with a name that is too long for its domain",
      text: changedLab(
        "  sno1:\n",
        "  a-single-node-with-a-long-name-that-is-still-a-label1:\n",
      ).replace("lab.example.com", "example.com"),
      message: [
        "lab.yaml:23:3: clusters.a-single-node-with-a-long-name-that-is-still-a-label1: the derived name master-0.a-single-node-with-a-long-name-that-is-still-a-label1.example.com has 74 characters, and may have 63; shorten the cluster's name or lab.domain",
      ],
    },
    {
      title: "a jumphost with a name that is too long for its domain",
      text: changedLab(
        "domain: lab.example.com",
        "domain: " + "a-label-of-thirty-one-letters-ok.".repeat(7) + "example.com",
      )
        .replace("name: jumphost", "name: a-jumphost-with-a-name-of-forty-one-letters")
        .replace(/clusters:[^]*/, ""),
      message: [
        "lab.yaml:8:19: jumphost.name: the derived name a-jumphost-with-a-name-of-forty-one-letters.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.example.com has 286 characters, and may have 253; shorten the name or lab.domain",
      ],
    },
    {
      title: "a server with a name that is too long for its domain",
      text: changedLab(
        "domain: lab.example.com",
        "domain: " + "a-label-of-thirty-one-letters-ok.".repeat(7) + "example.com",
      )
        .replace("  server1:", "  a-server-with-a-name-of-forty-one-letters:")
        .replace(/clusters:[^]*/, ""),
      message: [
        "lab.yaml:10:3: servers.a-server-with-a-name-of-forty-one-letters: the derived name a-server-with-a-name-of-forty-one-letters.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.a-label-of-thirty-one-letters-ok.example.com has 284 characters, and may have 253; shorten the name or lab.domain",
      ],
    },
  ]);
});
