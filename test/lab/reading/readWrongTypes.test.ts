import { refusesEach } from "./badFile.ts";
import { changedLab, inOcp1, inServer2, inSno1 } from "../sampleLab.ts";
import { inAbi1 } from "../typesLab.ts";

describe("keys and types in a lab file", () => {
  refusesEach([
    {
      title: "a type without a value",
      text: changedLab("type: sno", "type:"),
      message: ["lab.yaml:24:5: clusters.sno1.type: has no value; write ipi, sno, abi or acm"],
    },
    {
      title: "a type that is a list",
      text: changedLab("type: sno", "type: [sno]"),
      message: [
        "lab.yaml:24:5: clusters.sno1.type: a list is not ipi, sno, abi or acm; write ipi, sno, abi or acm",
      ],
    },
    {
      title: "a list of nodes",
      text: inOcp1("nodes: [{ name: worker-0 }]"),
      message: [
        "lab.yaml:22:5: clusters.ocp1.nodes: a list is not a map; write `worker-0:` in the place of `- name: worker-0`, and so on, with the keys below it, indented",
      ],
    },
    {
      title: "a node without anything",
      text: inOcp1("nodes: { worker-0: }"),
      message: [
        "lab.yaml:22:14: clusters.ocp1.nodes.worker-0: has no value; write `key: value` lines below the key, indented",
      ],
    },
    {
      title: "a node that is an address",
      text: inOcp1("nodes: { worker-0: 192.0.2.50 }"),
      message: [
        'lab.yaml:22:24: clusters.ocp1.nodes.worker-0: "192.0.2.50" is not a map; write `key: value` lines below the key, indented',
      ],
    },
    {
      title: "a node with an unknown owner of its power",
      text: inOcp1("nodes: { worker-0: { power: our } }"),
      message: [
        'lab.yaml:22:33: clusters.ocp1.nodes.worker-0.power: "our" is not ours or installer; did you mean ours?',
      ],
    },
    {
      title: "a VIP without a value",
      text: inOcp1("vips: { api: }"),
      message: [
        "lab.yaml:22:13: clusters.ocp1.vips.api: has no value; write four numbers from 0 to 255, for example 192.0.2.11",
      ],
    },
    {
      title: "one VIP for all",
      text: inOcp1("vips: 192.0.2.50"),
      message: [
        'lab.yaml:22:11: clusters.ocp1.vips: "192.0.2.50" is not a map; write `key: value` lines below the key, indented',
      ],
    },
    {
      title: "a bootstrap machine that is an address",
      text: inOcp1("bootstrap: 192.0.2.50"),
      message: [
        'lab.yaml:22:16: clusters.ocp1.bootstrap: "192.0.2.50" is not a map; write `key: value` lines below the key, indented',
      ],
    },
    {
      title: "sizes that are one size",
      text: inOcp1("sizes: 16GiB"),
      message: [
        'lab.yaml:22:12: clusters.ocp1.sizes: "16GiB" is not a map; write `key: value` lines below the key, indented',
      ],
    },
    {
      title: "a role's size that is one number",
      text: inOcp1("sizes: { master: 16GiB }"),
      message: [
        'lab.yaml:22:22: clusters.ocp1.sizes.master: "16GiB" is not a map; write `key: value` lines below the key, indented',
      ],
    },
    {
      title: "a size of a role that the type does not have",
      text: inSno1("sizes: { worker: { memory: 16GiB } }"),
      message: ["lab.yaml:26:14: clusters.sno1.sizes.worker: unknown key; the keys here: master"],
    },
    {
      title: "a role that no cluster has",
      text: inOcp1("images: { bootstrap: images/rhel9.qcow2 }").replace(
        "    images: { provisionhost: images/rhel9.qcow2 }\n",
        "",
      ),
      message: [
        "lab.yaml:22:5: clusters.ocp1.images.provisionhost: is missing; provisionhost boots from a disk image: give its path",
        "lab.yaml:22:15: clusters.ocp1.images.bootstrap: unknown key; the keys here: provisionhost, master, worker",
      ],
    },
    {
      title: "images in a list",
      text: changedLab(
        "images: { provisionhost: images/rhel9.qcow2 }",
        "images: [images/rhel9.qcow2]",
      ),
      message: [
        "lab.yaml:22:5: clusters.ocp1.images: a list is not a map; write `key: value` lines below the key, indented",
      ],
    },
    {
      title: "an install that is a topic",
      text: inOcp1("install: OCP-4.19"),
      message: [
        'lab.yaml:22:14: clusters.ocp1.install: "OCP-4.19" is not a map; write `install: { enabled: true, topic: OCP-4.19 }`',
      ],
    },
    {
      title: "an install that is enabled with a word",
      text: inOcp1("install: { topic: OCP-4.19, enabled: please }"),
      message: [
        'lab.yaml:22:42: clusters.ocp1.install.enabled: "please" is not true or false; write true or false without quotes',
      ],
    },
    {
      title: "components as one word",
      text: inOcp1("install: { topic: OCP-4.19, components: ocp }"),
      message: [
        'lab.yaml:22:45: clusters.ocp1.install.components: "ocp" is not a list; write it in square brackets: [ocp]',
      ],
    },
    {
      title: "a component that is a number",
      text: inOcp1("install: { topic: OCP-4.19, components: [4.19] }"),
      message: [
        "lab.yaml:22:46: clusters.ocp1.install.components[0]: 4.19 is a number here; put it in quotes",
      ],
    },
    {
      title: "more variables that are a list",
      text: inOcp1("install: { topic: OCP-4.19, extra: [a] }"),
      message: [
        "lab.yaml:22:33: clusters.ocp1.install.extra: a list is not a map; write `name: ...` lines below the key, indented",
      ],
    },
    {
      title: "no number among the variables",
      text: inOcp1("install: { topic: OCP-4.19, extra: { a: .nan } }"),
      message: [
        "lab.yaml:22:45: clusters.ocp1.install.extra.a: .nan is no plain value; write text, a number, true or false",
      ],
    },
    {
      title: "an ssh user that is a number",
      text: changedLab("servers:\n", "ssh: { user: 1000 }\nservers:\n"),
      message: [
        "lab.yaml:9:14: ssh.user: 1000 is not a user name; use lower-case letters, digits, hyphens and underscores, for example root",
      ],
    },
    {
      title: "ssh settings without a value",
      text: inServer2("ssh:"),
      message: [
        "lab.yaml:14:5: servers.server2.ssh: has no value; write `key: value` lines below the key, indented",
      ],
    },
    {
      title: "a hypervisor that is not known",
      text: inServer2("hypervisor: xen"),
      message: [
        'lab.yaml:14:17: servers.server2.hypervisor: "xen" is not kvm or qemu; write kvm or qemu',
      ],
    },
    {
      title: "a version in quotes",
      text: changedLab("version: 1", 'version: "1"'),
      message: ['lab.yaml:1:10: version: "1" is no version of this format; write 1'],
    },
    {
      title: "a version without a value",
      text: changedLab("version: 1", "version:"),
      message: ["lab.yaml:1:1: version: has no value; write `version: 1`"],
    },
    {
      title: "a misspelled section, and does not call its servers missing",
      text: changedLab("servers:\n", "server:\n"),
      message: ['lab.yaml:9:1: server: unknown key; did you mean "servers"?'],
    },
    {
      title: "a misspelled required key of a cluster, and says it once",
      text: changedLab("    server: server2\n", "    sever: server2\n"),
      message: ['lab.yaml:26:5: clusters.sno1.sever: unknown key; did you mean "server"?'],
    },
    {
      title: "a misspelled first address, and does not ask for one",
      text: changedLab("    firstAddress: 192.0.2.40\n", "    fistAddress: 192.0.2.40\n"),
      message: [
        'lab.yaml:27:5: clusters.sno1.fistAddress: unknown key; did you mean "firstAddress"?',
      ],
    },
    {
      title: "a misspelled type, and does not call it missing",
      text: changedLab("    type: sno\n", "    tpye: sno\n"),
      message: ['lab.yaml:24:5: clusters.sno1.tpye: unknown key; did you mean "type"?'],
    },
    {
      title: "a size where only other types have one",
      text: inSno1("size: 4"),
      message: [
        "lab.yaml:26:5: clusters.sno1.size: unknown key; only clusters of type ipi, abi, acm have it: remove it",
      ],
    },
    {
      title: "a VIP of a single node",
      text: inSno1("vips: { api: 192.0.2.50 }"),
      message: [
        "lab.yaml:26:5: clusters.sno1.vips: unknown key; only clusters of type ipi, abi, acm have it: remove it",
      ],
    },
    {
      title: "a hub of an ipi cluster",
      text: inOcp1("hub: ocp1"),
      message: [
        "lab.yaml:22:5: clusters.ocp1.hub: unknown key; only clusters of type sno, abi have it: remove it",
      ],
    },
    {
      title: "a bootstrap machine of an agent-based cluster",
      text: inAbi1("bootstrap: { address: 192.0.2.70 }"),
      message: [
        "lab.yaml:37:5: clusters.abi1.bootstrap: unknown key; only clusters of type ipi have it: remove it",
      ],
    },
    {
      title: "a key of the network in the lab",
      text: changedLab("name: test,", "name: test, subnet: 192.0.2.0/24,"),
      message: ["lab.yaml:2:20: lab.subnet: unknown key; the keys here: name, domain"],
    },
  ]);
});
