import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inOcp1, inServer2, inSno1 } from "../sampleLab.ts";

describe("the shape of a lab file", () => {
  refusesEach([
    {
      title: "an unknown key, with the one that is meant",
      text: changedLab("  gateway: 192.0.2.254\n", "  gatway: 192.0.2.254\n"),
      message: ['lab.yaml:5:3: network.gatway: unknown key; did you mean "gateway"?'],
    },
    {
      title: "an unknown key that is like none, with those that there are",
      text: changedLab("name: test,", "name: test, colour: red,"),
      message: ["lab.yaml:2:20: lab.colour: unknown key; the keys here: name, domain"],
    },
    {
      title: "a key twice",
      text: inNetwork("ntp: [192.0.2.2]"),
      message: ["lab.yaml:8:3: network.ntp: is already on line 7; keep one of them"],
    },
    {
      title: "two servers of one name, of which one may be the server that a cluster names",
      text: changedLab("  server2:\n", "  server1:\n"),
      message: [
        "lab.yaml:11:3: servers.server1: is already on line 10; rename one of them, or remove it",
      ],
    },
    {
      title: "two clusters of one name",
      text: changedLab("  sno1:\n", "  ocp1:\n"),
      message: [
        "lab.yaml:23:3: clusters.ocp1: is already on line 15; rename one of them, or remove it",
      ],
    },
    {
      title: "a word where a number is wanted",
      text: changedLab("workers: 3", "workers: three"),
      message: [
        'lab.yaml:21:14: clusters.ocp1.workers: "three" is not a number of workers; write a whole number from 0 to 124 without quotes',
      ],
    },
    {
      title: "a number in quotes",
      text: changedLab("workers: 3", 'workers: "3"'),
      message: [
        'lab.yaml:21:14: clusters.ocp1.workers: "3" is not a number of workers; remove the quotes: 3',
      ],
    },
    {
      title: "a number where a word is wanted",
      text: changedLab("server: server2", "server: 2024"),
      message: ["lab.yaml:26:13: clusters.sno1.server: 2024 is a number here; put it in quotes"],
    },
    {
      title: "a number that is too large",
      text: changedLab("workers: 3", "workers: 125"),
      message: [
        "lab.yaml:21:14: clusters.ocp1.workers: 125 is not a number of workers; write a whole number from 0 to 124 without quotes",
      ],
    },
    {
      title: "a number that is not whole",
      text: changedLab("id: 3", "id: 3.5"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: 3.5 is not a cluster id; write a whole number from 1 to 65535 without quotes",
      ],
    },
    {
      title: "a number of masters that OpenShift does not have",
      text: inOcp1("masters: 2"),
      message: [
        "lab.yaml:22:14: clusters.ocp1.masters: 2 is not a number of masters; write a whole number from 3 to 5 without quotes",
      ],
    },
    {
      title: "a list where a map is wanted",
      text: changedLab("lab: { name: test, domain: lab.example.com }", "lab: [test]"),
      message: [
        "lab.yaml:2:1: lab: a list is not a map; write `key: value` lines below the key, indented",
      ],
    },
    {
      title: "one value where a list is wanted",
      text: changedLab("[192.0.2.1]", "192.0.2.1"),
      message: [
        'lab.yaml:7:8: network.ntp: "192.0.2.1" is not a list; write it in square brackets: [192.0.2.1]',
      ],
    },
    {
      title: "a word where true or false is wanted",
      text: inServer2("retired: yes"),
      message: [
        'lab.yaml:14:14: servers.server2.retired: "yes" is not true or false; write true, without quotes',
      ],
    },
    {
      title: "a cluster of an unknown type",
      text: changedLab("type: sno", "type: sn0"),
      message: [
        'lab.yaml:24:11: clusters.sno1.type: "sn0" is not ipi, sno, abi or acm; did you mean sno?',
      ],
    },
    {
      title: "a cluster without a type",
      text: changedLab("    type: sno\n", ""),
      message: ["lab.yaml:23:3: clusters.sno1.type: is missing; write ipi, sno, abi or acm"],
    },
    {
      title: "a key of another cluster type",
      text: inSno1("workers: 2"),
      message: [
        "lab.yaml:26:5: clusters.sno1.workers: unknown key; only clusters of type ipi, abi, acm have it: remove it",
      ],
    },
    {
      title: "a key without a value",
      text: changedLab("server: server2", "server:"),
      message: [
        "lab.yaml:26:5: clusters.sno1.server: has no value; the servers here: server1, server2",
      ],
    },
    {
      title: "a cluster without an id, with the next free one",
      text: changedLab("    id: 3\n", ""),
      message: ["lab.yaml:23:3: clusters.sno1.id: is missing; the next free id is 1"],
    },
    {
      title: "a map that is missing, with the keys that it needs",
      text: changedLab("jumphost: { name: jumphost, address: 192.0.2.1, nic: eno1 }\n", ""),
      message: ["lab.yaml:1:1: jumphost: is missing; it needs: name, address, nic"],
    },
    {
      title: "a ratio of virtual to real CPUs below one",
      text: inServer2("vcpuRatio: 0.5"),
      message: ["lab.yaml:14:16: servers.server2.vcpuRatio: 0.5 is too small; write at least 1"],
    },
    {
      title: "an install without a topic",
      text: inOcp1("install: { enabled: true }"),
      message: [
        "lab.yaml:22:5: clusters.ocp1.install.topic: is missing; write it as DCI does, for example OCP-4.19",
      ],
    },
    {
      title: "an install with no components",
      text: inOcp1("install: { topic: OCP-4.19, components: [] }"),
      message: [
        "lab.yaml:22:33: clusters.ocp1.install.components: is an empty list; add an entry, or remove the key",
      ],
    },
    {
      title: "a format of another version",
      text: changedLab("version: 1", "version: 2"),
      message: ["lab.yaml:1:10: version: 2 is no version of this format; write 1"],
    },
    {
      title: "a file without a version",
      text: changedLab("version: 1\n", ""),
      message: ["lab.yaml:1:1: version: is missing; write `version: 1`"],
    },
  ]);
});
