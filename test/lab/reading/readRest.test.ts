import { refusesEach } from "./badFile.ts";
import { changedLab, inOcp1, inSno1, sampleLab } from "../sampleLab.ts";
import { changedTypes, typesLab } from "../typesLab.ts";

describe("a lab file with a mistake in a cluster", () => {
  refusesEach([
    {
      title: "an unknown key, and checks the cluster all the same",
      text: inSno1("colour: red").replace("192.0.2.40", "192.0.2.25"),
      message: [
        "lab.yaml:26:5: clusters.sno1.colour: unknown key; the keys here: type, id, server, firstAddress, image, nodes, install, hub, classic, sizes, images, owner, ...",
        "lab.yaml:28:19: clusters.sno1.firstAddress: 192.0.2.25 is in the block of cluster ocp1 (192.0.2.20 to 192.0.2.31, line 19); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a wrong install, and checks the cluster all the same",
      text: inSno1("install: { topic: 4 }").replace("192.0.2.40", "192.0.2.25"),
      message: [
        "lab.yaml:26:23: clusters.sno1.install.topic: 4 is not a DCI topic; write it as DCI does, for example OCP-4.19",
        "lab.yaml:28:19: clusters.sno1.firstAddress: 192.0.2.25 is in the block of cluster ocp1 (192.0.2.20 to 192.0.2.31, line 19); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a wrong size, and checks addresses, id and server all the same",
      text: inSno1("sizes: { master: { memory: 16 } }")
        .replace("192.0.2.40", "192.0.2.25")
        .replace("id: 3", "id: 2")
        .replace("server: server2", "server: server3"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 17); the next free id is 1",
        "lab.yaml:26:32: clusters.sno1.sizes.master.memory: 16 is not a size with its unit; add the unit: 16GiB or 16MiB",
        'lab.yaml:27:13: clusters.sno1.server: no server is called "server3"; did you mean "server1"?',
        "lab.yaml:28:19: clusters.sno1.firstAddress: 192.0.2.25 is in the block of cluster ocp1 (192.0.2.20 to 192.0.2.31, line 19); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a wrong size, and does not compare it with the minimum or the server",
      text: inSno1("sizes: { master: { memory: 16 } }").replace(
        "    nic: eno1\n",
        "    nic: eno1\n    memory: 1GiB\n",
      ),
      message: [
        "lab.yaml:27:32: clusters.sno1.sizes.master.memory: 16 is not a size with its unit; add the unit: 16GiB or 16MiB",
      ],
    },
    {
      title: "a wrong number of workers, and says nothing of nodes that there may be",
      text: changedLab("workers: 3", "workers: three").replace(
        "size: 12",
        "nodes: { worker-7: { power: ours } }",
      ),
      message: [
        'lab.yaml:21:14: clusters.ocp1.workers: "three" is not a number of workers; write a whole number from 0 to 124 without quotes',
      ],
    },
    {
      title: "a wrong number of workers, and compares the start of the block",
      text: changedLab("workers: 3", "workers: three").replace("192.0.2.40", "192.0.2.21"),
      message: [
        'lab.yaml:21:14: clusters.ocp1.workers: "three" is not a number of workers; write a whole number from 0 to 124 without quotes',
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.21 is in the block of cluster ocp1 (192.0.2.20 to 192.0.2.31, line 19); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a wrong number of masters, and asks for no more addresses",
      text: inOcp1("masters: many"),
      message: [
        'lab.yaml:22:14: clusters.ocp1.masters: "many" is not a number of masters; write a whole number from 3 to 5 without quotes',
      ],
    },
    {
      title: "a wrong first address, and does not ask for one",
      text: changedLab("firstAddress: 192.0.2.40", "firstAddress: 192.0.2.400").replace(
        "id: 3",
        "id: 2",
      ),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 17); the next free id is 1",
        'lab.yaml:27:19: clusters.sno1.firstAddress: "192.0.2.400" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
      ],
    },
    {
      title: "a wrong id, and does not derive MACs from it",
      text: changedLab("id: 3", "id: three").replace(
        "    images:",
        "    nodes: { worker-0: { mac: 52:54:00:ff:ff:01 } }\n    images:",
      ),
      message: [
        'lab.yaml:26:9: clusters.sno1.id: "three" is not a cluster id; write a whole number from 1 to 65535 without quotes',
      ],
    },
    {
      title: "a wrong server of a cluster, and puts its nodes nowhere",
      text: changedLab("server: server1", "server: [server1]").replace(
        "    nic: eno1\n",
        "    nic: eno1\n    memory: 16GiB\n",
      ),
      message: [
        "lab.yaml:14:13: servers.server2.memory: has room for 16GiB, but its clusters need 32GiB: sno1 32GiB (line 24); move or shrink one",
        "lab.yaml:19:5: clusters.ocp1.server: a list is not a name; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1",
      ],
    },
    {
      title: "a wrong key of a hub, and does not call the hub missing",
      text: typesLab.replace("    type: acm\n", "    type: acn\n"),
      message: [
        'lab.yaml:14:11: clusters.hub1.type: "acn" is not ipi, sno, abi or acm; did you mean acm?',
      ],
    },
    {
      title: "a wrong hub's name, and does not call the spoke's network isolated",
      text: changedTypes("    type: sno\n    hub: hub1\n", "    type: sno\n    hub: Hub 1\n"),
      message: ['lab.yaml:20:10: clusters.spoke1.hub: "Hub 1" is not a name; did you mean hub-1?'],
    },
    {
      title: "a cluster of an unknown type, and takes its id for taken",
      text: changedLab("type: ipi", "type: upi")
        .replace("    id: 3\n", "")
        .replace("id: 2", "id: 1"),
      message: [
        'lab.yaml:16:11: clusters.ocp1.type: "upi" is not ipi, sno, abi or acm; did you mean ipi?',
        "lab.yaml:23:3: clusters.sno1.id: is missing; the next free id is 2",
      ],
    },
    {
      title: "a wrong VIP, and compares the other one",
      text: inOcp1("vips: { api: 192.0.2.300, ingress: 192.0.2.40 }"),
      message: [
        'lab.yaml:22:18: clusters.ocp1.vips.api: "192.0.2.300" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
        "lab.yaml:28:19: clusters.sno1.firstAddress: 192.0.2.40 is also the address of the ingress VIP of cluster ocp1 (line 22); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a wrong image, and does not measure the machines",
      text: inSno1(
        "image: my image.qcow2\n    sizes: { master: { memory: 96MiB, vcpus: 1, disk: 1GiB } }",
      ),
      message: [
        'lab.yaml:26:12: clusters.sno1.image: "my image.qcow2" is not a plain path; use letters, digits and . _ / @ , : = - without spaces, for example .box/id_ed25519',
      ],
    },
    {
      title: "a mistake in each cluster, and tells each once",
      text: sampleLab
        .replace("workers: 3", "wokers: 3")
        .replace("type: sno", "type: Sno")
        .replace("nic: eno1 }\nservers", "nic: eno 1 }\nservers"),
      message: [
        'lab.yaml:8:54: jumphost.nic: "eno 1" is not the name of a network interface; use at most 15 letters, digits, dots, hyphens or underscores, for example eno1',
        'lab.yaml:21:5: clusters.ocp1.wokers: unknown key; did you mean "workers"?',
        'lab.yaml:24:11: clusters.sno1.type: "Sno" is not ipi, sno, abi or acm; did you mean sno?',
      ],
    },
  ]);
});
