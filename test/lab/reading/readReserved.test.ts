import assert from "node:assert/strict";

import { addCluster } from "../../../lab/edit/cluster.ts";
import { addServer } from "../../../lab/edit/server.ts";
import { capacityOf } from "../../../lab/capacity/capacity.ts";
import { parseLab } from "../../../lab/read.ts";
import { problemsOf, refusesEach } from "./badFile.ts";
import { inNetwork } from "../sampleLab.ts";

describe("addresses that a lab file reserves", () => {
  refusesEach([
    {
      title: "a block over them",
      text: inNetwork("reserved: [192.0.2.30-192.0.2.39]"),
      message: [
        "lab.yaml:20:19: clusters.ocp1.firstAddress: the block 192.0.2.20 to 192.0.2.31 overlaps what is reserved (192.0.2.30 to 192.0.2.39, line 8); the next free block of 12 is 192.0.2.13",
      ],
    },
    {
      title: "a single node in them, and proposes none of them",
      text: inNetwork("reserved: [192.0.2.2-192.0.2.9, 192.0.2.40]"),
      message: [
        "lab.yaml:28:19: clusters.sno1.firstAddress: 192.0.2.40 is reserved (192.0.2.40, line 8); the next free address is 192.0.2.10",
      ],
    },
    {
      title: "a range that is outside of the subnet",
      text: inNetwork("reserved: [198.51.100.1-198.51.100.9]"),
      message: [
        "lab.yaml:8:14: network.reserved[0]: the block 198.51.100.1 to 198.51.100.9 is outside 192.0.2.0/24; correct it, or the subnet",
      ],
    },
    {
      title: "a range the wrong way round",
      text: inNetwork("reserved: [192.0.2.60-192.0.2.50]"),
      message: [
        "lab.yaml:8:14: network.reserved[0]: 192.0.2.60-192.0.2.50 ends before it begins; did you mean 192.0.2.50-192.0.2.60?",
      ],
    },
    {
      title: "a range in short, and the words for others",
      text: inNetwork("reserved: [192.0.2.50-60, 192.0.2.70 to 192.0.2.80, 2001:db8::1, all]"),
      message: [
        'lab.yaml:8:14: network.reserved[0]: "192.0.2.50-60" is not an address or a range of addresses; did you mean 192.0.2.50-192.0.2.60?',
        'lab.yaml:8:29: network.reserved[1]: "192.0.2.70 to 192.0.2.80" is not an address or a range of addresses; did you mean 192.0.2.70-192.0.2.80?',
        'lab.yaml:8:55: network.reserved[2]: "2001:db8::1" is not an address or a range of addresses; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
        'lab.yaml:8:68: network.reserved[3]: "all" is not an address or a range of addresses; write one address, or the first and the last with a hyphen between, for example 192.0.2.200-192.0.2.220',
      ],
    },
    {
      title: "so many that the rest is too small",
      text: inNetwork("reserved: [192.0.2.1-192.0.2.19, 192.0.2.21-192.0.2.254]"),
      message: [
        "lab.yaml:4:11: network.subnet: 192.0.2.0/24 has 5 addresses that are not reserved, but 17 are needed (4 for hosts, 13 for clusters); cluster ocp1 (line 16) is the first that does not fit: take a larger subnet or fewer clusters",
        "lab.yaml:20:19: clusters.ocp1.firstAddress: the block 192.0.2.20 to 192.0.2.31 overlaps what is reserved (192.0.2.21 to 192.0.2.254, line 8); no free block of 12 is left in 192.0.2.0/24; take a larger subnet, or reserve less",
        "lab.yaml:28:19: clusters.sno1.firstAddress: 192.0.2.40 is reserved (192.0.2.21 to 192.0.2.254, line 8); the next free address is 192.0.2.20",
      ],
    },
    {
      title: "a wrong range, and checks the addresses all the same",
      text: inNetwork("reserved: [x, 192.0.2.2]").replace("192.0.2.40", "192.0.2.25"),
      message: [
        'lab.yaml:8:14: network.reserved[0]: "x" is not an address or a range of addresses; write one address, or the first and the last with a hyphen between, for example 192.0.2.200-192.0.2.220',
        "lab.yaml:28:19: clusters.sno1.firstAddress: 192.0.2.25 is in the block of cluster ocp1 (192.0.2.20 to 192.0.2.31, line 20); the next free address is 192.0.2.3",
      ],
    },
  ]);

  it("may have the lab's own hosts among them", () => {
    assert.deepEqual(problemsOf(inNetwork("reserved: [192.0.2.1-192.0.2.19]")), []);
  });

  it("are given to no cluster and no server that is added", () => {
    const text = inNetwork("reserved: [192.0.2.2-192.0.2.10, 192.0.2.13-192.0.2.19]");
    assert.match(addCluster(text, "sno2", { type: "sno" }).text, /firstAddress: 192\.0\.2\.32\n/);
    assert.match(addServer(text, "server3", { nic: "eno1" }).text, /address: 192\.0\.2\.32\n/);
  });

  it("count as taken in what still fits", () => {
    const free = (text: string): number => capacityOf(parseLab(text)).addresses.free;
    const all = free(inNetwork("mtu: 1500"));
    assert.equal(free(inNetwork("reserved: [192.0.2.10-192.0.2.12, 192.0.2.100]")), all - 2);
  });
});
