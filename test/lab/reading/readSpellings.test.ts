import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inOcp1, inServer2, inSno1, sampleLab } from "../sampleLab.ts";

describe("values of a lab file that are spelt as elsewhere", () => {
  refusesEach([
    {
      title: "a home folder, a URL and a drive in the place of paths",
      text: changedLab("images/rhel9.qcow2", "https://example.com/rhel9.qcow2").replace(
        "jumphost:",
        'ssh: { keyFile: ~/.ssh/id_rsa, knownHosts: "C:\\\\keys" }\njumphost:',
      ),
      message: [
        "lab.yaml:8:17: ssh.keyFile: \"~/.ssh/id_rsa\" is not a plain path; `~` is nobody's home here; write all of it from / on, or from the lab file's folder",
        'lab.yaml:8:44: ssh.knownHosts: "C:\\\\keys" is not a plain path; use letters, digits and . _ / @ , : = - without spaces, for example .box/id_ed25519',
        'lab.yaml:23:30: clusters.ocp1.images.provisionhost: "https://example.com/rhel9.qcow2" is not a plain path; download it to this machine, and write the path of the file',
      ],
    },
    {
      title: "topics that are releases",
      text: inSno1("install: { topic: 4.19 }").replace(
        "    workers: 3\n",
        "    install: { topic: ocp4.18 }\n    workers: 3\n",
      ),
      message: [
        'lab.yaml:21:23: clusters.ocp1.install.topic: "ocp4.18" is not a DCI topic; did you mean OCP-4.18?',
        "lab.yaml:27:23: clusters.sno1.install.topic: 4.19 is not a DCI topic; did you mean OCP-4.19?",
      ],
    },
    {
      title: "a topic that is a number of which it is not known which release it is",
      text: inSno1("install: { topic: 4.2 }"),
      message: [
        "lab.yaml:26:23: clusters.sno1.install.topic: 4.2 is not a DCI topic; write it as DCI does, for example OCP-4.19",
      ],
    },
    {
      title: "days as they are written elsewhere",
      text: inSno1("expires: 31.12.2026").replace(
        "    workers: 3\n",
        "    expires: 2026/12/31\n    workers: 3\n",
      ),
      message: [
        'lab.yaml:21:14: clusters.ocp1.expires: "2026/12/31" is not a day or a time; did you mean 2026-12-31?',
        'lab.yaml:27:14: clusters.sno1.expires: "31.12.2026" is not a day or a time; did you mean 2026-12-31?',
      ],
    },
    {
      title: "words of YAML 1.1 for true and false",
      text: inServer2("retired: off").replace("    id: 3\n", "    id: 3\n    protected: yes\n"),
      message: [
        'lab.yaml:14:14: servers.server2.retired: "off" is not true or false; write false, without quotes',
        'lab.yaml:27:16: clusters.sno1.protected: "yes" is not true or false; write true, without quotes',
      ],
    },
    {
      title: "whole numbers in quotes",
      text: changedLab("workers: 3", 'workers: "3"').replace("id: 3", 'id: "3"'),
      message: [
        'lab.yaml:21:14: clusters.ocp1.workers: "3" is not a number of workers; remove the quotes: 3',
        'lab.yaml:25:9: clusters.sno1.id: "3" is not a cluster id; remove the quotes: 3',
      ],
    },
    {
      title: "numbers that are far too large, each once",
      text: changedLab("id: 3", "id: 99999999999999999999999999")
        .replace("size: 12", "size: 4294967296")
        .replace(
          "    address: 192.0.2.12\n",
          "    address: 192.0.2.12\n    memory: 99999999999GiB\n",
        ),
      message: [
        'lab.yaml:13:13: servers.server2.memory: "99999999999GiB" is not a size with its unit; write a smaller amount, at most 9999999TiB',
        "lab.yaml:21:11: clusters.ocp1.size: 4294967296 is not a number of addresses; write a whole number from 1 to 4096 without quotes",
        "lab.yaml:26:9: clusters.sno1.id: 1e+26 is not a cluster id; write a whole number from 1 to 65535 without quotes",
      ],
    },
    {
      title: "keys and types in capitals",
      text: changedLab("firstAddress: 192.0.2.20", "firstaddress: 192.0.2.20")
        .replace("type: ipi", "type: IPI")
        .replace("{ name: jumphost", "{ Name: jumphost"),
      message: [
        'lab.yaml:8:13: jumphost.Name: unknown key; did you mean "name"?',
        'lab.yaml:16:11: clusters.ocp1.type: "IPI" is not ipi, sno, abi or acm; did you mean ipi?',
        'lab.yaml:19:5: clusters.ocp1.firstaddress: unknown key; did you mean "firstAddress"?',
      ],
    },
    {
      title: "keys of Kubernetes at the top",
      text: sampleLab.replace(
        "version: 1\n",
        "apiVersion: v1\nkind: Lab\nmetadata: { name: test }\n",
      ),
      message: [
        'lab.yaml:1:1: apiVersion: unknown key; did you mean "version"?',
        "lab.yaml:2:1: kind: unknown key; the keys here: version, lab, network, ssh, jumphost, dci, servers, clusters",
        "lab.yaml:3:1: metadata: unknown key; the keys here: version, lab, network, ssh, jumphost, dci, servers, clusters",
      ],
    },
    {
      title: "a comment without a space before it",
      text: changedLab("domain: lab.example.com }", "domain: lab.example.com#prod }"),
      message: [
        'lab.yaml:2:28: lab.domain: "lab.example.com#prod" is not a domain name; use lower-case labels with dots between them, for example lab.example.com',
      ],
    },
    {
      title: "a single node with what only several have",
      text: inSno1("workers: 1\n    masters: 1\n    vips: { api: 192.0.2.50 }"),
      message: [
        "lab.yaml:26:5: clusters.sno1.workers: unknown key; only clusters of type ipi, abi, acm have it: remove it",
        "lab.yaml:27:5: clusters.sno1.masters: unknown key; only clusters of type ipi, abi, acm have it: remove it",
        "lab.yaml:28:5: clusters.sno1.vips: unknown key; only clusters of type ipi, abi, acm have it: remove it",
      ],
    },
    {
      title: "two VIPs of one address in another cluster's block",
      text: inOcp1("vips: { api: 192.0.2.40, ingress: 192.0.2.40 }"),
      message: [
        "lab.yaml:22:39: clusters.ocp1.vips.ingress: 192.0.2.40 is also the address of the API VIP of cluster ocp1 (line 22); the next free address is 192.0.2.2",
        "lab.yaml:28:19: clusters.sno1.firstAddress: 192.0.2.40 is also the address of the API VIP of cluster ocp1 (line 22); the next free address is 192.0.2.3",
      ],
    },
    {
      title: "a jumphost's address with its prefix length, and all that uses it as well",
      text: changedLab("address: 192.0.2.1,", "address: 192.0.2.1/24,"),
      message: [
        'lab.yaml:8:38: jumphost.address: "192.0.2.1/24" is not an IPv4 address; did you mean 192.0.2.1?',
      ],
    },
    {
      title: "a subnet, and none, in the place of ranges that are reserved",
      text: inNetwork("reserved: [192.0.2.224/28, 192.0.2.999/28, 192.0.2.224/40]"),
      message: [
        'lab.yaml:8:14: network.reserved[0]: "192.0.2.224/28" is not an address or a range of addresses; did you mean 192.0.2.224-192.0.2.239?',
        'lab.yaml:8:30: network.reserved[1]: "192.0.2.999/28" is not an address or a range of addresses; write one address, or the first and the last with a hyphen between, for example 192.0.2.200-192.0.2.220',
        'lab.yaml:8:46: network.reserved[2]: "192.0.2.224/40" is not an address or a range of addresses; write one address, or the first and the last with a hyphen between, for example 192.0.2.200-192.0.2.220',
      ],
    },
    {
      title: "a range in the place of a first address",
      text: changedLab("firstAddress: 192.0.2.20", "firstAddress: 192.0.2.20-192.0.2.31"),
      message: [
        'lab.yaml:19:19: clusters.ocp1.firstAddress: "192.0.2.20-192.0.2.31" is not an IPv4 address; did you mean 192.0.2.20?',
      ],
    },
    {
      title: "a registry and a domain as URLs",
      text: inNetwork("registries: ['https://registry.example.com:5000/v2']").replace(
        "domain: lab.example.com",
        "domain: https://Lab.example.com/",
      ),
      message: [
        'lab.yaml:2:28: lab.domain: "https://Lab.example.com/" is not a domain name; did you mean lab.example.com?',
        'lab.yaml:8:16: network.registries[0]: "https://registry.example.com:5000/v2" is not a registry; did you mean registry.example.com:5000?',
      ],
    },
    {
      title: "quotes of a word processor",
      text: changedLab("server: server2", "server: “server2”"),
      message: [
        'lab.yaml:26:13: clusters.sno1.server: "“server2”" is not a name; did you mean server2?',
      ],
    },
    {
      title: "a merge that left both sides",
      text: changedLab(
        "    workers: 3\n",
        "<<<<<<< HEAD\n    workers: 3\n=======\n    workers: 2\n>>>>>>> topic\n",
      ),
      message: [
        "lab.yaml:21:1: a merge of git left both sides here; keep one of them, and remove the lines with <<<<<<<, ======= and >>>>>>>",
      ],
    },
    {
      title: "a server of the next subnet",
      text: changedLab("address: 192.0.2.11", "address: 192.0.3.11"),
      message: [
        "lab.yaml:10:23: servers.server1.address: 192.0.3.11 is outside 192.0.2.0/24; correct it, or the subnet (a lab is one flat layer-2 network, since its bridges, DHCP and VIPs end at a router; describe what is behind one as a lab of its own, with its own jumphost)",
      ],
    },
  ]);
});
