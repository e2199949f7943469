import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inServer2, natLab, sampleLab } from "../sampleLab.ts";
import { changedTypes } from "../typesLab.ts";

describe("networks and hosts in a lab file", () => {
  refusesEach([
    {
      title: "a jumphost that routes for nodes which are told of another router",
      text: natLab.replace("gateway: 192.0.2.1", "gateway: 192.0.2.254"),
      message: [
        "lab.yaml:5:12: network.gateway: 192.0.2.254 is not the jumphost, though it is to route for the nodes (jumphost.nat, line 8); write 192.0.2.1, or remove `nat` where the lab has a router",
      ],
    },
    {
      title: "a jumphost whose NIC to the world outside is the one inside",
      text: natLab.replace("nat: eno2", "nat: eno1"),
      message: [
        "lab.yaml:8:65: jumphost.nat: eno1 is a NIC of the lab's own networks (line 8); name the one that leads outside",
      ],
    },
    {
      title: "a subnet that services use",
      text: sampleLab.replaceAll("192.0.2.", "172.30.2."),
      message: [
        "lab.yaml:4:11: network.subnet: 172.30.2.0/24 overlaps 172.30.0.0/16, which the services of each cluster use (network.serviceNetwork); choose another one",
      ],
    },
    {
      title: "a subnet that the installer forbids",
      text: sampleLab.replaceAll("192.0.2.", "172.17.2."),
      message: [
        "lab.yaml:4:11: network.subnet: 172.17.2.0/24 overlaps 172.17.0.0/16, which the installer forbids; choose another one",
      ],
    },
    {
      title: "a subnet with which OVN-Kubernetes joins nodes",
      text: sampleLab.replaceAll("192.0.2.", "100.64.2."),
      message: [
        "lab.yaml:4:11: network.subnet: 100.64.2.0/24 overlaps 100.64.0.0/16, which OVN-Kubernetes uses to join nodes; choose another one",
      ],
    },
    {
      title: "a subnet that OVN-Kubernetes uses for transit",
      text: sampleLab.replaceAll("192.0.2.", "100.88.2."),
      message: [
        "lab.yaml:4:11: network.subnet: 100.88.2.0/24 overlaps 100.88.0.0/16, which OVN-Kubernetes uses for transit; choose another one",
      ],
    },
    {
      title: "a subnet that hosts give themselves",
      text: sampleLab.replaceAll("192.0.2.", "169.254.200."),
      message: [
        "lab.yaml:4:11: network.subnet: 169.254.200.0/24 overlaps 169.254.0.0/16, which hosts give themselves, and no router forwards (link-local); choose another one",
      ],
    },
    {
      title: "a subnet of every host's own",
      text: sampleLab.replaceAll("192.0.2.", "127.0.2."),
      message: [
        "lab.yaml:4:11: network.subnet: 127.0.2.0/24 overlaps 127.0.0.0/8, which is every host's own (loopback); choose another one",
      ],
    },
    {
      title: "a subnet for multicast",
      text: sampleLab.replaceAll("192.0.2.", "232.0.2."),
      message: [
        "lab.yaml:4:11: network.subnet: 232.0.2.0/24 overlaps 224.0.0.0/4, which is for multicast; choose another one",
      ],
    },
    {
      title: "a subnet that no host takes an address of",
      text: sampleLab.replaceAll("192.0.2.", "250.0.2."),
      message: [
        "lab.yaml:4:11: network.subnet: 250.0.2.0/24 overlaps 240.0.0.0/4, which is reserved, and no host takes an address of it; choose another one",
      ],
    },
    {
      title: "a subnet that is no network, and a network of services likewise",
      text: inNetwork("serviceNetwork: 127.16.0.0/16").replaceAll("192.0.2.", "0.0.2."),
      message: [
        "lab.yaml:4:11: network.subnet: 0.0.2.0/24 overlaps 0.0.0.0/8, which means the sender itself, and is no network; choose another one",
        "lab.yaml:8:19: network.serviceNetwork: 127.16.0.0/16 overlaps 127.0.0.0/8, which is every host's own (loopback); choose another one",
      ],
    },
    {
      title: "a network of pods that is the baremetal network",
      text: inNetwork("clusterNetwork: 192.0.0.0/16"),
      message: [
        "lab.yaml:8:19: network.clusterNetwork: 192.0.0.0/16 overlaps 192.0.2.0/24, which is the baremetal network (network.subnet, line 4); choose another one",
      ],
    },
    {
      title: "a network of pods that is also that of services",
      text: inNetwork("clusterNetwork: 172.30.0.0/16"),
      message: [
        "lab.yaml:8:19: network.clusterNetwork: 172.30.0.0/16 overlaps 172.30.0.0/16, which the services of each cluster use (network.serviceNetwork); choose another one",
      ],
    },
    {
      title: "a network of services that the installer forbids",
      text: inNetwork("serviceNetwork: 172.17.0.0/16"),
      message: [
        "lab.yaml:8:19: network.serviceNetwork: 172.17.0.0/16 overlaps 172.17.0.0/16, which the installer forbids; choose another one",
      ],
    },
    {
      title: "a network of services with host bits",
      text: inNetwork("serviceNetwork: 172.31.0.1/16"),
      message: [
        "lab.yaml:8:19: network.serviceNetwork: 172.31.0.1/16 has host bits; did you mean 172.31.0.0/16?",
      ],
    },
    {
      title: "a network of pods with host bits that overlaps the one of services",
      text: inNetwork("clusterNetwork: 172.30.1.0/16"),
      message: [
        "lab.yaml:8:19: network.clusterNetwork: 172.30.1.0/16 has host bits; did you mean 172.30.0.0/16?",
        "lab.yaml:8:19: network.clusterNetwork: 172.30.1.0/16 overlaps 172.30.0.0/16, which the services of each cluster use (network.serviceNetwork); choose another one",
      ],
    },
    {
      title: "a provisioning subnet that is the baremetal network",
      text: inNetwork("provisioningSubnet: 192.0.2.0/25"),
      message: [
        "lab.yaml:8:23: network.provisioningSubnet: 192.0.2.0/25 overlaps 192.0.2.0/24, which is the baremetal network (network.subnet, line 4); choose another one",
      ],
    },
    {
      title: "a provisioning subnet that services use",
      text: inNetwork("provisioningSubnet: 172.30.4.0/24"),
      message: [
        "lab.yaml:8:23: network.provisioningSubnet: 172.30.4.0/24 overlaps 172.30.0.0/16, which the services of each cluster use (network.serviceNetwork); choose another one",
      ],
    },
    {
      title: "a provisioning subnet of a hub that OVN-Kubernetes uses",
      text: changedTypes("  gateway:", "  provisioningSubnet: 100.64.1.0/24\n  gateway:"),
      message: [
        "lab.yaml:5:23: network.provisioningSubnet: 100.64.1.0/24 overlaps 100.64.0.0/16, which OVN-Kubernetes uses to join nodes; choose another one",
      ],
    },
    {
      title: "a MAC prefix of another lab",
      text: inNetwork('otherMacPrefixes: ["52:54:10", "52:54:00"]'),
      message: [
        "lab.yaml:3:1: network.macPrefix: 52:54:00 is the prefix of another lab on this wire (line 8); choose another one",
      ],
    },
    {
      title: "a provisioning prefix that another lab has as its first",
      text: inNetwork('otherMacPrefixes: ["52:54:01"]'),
      message: [
        "lab.yaml:3:1: network.macPrefix: the provisioning networks have 52:54:01, the prefix of another lab on this wire (line 8); choose another `provisioningMacPrefix`",
      ],
    },
    {
      title: "a provisioning prefix of its own that another lab has",
      text: inNetwork('provisioningMacPrefix: "52:54:AA"\n  otherMacPrefixes: ["52:54:aa"]'),
      message: [
        "lab.yaml:8:26: network.provisioningMacPrefix: the provisioning networks have 52:54:aa, the prefix of another lab on this wire (line 9); choose another `provisioningMacPrefix`",
      ],
    },
    {
      title: "the network address for the gateway",
      text: changedLab("gateway: 192.0.2.254", "gateway: 192.0.2.0"),
      message: [
        "lab.yaml:5:12: network.gateway: 192.0.2.0 is the network address of 192.0.2.0/24; correct it, or the subnet",
      ],
    },
    {
      title: "the broadcast address for the gateway",
      text: changedLab("gateway: 192.0.2.254", "gateway: 192.0.2.255"),
      message: [
        "lab.yaml:5:12: network.gateway: 192.0.2.255 is the broadcast address of 192.0.2.0/24; correct it, or the subnet",
      ],
    },
    {
      title: "the broadcast address for the jumphost",
      text: changedLab("address: 192.0.2.1,", "address: 192.0.2.255,"),
      message: [
        "lab.yaml:8:38: jumphost.address: 192.0.2.255 is the broadcast address of 192.0.2.0/24; correct it, or the subnet",
      ],
    },
    {
      title: "the network address for a server",
      text: changedLab("address: 192.0.2.12", "address: 192.0.2.0"),
      message: [
        "lab.yaml:12:14: servers.server2.address: 192.0.2.0 is the network address of 192.0.2.0/24; correct it, or the subnet",
      ],
    },
    {
      title: "the broadcast address for a time server",
      text: changedLab("ntp: [192.0.2.1]", "ntp: [192.0.2.255]"),
      message: [
        "lab.yaml:7:9: network.ntp[0]: 192.0.2.255 is the broadcast address of 192.0.2.0/24; correct it, or the subnet",
      ],
    },
    {
      title: "a jumphost outside the subnet",
      text: changedLab("address: 192.0.2.1,", "address: 198.51.100.1,"),
      message: [
        "lab.yaml:8:38: jumphost.address: 198.51.100.1 is outside 192.0.2.0/24; correct it, or the subnet (a lab is one flat layer-2 network, since its bridges, DHCP and VIPs end at a router; describe what is behind one as a lab of its own, with its own jumphost)",
      ],
    },
    {
      title: "the jumphost with the address of a server",
      text: changedLab("address: 192.0.2.1,", "address: 192.0.2.11,"),
      message: [
        "lab.yaml:10:23: servers.server1.address: 192.0.2.11 is also the address of the jumphost (line 8); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a subnet that has room for the hosts and no cluster",
      text: changedLab("192.0.2.0/24", "192.0.2.0/30"),
      message: [
        "lab.yaml:4:11: network.subnet: 192.0.2.0/30 has 2 addresses, but 17 are needed (4 for hosts, 13 for clusters); cluster ocp1 (line 15) is the first that does not fit: take a larger subnet (all are in 192.0.2.0/24) or fewer clusters",
      ],
    },
    {
      title: "a subnet that has room for the first cluster only",
      text: sampleLab
        .replace("192.0.2.0/24", "192.0.2.0/28")
        .replaceAll("192.0.2.254", "192.0.2.14")
        .replace("192.0.2.11", "192.0.2.12")
        .replace("192.0.2.12\n", "192.0.2.13\n")
        .replace("size: 12", "size: 10")
        .replace("192.0.2.20", "192.0.2.2")
        .replace("192.0.2.40", "192.0.2.15"),
      message: [
        "lab.yaml:4:11: network.subnet: 192.0.2.0/28 has 14 addresses, but 15 are needed (4 for hosts, 11 for clusters); cluster sno1 (line 23) is the first that does not fit: take a larger subnet or fewer clusters",
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.15 is the broadcast address of 192.0.2.0/28; no free address is left in 192.0.2.0/28; take a larger subnet",
      ],
    },
    {
      title: "the bridge of the provisioning network as a server's first NIC",
      text: changedLab("    nic: eno1\n", "    nic: br1\n"),
      message: [
        "lab.yaml:13:10: servers.server2.nic: br1 is the bridge itself; name the physical NIC that is to be its port",
      ],
    },
    {
      title: "a bridge as the jumphost's NIC",
      text: changedLab("address: 192.0.2.1, nic: eno1", "address: 192.0.2.1, nic: br0"),
      message: [
        "lab.yaml:8:54: jumphost.nic: br0 is the bridge itself; name the physical NIC that is to be its port",
      ],
    },
    {
      title: "a bridge as the NIC of the provisioning network",
      text: inServer2("provisioningNic: br1"),
      message: [
        "lab.yaml:14:22: servers.server2.provisioningNic: br1 is the bridge itself; name the physical NIC that is to be its port",
      ],
    },
    {
      title: "one NIC for both networks",
      text: inServer2("provisioningNic: eno1"),
      message: [
        "lab.yaml:14:22: servers.server2.provisioningNic: eno1 is the NIC of the baremetal network (line 13); the provisioning network needs another one",
      ],
    },
    {
      title: "a server with the jumphost's name and another NIC",
      text: changedLab(
        "  server2:\n    address: 192.0.2.12\n    nic: eno1\n",
        "  jumphost:\n    address: 192.0.2.1\n    nic: eno2\n",
      ).replace("server: server2", "server: server1"),
      message: [
        "lab.yaml:13:10: servers.jumphost.nic: eno2 differs from the jumphost's eno1 (line 8); a server with the jumphost's name is the same host: make them equal, or rename the server",
      ],
    },
  ]);
});
