import { refusesEach } from "./badFile.ts";
import { changedLab, sampleLab } from "../sampleLab.ts";

describe("what is missing from a lab file", () => {
  refusesEach([
    {
      title: "a lab without a name",
      text: changedLab("{ name: test, domain: lab.example.com }", "{ domain: lab.example.com }"),
      message: [
        "lab.yaml:2:1: lab.name: is missing; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1",
      ],
    },
    {
      title: "a lab without a domain",
      text: changedLab("{ name: test, domain: lab.example.com }", "{ name: test }"),
      message: [
        "lab.yaml:2:1: lab.domain: is missing; use lower-case labels with dots between them, for example lab.example.com",
      ],
    },
    {
      title: "a lab without anything",
      text: changedLab("lab: { name: test, domain: lab.example.com }", "lab:"),
      message: ["lab.yaml:2:1: lab: has no value; it needs: name, domain"],
    },
    {
      title: "an empty map for the lab",
      text: changedLab("{ name: test, domain: lab.example.com }", "{}"),
      message: [
        "lab.yaml:2:1: lab.name: is missing; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1",
        "lab.yaml:2:1: lab.domain: is missing; use lower-case labels with dots between them, for example lab.example.com",
      ],
    },
    {
      title: "a network without anything",
      text: sampleLab.replace(/network:\n( {2}.*\n)+/, "network:\n"),
      message: ["lab.yaml:3:1: network: has no value; it needs: subnet, gateway, upstreamDns"],
    },
    {
      title: "a network without a subnet, and checks what needs none",
      text: changedLab("  subnet: 192.0.2.0/24\n", "").replace("id: 3", "id: 2"),
      message: [
        "lab.yaml:3:1: network.subnet: is missing; write its network address and a prefix length from 8 to 30, for example 192.0.2.0/24",
        "lab.yaml:24:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 16); the next free id is 1",
      ],
    },
    {
      title: "a network without upstream DNS servers",
      text: changedLab("  upstreamDns: [192.0.2.254]\n", ""),
      message: [
        "lab.yaml:3:1: network.upstreamDns: is missing; write it in square brackets, for example [192.0.2.1]",
      ],
    },
    {
      title: "no value for the time servers",
      text: changedLab("ntp: [192.0.2.1]", "ntp:"),
      message: [
        "lab.yaml:7:3: network.ntp: has no value; write it in square brackets, for example [192.0.2.1]",
      ],
    },
    {
      title: "no value in a list",
      text: changedLab("ntp: [192.0.2.1]", "ntp: [null]"),
      message: [
        "lab.yaml:7:9: network.ntp[0]: has no value; write four numbers from 0 to 255, for example 192.0.2.11",
      ],
    },
    {
      title: "a map in a list of addresses",
      text: changedLab("ntp: [192.0.2.1]", "ntp: [{ address: 192.0.2.1 }]"),
      message: [
        "lab.yaml:7:9: network.ntp[0]: a map is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11",
      ],
    },
    {
      title: "a jumphost without a NIC",
      text: changedLab("address: 192.0.2.1, nic: eno1 }", "address: 192.0.2.1 }"),
      message: [
        "lab.yaml:8:1: jumphost.nic: is missing; use at most 15 letters, digits, dots, hyphens or underscores, for example eno1",
      ],
    },
    {
      title: "a jumphost that is a name",
      text: changedLab("{ name: jumphost, address: 192.0.2.1, nic: eno1 }", "jumphost"),
      message: [
        'lab.yaml:8:11: jumphost: "jumphost" is not a map; write `key: value` lines below the key, indented',
      ],
    },
    {
      title: "a server without anything",
      text: changedLab("  server2:\n    address: 192.0.2.12\n    nic: eno1\n", "  server2:\n"),
      message: ["lab.yaml:11:3: servers.server2: has no value; it needs: address, nic"],
    },
    {
      title: "a server that is an address",
      text: changedLab("{ address: 192.0.2.11, nic: eno1 }", "192.0.2.11"),
      message: [
        'lab.yaml:10:12: servers.server1: "192.0.2.11" is not a map; write `key: value` lines below the key, indented',
      ],
    },
    {
      title: "a list of servers, and does not call any server missing",
      text: sampleLab.replace(/ {2}server1:[^]*clusters:/, "  - { name: server1 }\nclusters:"),
      message: [
        "lab.yaml:9:1: servers: a list is not a map; write `server1:` in the place of `- name: server1`, and so on, with the keys below it, indented",
      ],
    },
    {
      title: "a list of clusters",
      text: sampleLab.replace(/ {2}ocp1:[^]*/, "  - name: ocp1\n"),
      message: [
        "lab.yaml:14:1: clusters: a list is not a map; write `ocp1:` in the place of `- name: ocp1`, and so on, with the keys below it, indented",
      ],
    },
    {
      title: "a file without servers, and the clusters that need one",
      text: sampleLab.replace(/servers:[^]*clusters:/, "clusters:"),
      message: [
        'lab.yaml:13:13: clusters.ocp1.server: no server is called "server1"; there are no servers yet',
        'lab.yaml:21:13: clusters.sno1.server: no server is called "server2"; there are no servers yet',
      ],
    },
    {
      title: "a cluster without anything",
      text: sampleLab.replace(/ {2}sno1:[^]*/, "  sno1:\n"),
      message: [
        "lab.yaml:23:3: clusters.sno1: has no value; write `key: value` lines below the key, indented",
      ],
    },
    {
      title: "a cluster that is a type",
      text: sampleLab.replace(/ {2}sno1:[^]*/, "  sno1: sno\n"),
      message: [
        'lab.yaml:23:9: clusters.sno1: "sno" is not a map; write `key: value` lines below the key, indented',
      ],
    },
    {
      title: "a cluster without a server",
      text: changedLab("    server: server2\n", ""),
      message: [
        "lab.yaml:23:3: clusters.sno1.server: is missing; the servers here: server1, server2",
      ],
    },
    {
      title: "two clusters without ids, with an id for each",
      text: changedLab("    id: 3\n", "").replace("    id: 2\n", ""),
      message: [
        "lab.yaml:15:3: clusters.ocp1.id: is missing; the next free id is 1",
        "lab.yaml:22:3: clusters.sno1.id: is missing; the next free id is 2",
      ],
    },
  ]);
});
