import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inServer2, inSno1, sampleLab } from "../sampleLab.ts";

describe("what is in a wrong place of a lab file", () => {
  refusesEach([
    {
      title: "a cluster that is not indented, and takes its address and id for taken",
      text: sampleLab
        .replace(/ {2}sno1:[^]*/, (sno1) => sno1.replaceAll(/^ {2}/gm, ""))
        .replace("192.0.2.20", "192.0.2.11")
        .replace("192.0.2.40", "192.0.2.13")
        .replace("    id: 2\n", "")
        .replace("id: 3", "id: 1"),
      message: [
        "lab.yaml:15:3: clusters.ocp1.id: is missing; the next free id is 2",
        "lab.yaml:18:19: clusters.ocp1.firstAddress: the block 192.0.2.11 to 192.0.2.22 overlaps server server1 (192.0.2.11, line 10), server server2 (192.0.2.12, line 12); the next free block of 12 is 192.0.2.20",
        "lab.yaml:22:1: sno1: looks like a cluster: indent it under `clusters`",
      ],
    },
    {
      title: "a cluster that is in the one before it",
      text: sampleLab.replace(/ {2}sno1:[^]*/, (sno1) => sno1.replaceAll(/^/gm, "  ").trimEnd()),
      message: [
        "lab.yaml:23:5: clusters.ocp1.sno1: looks like a cluster: indent it less, to stand in `clusters` by itself",
      ],
    },
    {
      title: "a cluster whose keys are not below it",
      text: sampleLab.replace(/ {4}type: sno[^]*/, (keys) => keys.replaceAll(/^ {2}/gm, "")),
      message: [
        "lab.yaml:23:3: clusters.sno1: has nothing in it: type, id, server, firstAddress below it are not indented more than it is; indent them",
      ],
    },
    {
      title: "a cluster among the servers",
      text: changedLab(
        "clusters:\n",
        "  sno2: { type: sno, id: 9, server: server1, firstAddress: 192.0.2.41 }\nclusters:\n",
      ),
      message: ["lab.yaml:14:3: servers.sno2: looks like a cluster: move it to `clusters`"],
    },
    {
      title: "a server among the clusters, and does not call it missing",
      text: changedLab("server: server2", "server: server3").replace(
        "clusters:\n",
        "clusters:\n  server3: { address: 192.0.2.13, nic: eno1 }\n",
      ),
      message: ["lab.yaml:15:3: clusters.server3: looks like a server: move it to `servers`"],
    },
    {
      title: "a server that is not indented, and does not call it missing",
      text: sampleLab.replace(/ {2}server2:[^]*clusters:/, (server2) =>
        server2.replaceAll(/^ {2}/gm, ""),
      ),
      message: ["lab.yaml:11:1: server2: looks like a server: indent it under `servers`"],
    },
    {
      title: "a server whose keys are not below it",
      text: sampleLab.replace(/ {4}address: 192[^]*clusters:/, (keys) =>
        keys.replaceAll(/^ {2}/gm, ""),
      ),
      message: [
        "lab.yaml:11:3: servers.server2: has nothing in it: address, nic below it are not indented more than it is; indent them",
      ],
    },
    {
      title: "sizes of machines that are the cluster's, with where they belong",
      text: inSno1("memory: 16GiB\n    vcpus: 8\n    disk: [1]"),
      message: [
        "lab.yaml:26:5: clusters.sno1.memory: unknown key; sizes are given for each role: `sizes: { master: { memory: 16GiB } }`",
        "lab.yaml:27:5: clusters.sno1.vcpus: unknown key; sizes are given for each role: `sizes: { master: { vcpus: 8 } }`",
        "lab.yaml:28:5: clusters.sno1.disk: unknown key; sizes are given for each role: `sizes: { master: { disk: ... } }`",
      ],
    },
    {
      title: "keys of a network that are not below it",
      text: sampleLab.replace(/ {2}subnet:[^]*jumphost:/, (keys) => keys.replaceAll(/^ {2}/gm, "")),
      message: [
        "lab.yaml:3:1: network: has nothing in it: subnet, gateway, upstreamDns, ntp below it are not indented more than it is; indent them",
      ],
    },
    {
      title: "several subnets, and why there is one",
      text: changedLab("subnet: 192.0.2.0/24", "subnets: [192.0.2.0/24, 198.51.100.0/24]"),
      message: [
        'lab.yaml:4:3: network.subnets: unknown key; did you mean "subnet"? It takes one: a lab is one flat layer-2 network, since its bridges, DHCP and VIPs end at a router; describe what is behind one as a lab of its own, with its own jumphost',
      ],
    },
    {
      title: "the words of other tools for keys of a network",
      text: changedLab("subnet:", "cidr:")
        .replace("gateway:", "default_gateway:")
        .replace("upstreamDns:", "nameservers:")
        .replace("  ntp:", "  ntpServers:"),
      message: [
        'lab.yaml:4:3: network.cidr: unknown key; did you mean "subnet"?',
        'lab.yaml:5:3: network.default_gateway: unknown key; did you mean "gateway"?',
        'lab.yaml:6:3: network.nameservers: unknown key; did you mean "upstreamDns"?',
        'lab.yaml:7:3: network.ntpServers: unknown key; did you mean "ntp"?',
      ],
    },
    {
      title: "the words of other tools for keys of a server",
      text: inServer2("cpus: 8\n    ram: 64GiB\n    user: admin"),
      message: [
        'lab.yaml:14:5: servers.server2.cpus: unknown key; did you mean "vcpus"?',
        'lab.yaml:15:5: servers.server2.ram: unknown key; did you mean "memory"?',
        "lab.yaml:16:5: servers.server2.user: unknown key; it belongs under `ssh`: `ssh: { user: ... }`",
      ],
    },
    {
      title: "the words of other tools for keys of a cluster",
      text: changedLab("    server: server2\n", "    host: server2\n").replace(
        "    workers: 3\n",
        "    compute: 3\n    topic: OCP-4.19\n    api: 192.0.2.50\n",
      ),
      message: [
        'lab.yaml:21:5: clusters.ocp1.compute: unknown key; did you mean "workers"?',
        "lab.yaml:22:5: clusters.ocp1.topic: unknown key; it belongs under `install`: `install: { topic: ... }`",
        "lab.yaml:23:5: clusters.ocp1.api: unknown key; it belongs under `vips`: `vips: { api: ... }`",
        'lab.yaml:28:5: clusters.sno1.host: unknown key; did you mean "server"?',
      ],
    },
    {
      title: "a domain in the network, and a domain of a cluster",
      text: inNetwork("domain: lab.example.com").replace(
        "    id: 3\n",
        "    id: 3\n    domain: sno1.example.com\n",
      ),
      message: [
        "lab.yaml:8:3: network.domain: unknown key; it belongs under `lab`",
        "lab.yaml:27:5: clusters.sno1.domain: unknown key; it belongs to the lab as a whole: a cluster's is NAME.DOMAIN; remove it",
      ],
    },
    {
      title: "what a jumphost has only as a server",
      text: changedLab("nic: eno1 }\nservers", "nic: eno1, memory: 64GiB }\nservers"),
      message: [
        "lab.yaml:8:60: jumphost.memory: unknown key; it belongs to a server: list the jumphost under `servers` too, if machines are to run on it",
      ],
    },
    {
      title: "a list of servers under another word",
      text: changedLab("servers:\n", "hosts:\n"),
      message: ['lab.yaml:9:1: hosts: unknown key; did you mean "servers"?'],
    },
  ]);
});
