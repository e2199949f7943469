import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inOcp1 } from "../sampleLab.ts";

describe("IPv6 in a lab file", () => {
  refusesEach([
    {
      title: "an IPv6 subnet",
      text: changedLab("192.0.2.0/24", "2001:db8::/64"),
      message: [
        'lab.yaml:4:11: network.subnet: "2001:db8::/64" is not an IPv4 subnet; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "an IPv6 address in the place of a subnet",
      text: changedLab("192.0.2.0/24", '"2001:db8::1"'),
      message: [
        'lab.yaml:4:11: network.subnet: "2001:db8::1" is not an IPv4 subnet; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "a subnet of each family",
      text: changedLab("192.0.2.0/24", "[192.0.2.0/24, 2001:db8::/64]"),
      message: [
        "lab.yaml:4:3: network.subnet: a list is not an IPv4 subnet; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6",
      ],
    },
    {
      title: "two IPv4 subnets, with the reason",
      text: changedLab("192.0.2.0/24", "[192.0.2.0/24, 198.51.100.0/24]"),
      message: [
        "lab.yaml:4:3: network.subnet: a list is not an IPv4 subnet; write one subnet: a lab is one flat layer-2 network, since its bridges, DHCP and VIPs end at a router; describe what is behind one as a lab of its own, with its own jumphost",
      ],
    },
    {
      title: "an IPv6 gateway",
      text: changedLab("gateway: 192.0.2.254", "gateway: fe80::1%eno1"),
      message: [
        'lab.yaml:5:12: network.gateway: "fe80::1%eno1" is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "a gateway of each family",
      text: changedLab("gateway: 192.0.2.254", 'gateway: [192.0.2.254, "2001:db8::fe"]'),
      message: [
        "lab.yaml:5:3: network.gateway: a list is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6",
      ],
    },
    {
      title: "an IPv6 upstream DNS server",
      text: changedLab("upstreamDns: [192.0.2.254]", 'upstreamDns: [192.0.2.254, "2001:db8::53"]'),
      message: [
        'lab.yaml:6:30: network.upstreamDns[1]: "2001:db8::53" is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "an IPv6 time server",
      text: changedLab("ntp: [192.0.2.1]", 'ntp: ["2001:db8::7b"]'),
      message: [
        'lab.yaml:7:9: network.ntp[0]: "2001:db8::7b" is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "an IPv6 address of the jumphost",
      text: changedLab("address: 192.0.2.1,", 'address: "2001:db8::1",'),
      message: [
        'lab.yaml:8:38: jumphost.address: "2001:db8::1" is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "an IPv6 address of a server",
      text: changedLab("address: 192.0.2.12", "address: 2001:db8::12"),
      message: [
        'lab.yaml:12:14: servers.server2.address: "2001:db8::12" is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "a server's addresses in both families",
      text: changedLab("address: 192.0.2.12", 'address: [192.0.2.12, "2001:db8::12"]'),
      message: [
        "lab.yaml:12:5: servers.server2.address: a list is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6",
      ],
    },
    {
      title: "an IPv6 first address",
      text: changedLab("firstAddress: 192.0.2.20", "firstAddress: 2001:db8::20"),
      message: [
        'lab.yaml:19:19: clusters.ocp1.firstAddress: "2001:db8::20" is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "an IPv6 VIP",
      text: inOcp1('vips: { api: "2001:db8::28" }'),
      message: [
        'lab.yaml:22:18: clusters.ocp1.vips.api: "2001:db8::28" is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "VIPs of each family",
      text: inOcp1(
        'vips: { api: [192.0.2.50, "2001:db8::50"], ingress: [192.0.2.51, "2001:db8::51"] }',
      ),
      message: [
        "lab.yaml:22:13: clusters.ocp1.vips.api: a list is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6",
        "lab.yaml:22:48: clusters.ocp1.vips.ingress: a list is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6",
      ],
    },
    {
      title: "an IPv6 address of a node",
      text: inOcp1('nodes: { worker-0: { address: "2001:db8::60" } }'),
      message: [
        'lab.yaml:22:35: clusters.ocp1.nodes.worker-0.address: "2001:db8::60" is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "an IPv6 address of the bootstrap machine",
      text: inOcp1('bootstrap: { address: "2001:db8::27" }'),
      message: [
        'lab.yaml:22:27: clusters.ocp1.bootstrap.address: "2001:db8::27" is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "an IPv4 address that is written in IPv6",
      text: changedLab("address: 192.0.2.12", 'address: "::ffff:192.0.2.12"'),
      message: [
        'lab.yaml:12:14: servers.server2.address: "::ffff:192.0.2.12" is not an IPv4 address; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "an IPv6 network of pods",
      text: inNetwork('clusterNetwork: "fd01::/48"'),
      message: [
        'lab.yaml:8:19: network.clusterNetwork: "fd01::/48" is not an IPv4 subnet; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
    {
      title: "networks of services in both families",
      text: inNetwork('serviceNetwork: [172.30.0.0/16, "fd02::/112"]'),
      message: [
        "lab.yaml:8:3: network.serviceNetwork: a list is not an IPv4 subnet; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6",
      ],
    },
    {
      title: "two networks of pods",
      text: inNetwork("clusterNetwork: [10.128.0.0/14, 10.132.0.0/14]"),
      message: [
        "lab.yaml:8:3: network.clusterNetwork: a list is not an IPv4 subnet; write one subnet",
      ],
    },
    {
      title: "an IPv6 provisioning subnet",
      text: inNetwork('provisioningSubnet: "fd00:1101::/64"'),
      message: [
        'lab.yaml:8:23: network.provisioningSubnet: "fd00:1101::/64" is not an IPv4 subnet; only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6',
      ],
    },
  ]);
});
