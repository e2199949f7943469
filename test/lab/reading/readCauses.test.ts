import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inSno1, sampleLab } from "../sampleLab.ts";

describe("a lab file in which one mistake hides others", () => {
  refusesEach([
    {
      title: "a cluster whose type is misspelt, checked as the type that is meant",
      text: changedLab("type: ipi", "type: ipii")
        .replace("workers: 3", "workers: three")
        .replace("192.0.2.40", "192.0.2.25"),
      message: [
        'lab.yaml:16:11: clusters.ocp1.type: "ipii" is not ipi, sno, abi or acm; did you mean ipi?',
        'lab.yaml:21:14: clusters.ocp1.workers: "three" is not a number of workers; write a whole number from 0 to 124 without quotes',
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.25 is in the block of cluster ocp1 (192.0.2.20 to 192.0.2.31, line 19); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a cluster whose type is like none, with its block",
      text: changedLab("type: ipi", "type: standard")
        .replace("192.0.2.20", "192.0.2.2")
        .replace("192.0.2.40", "192.0.2.11"),
      message: [
        'lab.yaml:16:11: clusters.ocp1.type: "standard" is not ipi, sno, abi or acm; write ipi, sno, abi or acm',
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.11 is also the address of server server1 (line 10); the next free address is 192.0.2.14",
      ],
    },
    {
      title: "a cluster whose name is none, and checks all of it the same",
      text: changedLab("  ocp1:\n", "  Ocp_1:\n")
        .replace("192.0.2.20", "192.0.2.2")
        .replace("size: 12", "size: 6")
        .replace("192.0.2.40", "192.0.2.12"),
      message: [
        'lab.yaml:15:3: clusters.Ocp_1: "Ocp_1" is not a name; did you mean ocp-1?',
        "lab.yaml:19:19: clusters.Ocp_1.firstAddress: the block 192.0.2.2 to 192.0.2.11 takes in 192.0.2.11, the address of server server1 (line 10); the next free block of 10 is 192.0.2.13",
        "lab.yaml:20:11: clusters.Ocp_1.size: 6 addresses, but 10 are needed with 3 workers; write `size: 10` or more, or fewer workers",
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.12 is also the address of server server2 (line 12); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "two wrong networks, and checks the addresses all the same",
      text: changedLab("192.0.2.0/24", "192.0.2.0/240")
        .replace("gateway: 192.0.2.254", "gateway: router")
        .replace("192.0.2.40", "192.0.2.25"),
      message: [
        'lab.yaml:4:11: network.subnet: "192.0.2.0/240" is not an IPv4 subnet; write its network address and a prefix length from 8 to 30, for example 192.0.2.0/24',
        'lab.yaml:5:12: network.gateway: "router" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.25 is in the block of cluster ocp1 (192.0.2.20 to 192.0.2.31, line 19); choose a free address",
      ],
    },
    {
      title: "no network at all, and checks ids and servers all the same",
      text: sampleLab
        .replace(/network:\n( {2}.*\n)+/, "")
        .replace("id: 3", "id: 2")
        .replace("server: server2", "server: server3"),
      message: [
        "lab.yaml:1:1: network: is missing; it needs: subnet, gateway, upstreamDns",
        "lab.yaml:20:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 12); the next free id is 1",
        'lab.yaml:21:13: clusters.sno1.server: no server is called "server3"; did you mean "server1"?',
      ],
    },
    {
      title: "neither lab nor jumphost, and checks ids all the same",
      text: sampleLab
        .replace(/lab: .*\n/, "")
        .replace(/jumphost: .*\n/, "")
        .replace("id: 3", "id: 2"),
      message: [
        "lab.yaml:1:1: lab: is missing; it needs: name, domain",
        "lab.yaml:1:1: jumphost: is missing; it needs: name, address, nic",
        "lab.yaml:23:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 15); the next free id is 1",
      ],
    },
    {
      title: "another subnet than that of all addresses, once",
      text: changedLab("192.0.2.0/24", "198.51.100.0/24"),
      message: [
        "lab.yaml:4:11: network.subnet: all addresses of the lab are outside 198.51.100.0/24: the jumphost, 192.0.2.1 (line 8); server server1, 192.0.2.11 (line 10); server server2, 192.0.2.12 (line 12); the block of cluster ocp1, 192.0.2.20 (line 19); and 2 more; did you mean 192.0.2.0/24?",
      ],
    },
    {
      title: "a subnet that most addresses are outside of, and proposes none of it",
      text: changedLab("192.0.2.0/24", "192.0.2.192/26").replace("192.0.2.40", "192.0.2.25"),
      message: [
        "lab.yaml:4:11: network.subnet: most addresses of the lab are outside 192.0.2.192/26: the jumphost, 192.0.2.1 (line 8); server server1, 192.0.2.11 (line 10); server server2, 192.0.2.12 (line 12); the block of cluster ocp1, 192.0.2.20 (line 19); and 1 more; did you mean 192.0.2.0/24?",
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.25 is in the block of cluster ocp1 (192.0.2.20 to 192.0.2.31, line 19); choose a free address",
      ],
    },
    {
      title: "addresses that are in no common subnet",
      text: changedLab("192.0.2.0/24", "203.0.113.0/24").replace("192.0.2.40", "198.51.100.4"),
      message: [
        "lab.yaml:4:11: network.subnet: all addresses of the lab are outside 203.0.113.0/24: the jumphost, 192.0.2.1 (line 8); server server1, 192.0.2.11 (line 10); server server2, 192.0.2.12 (line 12); the block of cluster ocp1, 192.0.2.20 (line 19); and 2 more; write the one that they are in (a lab is one flat layer-2 network, since its bridges, DHCP and VIPs end at a router; describe what is behind one as a lab of its own, with its own jumphost)",
      ],
    },
    {
      title: "a block over several hosts, once",
      text: changedLab("192.0.2.20", "192.0.2.5"),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.5 to 192.0.2.16 overlaps server server1 (192.0.2.11, line 10), server server2 (192.0.2.12, line 12); the next free block of 12 is 192.0.2.13",
      ],
    },
    {
      title: "a block over more hosts than a line should name",
      text: changedLab("servers:\n", `servers:\n${hosts([21, 22, 23, 24, 25, 26])}`),
      message: [
        "lab.yaml:25:19: clusters.ocp1.firstAddress: the block 192.0.2.20 to 192.0.2.31 overlaps server s21 (192.0.2.21, line 10), server s22 (192.0.2.22, line 11), server s23 (192.0.2.23, line 12), server s24 (192.0.2.24, line 13) and 2 more; the next free block of 12 is 192.0.2.27",
      ],
    },
    {
      title: "several things in one place, with another address for each",
      text: changedLab(
        "    nic: eno1\n",
        "    nic: eno1\n  server3: { address: 192.0.2.12, nic: eno1 }\n",
      )
        .replace("id: 3", "id: 2")
        .replace("192.0.2.40", "192.0.2.12"),
      message: [
        "lab.yaml:14:23: servers.server3.address: 192.0.2.12 is also the address of server server2 (line 12); the next free address is 192.0.2.2",
        "lab.yaml:26:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 18); the next free id is 1",
        "lab.yaml:28:19: clusters.sno1.firstAddress: 192.0.2.12 is also the address of server server2 (line 12); the next free address is 192.0.2.3",
      ],
    },
    {
      title: "a block with two faults, with one address for both",
      text: changedLab("192.0.2.20", "192.0.2.250"),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.250 to 192.0.3.5 ends outside 192.0.2.0/24; the next free block of 12 is 192.0.2.13",
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.250 to 192.0.3.5 takes in 192.0.2.254, the address of the gateway (line 5); the next free block of 12 is 192.0.2.13",
      ],
    },
    {
      title: "an id that is missing and one that is taken, with another one for each",
      text: inSno1("")
        .replace("    id: 3\n", "")
        .concat("  sno2: { type: sno, id: 2, server: server2, firstAddress: 192.0.2.41 }\n"),
      message: [
        "lab.yaml:23:3: clusters.sno1.id: is missing; the next free id is 1",
        "lab.yaml:28:26: clusters.sno2.id: 2 is also the id of cluster ocp1 (line 17); the next free id is 3",
      ],
    },
    {
      title: "a wrong time server, and takes the others for taken",
      text: inNetwork("mtu: 1")
        .replace("[192.0.2.1]", "[192.0.2.1, 192.0.2.2, x]")
        .replace("192.0.2.40", "192.0.2.25"),
      message: [
        'lab.yaml:7:31: network.ntp[2]: "x" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
        "lab.yaml:8:8: network.mtu: 1 is not an MTU; write a whole number from 1280 to 9216 without quotes",
        "lab.yaml:28:19: clusters.sno1.firstAddress: 192.0.2.25 is in the block of cluster ocp1 (192.0.2.20 to 192.0.2.31, line 20); the next free address is 192.0.2.3",
      ],
    },
  ]);
});

function hosts(numbers: readonly number[]): string {
  return numbers
    .map((number) => `  s${String(number)}: { address: 192.0.2.${String(number)}, nic: eno1 }\n`)
    .join("");
}
