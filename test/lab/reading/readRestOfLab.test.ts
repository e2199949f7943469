import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inServer2 } from "../sampleLab.ts";

describe("a lab file with a mistake in its network or a host", () => {
  refusesEach([
    {
      title: "a wrong NIC, and still counts the server's memory",
      text: changedLab("    nic: eno1\n", "    nic: eno1:0\n    memory: 16GiB\n"),
      message: [
        'lab.yaml:13:10: servers.server2.nic: "eno1:0" is not the name of a network interface; use at most 15 letters, digits, dots, hyphens or underscores, for example eno1',
        "lab.yaml:14:13: servers.server2.memory: has room for 16GiB, but its clusters need 32GiB: sno1 32GiB (line 24); move or shrink one",
      ],
    },
    {
      title: "a wrong amount of memory, and still counts the server's CPUs",
      text: inServer2("memory: lots\n    vcpus: 4"),
      message: [
        'lab.yaml:14:13: servers.server2.memory: "lots" is not a size with its unit; write a whole number with MiB, GiB or TiB, for example 16GiB',
        "lab.yaml:15:12: servers.server2.vcpus: has room for 4, but its clusters need 8: sno1 8 (line 25); move or shrink one, or declare a `vcpuRatio`",
      ],
    },
    {
      title: "a wrong ratio, and does not count the CPUs",
      text: inServer2("vcpuRatio: four\n    vcpus: 4"),
      message: [
        'lab.yaml:14:16: servers.server2.vcpuRatio: "four" is not a number; write a number without quotes',
      ],
    },
    {
      title: "a wrong address of a server, and compares the others",
      text: changedLab("address: 192.0.2.12", "address: 192.0.2.1x").replace(
        "192.0.2.40",
        "192.0.2.11",
      ),
      message: [
        'lab.yaml:12:14: servers.server2.address: "192.0.2.1x" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.11 is also the address of server server1 (line 10); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a wrong gateway, and compares the others",
      text: changedLab("gateway: 192.0.2.254", "gateway: none").replace("192.0.2.40", "192.0.2.11"),
      message: [
        'lab.yaml:5:12: network.gateway: "none" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.11 is also the address of server server1 (line 10); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a wrong time server, and compares the others",
      text: changedLab("ntp: [192.0.2.1]", "ntp: [time.example.com, 192.0.2.40]"),
      message: [
        'lab.yaml:7:9: network.ntp[0]: "time.example.com" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
        "lab.yaml:27:19: clusters.sno1.firstAddress: 192.0.2.40 is also the address of an NTP server (line 7); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a wrong subnet, and finds all that needs none",
      text: changedLab("192.0.2.0/24", "192.0.2.0")
        .replace("id: 3", "id: 2")
        .replace("server: server2", "server: server3"),
      message: [
        'lab.yaml:4:11: network.subnet: "192.0.2.0" is not an IPv4 subnet; write its network address and a prefix length from 8 to 30, for example 192.0.2.0/24',
        "lab.yaml:25:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 17); the next free id is 1",
        'lab.yaml:26:13: clusters.sno1.server: no server is called "server3"; did you mean "server1"?',
      ],
    },
    {
      title: "a wrong domain, and does not measure names with it",
      text: changedLab("domain: lab.example.com", "domain: Lab").replace("id: 3", "id: 2"),
      message: [
        'lab.yaml:2:28: lab.domain: "Lab" is not a domain name; did you mean lab?',
        "lab.yaml:25:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 17); the next free id is 1",
      ],
    },
    {
      title: "a wrong version, and finds the rest",
      text: changedLab("version: 1", "version: 2").replace("id: 3", "id: 2"),
      message: [
        "lab.yaml:1:10: version: 2 is no version of this format; write 1",
        "lab.yaml:25:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 17); the next free id is 1",
      ],
    },
    {
      title: "a wrong retirement, and does not say that the server is retired",
      text: inServer2("retired: maybe"),
      message: [
        'lab.yaml:14:14: servers.server2.retired: "maybe" is not true or false; write true or false without quotes',
      ],
    },
    {
      title: "a server with a wrong name, and says nothing of its clusters but that",
      text: changedLab("  server2:\n", "  server_2:\n").replace(
        "server: server2",
        "server: server_2",
      ),
      message: [
        'lab.yaml:11:3: servers.server_2: "server_2" is not a name; did you mean server-2?',
        'lab.yaml:26:13: clusters.sno1.server: "server_2" is not a name; did you mean server-2?',
      ],
    },
    {
      title: "a wrong MAC prefix, and compares the explicit MACs",
      text: inNetwork('macPrefix: "52:54"').replace(
        "    images:",
        "    nodes: { worker-0: { mac: 52:54:aa:00:00:01 }, worker-1: { mac: 52:54:aa:00:00:01 } }\n    images:",
      ),
      message: [
        'lab.yaml:8:14: network.macPrefix: "52:54" is not the first half of a unicast MAC address; write three pairs of hexadecimal digits, the first pair even, for example "52:54:00"',
        "lab.yaml:23:69: clusters.ocp1.nodes.worker-1.mac: 52:54:aa:00:00:01 is also the MAC of worker-0 of cluster ocp1 (line 23); choose another one, or leave it out for the derived one",
      ],
    },
    {
      title: "a wrong file of DCI's, and finds the rest",
      text: changedLab("servers:\n", "dci: { pullSecretFile: 5 }\nservers:\n").replace(
        "id: 3",
        "id: 2",
      ),
      message: [
        "lab.yaml:9:24: dci.pullSecretFile: 5 is not an absolute path; begin it with / and use letters, digits and . _ / @ , : = - without spaces, for example /etc/pull-secret.json",
        "lab.yaml:26:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 18); the next free id is 1",
      ],
    },
    {
      title: "a wrong registry, and finds the rest",
      text: inNetwork("registries: [{ host: registry.example.com }]").replace("id: 3", "id: 2"),
      message: [
        "lab.yaml:8:16: network.registries[0]: a map is not a registry; write its name or address, and its port if it is not 443, for example registry.example.com:5000",
        "lab.yaml:26:9: clusters.sno1.id: 2 is also the id of cluster ocp1 (line 18); the next free id is 1",
      ],
    },
  ]);
});
