import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inOcp1, inServer2, inSno1, sampleLab } from "../sampleLab.ts";

describe("keys of a lab file in another shape than they have", () => {
  refusesEach([
    {
      title: "an install whose keys are not below it, once",
      text: inSno1("install:\n    enabled: true\n    topic: OCP-4.19"),
      message: [
        "lab.yaml:26:5: clusters.sno1.install: has nothing in it: enabled, topic below it are not indented more than it is; indent them",
      ],
    },
    {
      title: "sizes, VIPs and nodes whose keys are not below them, each once",
      text: inOcp1(
        "vips:\n    api: 192.0.2.50\n    ingress: 192.0.2.51\n    sizes:\n    worker: { memory: 24GiB }\n    nodes:\n    master-0: { mac: 52:54:00:00:09:01 }",
      ),
      message: [
        "lab.yaml:22:5: clusters.ocp1.vips: has nothing in it: api, ingress below it are not indented more than it is; indent them",
        "lab.yaml:25:5: clusters.ocp1.sizes: has nothing in it: worker below it is not indented more than it is; indent that",
        "lab.yaml:27:5: clusters.ocp1.nodes: has nothing in it: master-0 below it is not indented more than it is; indent that",
      ],
    },
    {
      title: "an ssh whose keys are not below it, of a host and of the lab",
      text: inServer2("ssh:\n    hostKey: x").replace(
        "jumphost:",
        "ssh:\nkeyFile: keys/lab\njumphost:",
      ),
      message: [
        "lab.yaml:8:1: ssh: has nothing in it: keyFile below it is not indented more than it is; indent that",
        "lab.yaml:16:5: servers.server2.ssh: has nothing in it: hostKey below it is not indented more than it is; indent that",
      ],
    },
    {
      title: "an ssh of the jumphost with nothing in it, and its keys beside it",
      text: changedLab(
        "jumphost: { name: jumphost, address: 192.0.2.1, nic: eno1 }",
        "jumphost:\n  name: jumphost\n  address: 192.0.2.1\n  nic: eno1\n  ssh:\n  user: admin",
      ),
      message: [
        "lab.yaml:12:3: jumphost.ssh: has nothing in it: user below it is not indented more than it is; indent that",
      ],
    },
    {
      title: "an install that is a flag, a release, a topic",
      text: inSno1("install: true").replace(
        "    workers: 3\n",
        "    install: 4.18\n    workers: 3\n",
      ),
      message: [
        "lab.yaml:21:14: clusters.ocp1.install: 4.18 is not a map; write `install: { enabled: true, topic: OCP-4.18 }`",
        "lab.yaml:27:14: clusters.sno1.install: true is not a map; write `install: { enabled: true, topic: OCP-4.19 }`",
      ],
    },
    {
      title: "an image in the place of images, and a user in that of ssh",
      text: changedLab(
        "images: { provisionhost: images/rhel9.qcow2 }",
        "images: images/rhel9.qcow2",
      ).replace("nic: eno1 }\nservers", "nic: eno1, ssh: admin }\nservers"),
      message: [
        'lab.yaml:8:65: jumphost.ssh: "admin" is not a map; write `ssh: { user: admin }`',
        'lab.yaml:22:13: clusters.ocp1.images: "images/rhel9.qcow2" is not a map; write `image: images/rhel9.qcow2` for every node, or `images: { ROLE: images/rhel9.qcow2 }`',
      ],
    },
    {
      title: "one size for all roles",
      text: inOcp1("sizes: { memory: 32GiB, vcpus: 8 }"),
      message: [
        "lab.yaml:22:14: clusters.ocp1.sizes.memory: unknown key; sizes are given for each role: `sizes: { master: { memory: 32GiB } }`",
        "lab.yaml:22:29: clusters.ocp1.sizes.vcpus: unknown key; sizes are given for each role: `sizes: { master: { vcpus: 8 } }`",
      ],
    },
    {
      title: "the words of other tools for a size",
      text: inOcp1("sizes: { master: { ram: 32GiB, cpu: 8, storage: 120GiB } }"),
      message: [
        'lab.yaml:22:24: clusters.ocp1.sizes.master.ram: unknown key; did you mean "memory"?',
        'lab.yaml:22:36: clusters.ocp1.sizes.master.cpu: unknown key; did you mean "vcpus"?',
        'lab.yaml:22:44: clusters.ocp1.sizes.master.storage: unknown key; did you mean "disk"?',
      ],
    },
    {
      title: "hooks with other names",
      text: inSno1(
        "install: { topic: OCP-4.19, hooks: { prerun: a.yml, post_run: b.yml, cleanup: c.yml } }",
      ),
      message: [
        'lab.yaml:26:42: clusters.sno1.install.hooks.prerun: unknown key; did you mean "pre-run"?',
        'lab.yaml:26:57: clusters.sno1.install.hooks.post_run: unknown key; did you mean "post-run"?',
        "lab.yaml:26:74: clusters.sno1.install.hooks.cleanup: unknown key; the keys here: pre-run, configure, custom-install, install, upgrade, tests, post-run, success, failure, teardown",
      ],
    },
    {
      title: "keys of a job that are not the lab file's to give",
      text: inSno1(
        "install: { topic: OCP-4.19, job: { ansible_extravars: { a: 1 }, ansible_playbook: x.yml, topic: OCP-4.18, dci_credentials: y } }",
      ),
      message: [
        "lab.yaml:26:40: clusters.sno1.install.job.ansible_extravars: unknown key; it belongs under `install`, beside `job`: `extra: { ... }`",
        "lab.yaml:26:69: clusters.sno1.install.job.ansible_playbook: unknown key; it belongs to what follows from the plan: remove it",
        "lab.yaml:26:94: clusters.sno1.install.job.topic: unknown key; it belongs under `install`, beside `job`",
        "lab.yaml:26:111: clusters.sno1.install.job.dci_credentials: unknown key; it belongs under `dci`: `dci: { credentialsFile: ... }`",
      ],
    },
    {
      title: "the words of other tools in an install",
      text: inSno1("install: { version: OCP-4.19, variables: { a: 1 } }"),
      message: [
        'lab.yaml:26:16: clusters.sno1.install.version: unknown key; did you mean "topic"?',
        'lab.yaml:26:35: clusters.sno1.install.variables: unknown key; did you mean "extra"?',
      ],
    },
    {
      title: "a server that is named by its address",
      text: changedLab("server: server2", "server: 192.0.2.12"),
      message: [
        'lab.yaml:26:13: clusters.sno1.server: 192.0.2.12 is an address, and servers are named here; did you mean "server2"?',
      ],
    },
    {
      title: "a node's server that is named by an address that no server has",
      text: inSno1("nodes: { master-0: { server: 192.0.2.99 } }"),
      message: [
        "lab.yaml:26:34: clusters.sno1.nodes.master-0.server: 192.0.2.99 is an address, and servers are named here; the servers here: server1, server2",
      ],
    },
    {
      title: "a list that is written as text, and asks nothing of what is in it",
      text: inNetwork("registries: a.example.com, b.example.com")
        .replace("ntp: [192.0.2.1]", "ntp: 192.0.2.1")
        .replace("    id: 3\n", "    id: 3\n    install: { enabled: true, topic: OCP-4.19 }\n"),
      message: [
        'lab.yaml:7:8: network.ntp: "192.0.2.1" is not a list; write it in square brackets: [192.0.2.1]',
        'lab.yaml:8:15: network.registries: "a.example.com, b.example.com" is not a list; write it in square brackets: [a.example.com, b.example.com]',
      ],
    },
    {
      title: "a list's entry without a space after its sign",
      text: changedLab(
        "  upstreamDns: [192.0.2.254]\n",
        "  upstreamDns:\n    - 192.0.2.254\n    -192.0.2.253\n",
      ),
      message: [
        "lab.yaml:8:5: not valid YAML: an entry of a list needs a space after its `-`; write one",
      ],
    },
    {
      title: "a network in which all is commented out",
      text: sampleLab
        .replace(/ {2}(subnet|gateway|upstreamDns|ntp):/g, "  # $1:")
        .replace("    id: 3\n", "    id: 3\n    install: { enabled: true, topic: OCP-4.19 }\n"),
      message: ["lab.yaml:3:1: network: has no value; it needs: subnet, gateway, upstreamDns"],
    },
    {
      title: "keys with names that JavaScript knows",
      text: inServer2("constructor: 1").replace("version: 1\n", "version: 1\ntoString: 2\n"),
      message: [
        "lab.yaml:2:1: toString: unknown key; the keys here: version, lab, network, ssh, jumphost, dci, servers, clusters",
        "lab.yaml:15:5: servers.server2.constructor: unknown key; the keys here: address, nic, ssh, hypervisor, memory, vcpus, vcpuRatio, disk, provisioningNic, bmcPort, retired",
      ],
    },
  ]);
});
