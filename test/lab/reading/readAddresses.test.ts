import { refusesEach } from "./badFile.ts";
import { changedLab, inOcp1, sampleLab } from "../sampleLab.ts";

describe("addresses in a lab file", () => {
  refusesEach([
    {
      title: "a gateway with a server's address, and proposes where routers usually are",
      text: changedLab("gateway: 192.0.2.254", "gateway: 192.0.2.12"),
      message: [
        "lab.yaml:5:12: network.gateway: 192.0.2.12 is the address of server server2 (line 12), and no server routes for the nodes; write the router's address, often 192.0.2.254",
      ],
    },
    {
      title: "a block that overlaps another one, and proposes what it leaves when it moves",
      text: `${sampleLab.replace("size: 12", "size: 10").replace("firstAddress: 192.0.2.20", "firstAddress: 192.0.2.30")}  agent:
    { type: abi, id: 7, server: server1, firstAddress: 192.0.2.36, size: 30 }
`.replaceAll("192.0.2.40", "192.0.2.29"),
      message: [
        "lab.yaml:29:56: clusters.agent.firstAddress: the block 192.0.2.36 to 192.0.2.65 overlaps the block of cluster ocp1 (192.0.2.30 to 192.0.2.39, line 19); the next free block of 30 is 192.0.2.40",
      ],
    },
    {
      title: "a subnet with host bits, with the one that is meant",
      text: changedLab("192.0.2.0/24", "192.0.2.7/24"),
      message: [
        "lab.yaml:4:11: network.subnet: 192.0.2.7/24 has host bits; did you mean 192.0.2.0/24?",
      ],
    },
    {
      title: "a subnet that the pods of clusters use",
      text: sampleLab.replaceAll("192.0.2.", "10.128.2."),
      message: [
        "lab.yaml:4:11: network.subnet: 10.128.2.0/24 overlaps 10.128.0.0/14, which the pods of each cluster use (network.clusterNetwork); choose another one",
      ],
    },
    {
      title: "a subnet that ipi clusters use to provision",
      text: sampleLab.replaceAll("192.0.2.", "172.22.2."),
      message: [
        "lab.yaml:4:11: network.subnet: 172.22.2.0/24 overlaps 172.22.0.0/21, which the provisioning networks use (network.provisioningSubnet); choose another one",
      ],
    },
    {
      title: "a subnet that is too small, with the first cluster that does not fit",
      text: changedLab("192.0.2.0/24", "192.0.2.0/28"),
      message: [
        "lab.yaml:4:11: network.subnet: 192.0.2.0/28 has 14 addresses, but 17 are needed (4 for hosts, 13 for clusters); cluster ocp1 (line 15) is the first that does not fit: take a larger subnet or fewer clusters",
        "lab.yaml:5:12: network.gateway: 192.0.2.254 is outside 192.0.2.0/28; correct it, or the subnet",
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.20 to 192.0.2.31 is outside 192.0.2.0/28; no free block of 12 is left in 192.0.2.0/28; take a larger subnet",
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.40 is outside 192.0.2.0/28; the next free address is 192.0.2.2",
      ],
    },
    {
      title: "the jumphost as its own upstream DNS server",
      text: changedLab("upstreamDns: [192.0.2.254]", "upstreamDns: [192.0.2.254, 192.0.2.1]"),
      message: [
        "lab.yaml:6:30: network.upstreamDns[1]: 192.0.2.1 is the jumphost, which would ask itself; name the server that it is to ask",
      ],
    },
    {
      title: "a gateway outside the subnet",
      text: changedLab("gateway: 192.0.2.254", "gateway: 198.51.100.1"),
      message: [
        "lab.yaml:5:12: network.gateway: 198.51.100.1 is outside 192.0.2.0/24; correct it, or the subnet",
      ],
    },
    {
      title: "a server outside the subnet",
      text: changedLab("address: 192.0.2.12", "address: 192.0.3.12"),
      message: [
        "lab.yaml:12:14: servers.server2.address: 192.0.3.12 is outside 192.0.2.0/24; correct it, or the subnet (a lab is one flat layer-2 network, since its bridges, DHCP and VIPs end at a router; describe what is behind one as a lab of its own, with its own jumphost)",
      ],
    },
    {
      title: "a block outside the subnet",
      text: changedLab("firstAddress: 192.0.2.20", "firstAddress: 192.0.4.20"),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.4.20 to 192.0.4.31 is outside 192.0.2.0/24; the next free block of 12 is 192.0.2.13",
      ],
    },
    {
      title: "a block that ends outside the subnet",
      text: changedLab("firstAddress: 192.0.2.20", "firstAddress: 192.0.2.250"),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.250 to 192.0.3.5 ends outside 192.0.2.0/24; the next free block of 12 is 192.0.2.13",
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.250 to 192.0.3.5 takes in 192.0.2.254, the address of the gateway (line 5); the next free block of 12 is 192.0.2.13",
      ],
    },
    {
      title: "the network address for a cluster",
      text: changedLab("firstAddress: 192.0.2.40", "firstAddress: 192.0.2.0"),
      message: [
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.0 is the network address of 192.0.2.0/24; the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a block that begins at the network address",
      text: changedLab("firstAddress: 192.0.2.20", "firstAddress: 192.0.2.0"),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.0 to 192.0.2.11 begins at the network address of 192.0.2.0/24; the next free block of 12 is 192.0.2.13",
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.0 to 192.0.2.11 overlaps the jumphost (192.0.2.1, line 8), server server1 (192.0.2.11, line 10); the next free block of 12 is 192.0.2.13",
      ],
    },
    {
      title: "the broadcast address for a cluster",
      text: changedLab("firstAddress: 192.0.2.40", "firstAddress: 192.0.2.255"),
      message: [
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.255 is the broadcast address of 192.0.2.0/24; the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a block that ends at the broadcast address",
      text: changedLab("firstAddress: 192.0.2.20", "firstAddress: 192.0.2.244").replace(
        "192.0.2.254",
        "192.0.2.2",
      ),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.244 to 192.0.2.255 ends at the broadcast address of 192.0.2.0/24; the next free block of 12 is 192.0.2.13",
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.244 to 192.0.2.255 takes in 192.0.2.254, the address of an upstream DNS server (line 6); the next free block of 12 is 192.0.2.13",
      ],
    },
    {
      title: "two blocks that overlap",
      text: changedLab("firstAddress: 192.0.2.40", "firstAddress: 192.0.2.31"),
      message: [
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.31 is in the block of cluster ocp1 (192.0.2.20 to 192.0.2.31, line 19); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a block with a server in it",
      text: changedLab("address: 192.0.2.12", "address: 192.0.2.25"),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.20 to 192.0.2.31 takes in 192.0.2.25, the address of server server2 (line 12); the next free block of 12 is 192.0.2.12",
      ],
    },
    {
      title: "a block that reaches over the gateway",
      text: changedLab("gateway: 192.0.2.254", "gateway: 192.0.2.30"),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.20 to 192.0.2.31 takes in 192.0.2.30, the address of the gateway (line 5); the next free block of 12 is 192.0.2.13",
      ],
    },
    {
      title: "a block over the jumphost",
      text: changedLab("address: 192.0.2.1,", "address: 192.0.2.20,").replace(
        "[192.0.2.1]",
        "[192.0.2.20]",
      ),
      message: [
        "lab.yaml:19:19: clusters.ocp1.firstAddress: the block 192.0.2.20 to 192.0.2.31 takes in 192.0.2.20, the address of the jumphost (line 8); the next free block of 12 is 192.0.2.21",
      ],
    },
    {
      title: "a block over an NTP server",
      text: changedLab("ntp: [192.0.2.1]", "ntp: [192.0.2.40]"),
      message: [
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.40 is also the address of an NTP server (line 7); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a VIP that is a server's address",
      text: inOcp1("vips: { api: 192.0.2.12 }"),
      message: [
        "lab.yaml:22:18: clusters.ocp1.vips.api: 192.0.2.12 is also the address of server server2 (line 12); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a VIP in another cluster's block",
      text: inOcp1("vips: { ingress: 192.0.2.40 }"),
      message: [
        "lab.yaml:28:19: clusters.sno1.firstAddress: 192.0.2.40 is also the address of the ingress VIP of cluster ocp1 (line 22); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "two VIPs of one address",
      text: inOcp1("vips: { api: 192.0.2.50, ingress: 192.0.2.50 }"),
      message: [
        "lab.yaml:22:39: clusters.ocp1.vips.ingress: 192.0.2.50 is also the address of the API VIP of cluster ocp1 (line 22); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "an explicit address that another node has in the block",
      text: inOcp1("nodes: { worker-0: { address: 192.0.2.24 } }"),
      message: [
        "lab.yaml:22:35: clusters.ocp1.nodes.worker-0.address: 192.0.2.24 is also the address of master-0 of cluster ocp1 (line 22); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "an explicit address that a node of another cluster has",
      text: inOcp1("nodes: { worker-0: { address: 192.0.2.60 } }").replace(
        "firstAddress: 192.0.2.40",
        "nodes: { master-0: { address: 192.0.2.60 } }",
      ),
      message: [
        "lab.yaml:28:35: clusters.sno1.nodes.master-0.address: 192.0.2.60 is also the address of worker-0 of cluster ocp1 (line 22); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "two servers of one address",
      text: changedLab("address: 192.0.2.12", "address: 192.0.2.11"),
      message: [
        "lab.yaml:12:14: servers.server2.address: 192.0.2.11 is also the address of server server1 (line 10); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a server with the gateway's address",
      text: changedLab("address: 192.0.2.12", "address: 192.0.2.254"),
      message: [
        "lab.yaml:12:14: servers.server2.address: 192.0.2.254 is also the address of the gateway (line 5); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a cluster without a first address, with the next free block",
      text: changedLab("    firstAddress: 192.0.2.20\n", ""),
      message: [
        "lab.yaml:15:3: clusters.ocp1.firstAddress: is missing, and the API VIP has no address of its own; the next free block of 12 is 192.0.2.13",
      ],
    },
    {
      title: "a fourth master without an address of its own, with the next free one",
      text: inOcp1("masters: 4"),
      message: [
        "lab.yaml:15:3: clusters.ocp1.nodes.master-3.address: is missing: the block has places for three masters, so master-3 needs an address of its own; the next free address is 192.0.2.2",
      ],
    },
    {
      title: "more nodes than the block has room for",
      text: changedLab("size: 12", "size: 9"),
      message: [
        "lab.yaml:20:11: clusters.ocp1.size: 9 addresses, but 10 are needed with 3 workers; write `size: 10` or more, or fewer workers",
      ],
    },
  ]);
});
