import { refusesEach } from "./badFile.ts";
import { changedLab, inOcp1 } from "../sampleLab.ts";
import { changedTypes, inAbi1, inHub1 } from "../typesLab.ts";

describe("overlaps in a lab file", () => {
  refusesEach([
    {
      title: "a block over an upstream DNS server",
      text: changedLab("upstreamDns: [192.0.2.254]", "upstreamDns: [192.0.2.22]"),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.20 to 192.0.2.31 takes in 192.0.2.22, the address of an upstream DNS server (line 6); the next free block of 12 is 192.0.2.23",
      ],
    },
    {
      title: "a block over a time server",
      text: changedLab("ntp: [192.0.2.1]", "ntp: [192.0.2.22]"),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.20 to 192.0.2.31 takes in 192.0.2.22, the address of an NTP server (line 7); the next free block of 12 is 192.0.2.23",
      ],
    },
    {
      title: "the gateway for a single node",
      text: changedLab("firstAddress: 192.0.2.40", "firstAddress: 192.0.2.254"),
      message: [
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.254 is also the address of the gateway (line 5); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "the jumphost for a single node",
      text: changedLab("firstAddress: 192.0.2.40", "firstAddress: 192.0.2.1"),
      message: [
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.1 is also the address of the jumphost (line 8); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a server for a single node",
      text: changedLab("firstAddress: 192.0.2.40", "firstAddress: 192.0.2.12"),
      message: [
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.12 is also the address of server server2 (line 12); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "two clusters of one block",
      text: changedTypes("192.0.2.60", "192.0.2.40"),
      message: [
        "lab.yaml:35:19: clusters.abi1.firstAddress: the block 192.0.2.40 to 192.0.2.45 overlaps the block of cluster spoke2 (192.0.2.40 to 192.0.2.44, line 29); the next free block of 6 is 192.0.2.2",
      ],
    },
    {
      title: "a block that ends in the next one",
      text: changedTypes("192.0.2.40", "192.0.2.57"),
      message: [
        "lab.yaml:35:19: clusters.abi1.firstAddress: the block 192.0.2.60 to 192.0.2.65 overlaps the block of cluster spoke2 (192.0.2.57 to 192.0.2.61, line 29); the next free block of 6 is 192.0.2.2",
      ],
    },
    {
      title: "a block that takes in another one",
      text: changedTypes("192.0.2.20", "192.0.2.20\n    size: 30"),
      message: [
        "lab.yaml:24:19: clusters.spoke1.firstAddress: 192.0.2.30 is in the block of cluster hub1 (192.0.2.20 to 192.0.2.49, line 17); the next free address is 192.0.2.2",
        "lab.yaml:30:19: clusters.spoke2.firstAddress: the block 192.0.2.40 to 192.0.2.44 overlaps the block of cluster hub1 (192.0.2.20 to 192.0.2.49, line 17); the next free block of 5 is 192.0.2.3",
      ],
    },
    {
      title: "an explicit node in another cluster's block",
      text: inAbi1("vips: { api: 192.0.2.42 }"),
      message: [
        "lab.yaml:37:18: clusters.abi1.vips.api: 192.0.2.42 is in the block of cluster spoke2 (192.0.2.40 to 192.0.2.44, line 29); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "an explicit node that is a server",
      text: inOcp1("nodes: { worker-0: { address: 192.0.2.12 } }"),
      message: [
        "lab.yaml:22:35: clusters.ocp1.nodes.worker-0.address: 192.0.2.12 is also the address of server server2 (line 12); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "an explicit node that is the gateway",
      text: inOcp1("nodes: { worker-0: { address: 192.0.2.254 } }"),
      message: [
        "lab.yaml:22:35: clusters.ocp1.nodes.worker-0.address: 192.0.2.254 is also the address of the gateway (line 5); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "an explicit node that is the jumphost",
      text: inOcp1("nodes: { worker-0: { address: 192.0.2.1 } }"),
      message: [
        "lab.yaml:22:35: clusters.ocp1.nodes.worker-0.address: 192.0.2.1 is also the address of the jumphost (line 8); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "an explicit node outside the subnet",
      text: inOcp1("nodes: { worker-0: { address: 198.51.100.7 } }"),
      message: [
        "lab.yaml:22:35: clusters.ocp1.nodes.worker-0.address: 198.51.100.7 is outside 192.0.2.0/24; the next free address is 192.0.2.2",
      ],
    },
    {
      title: "an explicit node that is the network address",
      text: inOcp1("nodes: { worker-0: { address: 192.0.2.0 } }"),
      message: [
        "lab.yaml:22:35: clusters.ocp1.nodes.worker-0.address: 192.0.2.0 is the network address of 192.0.2.0/24; the next free address is 192.0.2.2",
      ],
    },
    {
      title: "two explicit nodes of one address",
      text: inOcp1(
        "nodes: { worker-0: { address: 192.0.2.60 }, worker-1: { address: 192.0.2.60 } }",
      ),
      message: [
        "lab.yaml:22:70: clusters.ocp1.nodes.worker-1.address: 192.0.2.60 is also the address of worker-0 of cluster ocp1 (line 22); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "an explicit node that is a VIP",
      text: inOcp1("vips: { api: 192.0.2.60 }\n    nodes: { worker-0: { address: 192.0.2.60 } }"),
      message: [
        "lab.yaml:23:35: clusters.ocp1.nodes.worker-0.address: 192.0.2.60 is also the address of the API VIP of cluster ocp1 (line 22); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "an explicit node that is the bootstrap machine in the block",
      text: inOcp1("nodes: { worker-0: { address: 192.0.2.22 } }"),
      message: [
        "lab.yaml:22:35: clusters.ocp1.nodes.worker-0.address: 192.0.2.22 is also the address of the bootstrap machine of cluster ocp1 (line 15); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a bootstrap machine that is the gateway",
      text: inOcp1("bootstrap: { address: 192.0.2.254 }"),
      message: [
        "lab.yaml:22:27: clusters.ocp1.bootstrap.address: 192.0.2.254 is also the address of the gateway (line 5); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a bootstrap machine at a VIP of the block",
      text: inOcp1("bootstrap: { address: 192.0.2.20 }"),
      message: [
        "lab.yaml:22:27: clusters.ocp1.bootstrap.address: 192.0.2.20 is also the address of the API VIP of cluster ocp1 (line 15); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a VIP that a node of the block has",
      text: inOcp1("vips: { ingress: 192.0.2.24 }"),
      message: [
        "lab.yaml:22:22: clusters.ocp1.vips.ingress: 192.0.2.24 is also the address of master-0 of cluster ocp1 (line 15); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a VIP outside the subnet",
      text: inOcp1("vips: { api: 198.51.100.28 }"),
      message: [
        "lab.yaml:22:18: clusters.ocp1.vips.api: 198.51.100.28 is outside 192.0.2.0/24; the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a VIP that is the broadcast address",
      text: inOcp1("vips: { ingress: 192.0.2.255 }"),
      message: [
        "lab.yaml:22:22: clusters.ocp1.vips.ingress: 192.0.2.255 is the broadcast address of 192.0.2.0/24; the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a VIP that is a time server",
      text: changedLab("ntp: [192.0.2.1]", "ntp: [192.0.2.50]").replace(
        "workers: 3\n",
        "workers: 3\n    vips: { api: 192.0.2.50 }\n",
      ),
      message: [
        "lab.yaml:22:18: clusters.ocp1.vips.api: 192.0.2.50 is also the address of an NTP server (line 7); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "one VIP for two clusters",
      text: inAbi1("vips: { api: 192.0.2.90 }").replace(
        "    type: acm\n",
        "    type: acm\n    vips: { ingress: 192.0.2.90 }\n",
      ),
      message: [
        "lab.yaml:38:18: clusters.abi1.vips.api: 192.0.2.90 is also the address of the ingress VIP of cluster hub1 (line 15); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "VIPs of one address in a hub",
      text: inHub1("vips: { api: 192.0.2.90, ingress: 192.0.2.90 }"),
      message: [
        "lab.yaml:15:39: clusters.hub1.vips.ingress: 192.0.2.90 is also the address of the API VIP of cluster hub1 (line 15); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "an agent-based cluster without a first address",
      text: changedTypes("    firstAddress: 192.0.2.60\n", ""),
      message: [
        "lab.yaml:31:3: clusters.abi1.firstAddress: is missing, and the API VIP has no address of its own; the next free block of 6 is 192.0.2.2",
      ],
    },
    {
      title: "a single node without any address",
      text: changedLab("    firstAddress: 192.0.2.40\n", ""),
      message: [
        "lab.yaml:23:3: clusters.sno1.firstAddress: is missing, and master-0 has no address of its own; the next free address is 192.0.2.2",
      ],
    },
    {
      title: "two later masters without addresses",
      text: inAbi1("masters: 5"),
      message: [
        "lab.yaml:38:5: clusters.abi1.nodes.master-3.address: is missing: the block has places for three masters, so master-3 needs an address of its own; the next free address is 192.0.2.2",
        "lab.yaml:38:5: clusters.abi1.nodes.master-4.address: is missing: the block has places for three masters, so master-4 needs an address of its own; the next free address is 192.0.2.3",
      ],
    },
    {
      title: "a block that ends at the broadcast address",
      text: changedLab("firstAddress: 192.0.2.20", "firstAddress: 192.0.2.244").replaceAll(
        "192.0.2.254",
        "192.0.2.2",
      ),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.244 to 192.0.2.255 ends at the broadcast address of 192.0.2.0/24; the next free block of 12 is 192.0.2.13",
      ],
    },
    {
      title: "a hub's block with too little room",
      text: inHub1("size: 4"),
      message: [
        "lab.yaml:15:11: clusters.hub1.size: 4 addresses, but 5 are needed; write `size: 5` or more",
      ],
    },
  ]);
});
