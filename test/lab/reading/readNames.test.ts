import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inOcp1 } from "../sampleLab.ts";

describe("names, addresses and MACs in a lab file", () => {
  refusesEach([
    {
      title: "a name with its domain",
      text: changedLab("name: jumphost", "name: jumphost.lab.example.com"),
      message: [
        'lab.yaml:8:19: jumphost.name: "jumphost.lab.example.com" is not a name; did you mean jumphost?',
      ],
    },
    {
      title: "a name that is too long",
      text: changedLab("  sno1:\n", "  " + "n".repeat(64) + ":\n"),
      message: [
        'lab.yaml:23:3: clusters.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn: "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" is not a name; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1',
      ],
    },
    {
      title: "a name that ends with a hyphen",
      text: changedLab("  sno1:\n", "  sno1-:\n"),
      message: [
        'lab.yaml:23:3: clusters.sno1-: "sno1-" is not a name; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1',
      ],
    },
    {
      title: "an empty name",
      text: changedLab("name: test", 'name: ""'),
      message: [
        'lab.yaml:2:14: lab.name: "" is not a name; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1',
      ],
    },
    {
      title: "a name with an umlaut",
      text: changedLab("name: test", "name: müller"),
      message: [
        'lab.yaml:2:14: lab.name: "müller" is not a name; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1',
      ],
    },
    {
      title: "a domain with an underscore",
      text: changedLab("domain: lab.example.com", "domain: my_lab.example.com"),
      message: [
        'lab.yaml:2:28: lab.domain: "my_lab.example.com" is not a domain name; did you mean my-lab.example.com?',
      ],
    },
    {
      title: "a domain with a dot at its end",
      text: changedLab("domain: lab.example.com", "domain: lab.example.com."),
      message: [
        'lab.yaml:2:28: lab.domain: "lab.example.com." is not a domain name; did you mean lab.example.com?',
      ],
    },
    {
      title: "a domain that is too long",
      text: changedLab("domain: lab.example.com", "domain: " + "lab.".repeat(64) + "example.com"),
      message: [
        'lab.yaml:2:28: lab.domain: "lab.lab.lab.lab.lab.lab.lab.lab.lab.lab.lab.lab.lab.lab.lab.lab.lab.lab.lab..." is not a domain name; use lower-case labels with dots between them, for example lab.example.com',
      ],
    },
    {
      title: "an address with a prefix length",
      text: changedLab("address: 192.0.2.12", "address: 192.0.2.12/24"),
      message: [
        'lab.yaml:12:14: servers.server2.address: "192.0.2.12/24" is not an IPv4 address; did you mean 192.0.2.12?',
      ],
    },
    {
      title: "a host name for an address",
      text: changedLab("ntp: [192.0.2.1]", "ntp: [pool.ntp.example.com]"),
      message: [
        'lab.yaml:7:9: network.ntp[0]: "pool.ntp.example.com" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
      ],
    },
    {
      title: "an address with three numbers",
      text: changedLab("address: 192.0.2.12", "address: 192.0.2"),
      message: [
        'lab.yaml:12:14: servers.server2.address: "192.0.2" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
      ],
    },
    {
      title: "an address that YAML reads as a number",
      text: changedLab("address: 192.0.2.12", "address: 192.02"),
      message: [
        "lab.yaml:12:14: servers.server2.address: 192.02 is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11",
      ],
    },
    {
      title: "an address with a port",
      text: changedLab("gateway: 192.0.2.254", "gateway: 192.0.2.254:53"),
      message: [
        'lab.yaml:5:12: network.gateway: "192.0.2.254:53" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
      ],
    },
    {
      title: "a list of first addresses",
      text: changedLab("firstAddress: 192.0.2.40", "firstAddress: [192.0.2.40]"),
      message: [
        "lab.yaml:27:5: clusters.sno1.firstAddress: a list is not an IPv4 address; write one address",
      ],
    },
    {
      title: "a subnet with a netmask",
      text: changedLab("192.0.2.0/24", "192.0.2.0/255.255.255.0"),
      message: [
        'lab.yaml:4:11: network.subnet: "192.0.2.0/255.255.255.0" is not an IPv4 subnet; did you mean 192.0.2.0/24?',
      ],
    },
    {
      title: "a subnet that is too large",
      text: changedLab("192.0.2.0/24", "0.0.0.0/0"),
      message: [
        'lab.yaml:4:11: network.subnet: "0.0.0.0/0" is not an IPv4 subnet; write its network address and a prefix length from 8 to 30, for example 192.0.2.0/24',
      ],
    },
    {
      title: "a subnet of two addresses",
      text: changedLab("192.0.2.0/24", "192.0.2.0/31"),
      message: [
        'lab.yaml:4:11: network.subnet: "192.0.2.0/31" is not an IPv4 subnet; write its network address and a prefix length from 8 to 30, for example 192.0.2.0/24',
      ],
    },
    {
      title: "a MAC with hyphens",
      text: inOcp1("nodes: { worker-0: { mac: 52-54-00-00-02-04 } }"),
      message: [
        'lab.yaml:22:31: clusters.ocp1.nodes.worker-0.mac: "52-54-00-00-02-04" is not a unicast MAC address; did you mean 52:54:00:00:02:04?',
      ],
    },
    {
      title: "a MAC as switches write it",
      text: inOcp1("bootstrap: { mac: 5254.0000.02f0 }"),
      message: [
        'lab.yaml:22:23: clusters.ocp1.bootstrap.mac: "5254.0000.02f0" is not a unicast MAC address; did you mean 52:54:00:00:02:f0?',
      ],
    },
    {
      title: "a MAC of seven pairs",
      text: inOcp1("bootstrap: { mac: 52:54:00:00:02:f0:00 }"),
      message: [
        'lab.yaml:22:23: clusters.ocp1.bootstrap.mac: "52:54:00:00:02:f0:00" is not a unicast MAC address; write six pairs of hexadecimal digits, the first pair even, for example 52:54:00:00:02:00',
      ],
    },
    {
      title: "the broadcast MAC",
      text: inOcp1("bootstrap: { mac: ff:ff:ff:ff:ff:ff }"),
      message: [
        'lab.yaml:22:23: clusters.ocp1.bootstrap.mac: "ff:ff:ff:ff:ff:ff" is not a unicast MAC address; write six pairs of hexadecimal digits, the first pair even, for example 52:54:00:00:02:00',
      ],
    },
    {
      title: "a whole MAC for a prefix",
      text: inNetwork('macPrefix: "52:54:00:00:02:00"'),
      message: [
        'lab.yaml:8:14: network.macPrefix: "52:54:00:00:02:00" is not the first half of a unicast MAC address; did you mean 52:54:00?',
      ],
    },
    {
      title: "a multicast prefix",
      text: inNetwork('macPrefix: "53:54:00"'),
      message: [
        'lab.yaml:8:14: network.macPrefix: "53:54:00" is not the first half of a unicast MAC address; write three pairs of hexadecimal digits, the first pair even, for example "52:54:00"',
      ],
    },
    {
      title: "a prefix that is a number",
      text: inNetwork("macPrefix: 525400"),
      message: [
        "lab.yaml:8:14: network.macPrefix: 525400 is not the first half of a unicast MAC address; did you mean 52:54:00?",
      ],
    },
  ]);
});
