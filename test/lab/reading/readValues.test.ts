import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inOcp1, inServer2 } from "../sampleLab.ts";

describe("a value in a lab file", () => {
  refusesEach([
    {
      title: "a size without its unit",
      text: inServer2("memory: 16"),
      message: [
        "lab.yaml:14:13: servers.server2.memory: 16 is not a size with its unit; add the unit: 16GiB or 16MiB",
      ],
    },
    {
      title: "a size with a unit that is nearly right",
      text: inServer2("memory: 16 GB"),
      message: [
        'lab.yaml:14:13: servers.server2.memory: "16 GB" is not a size with its unit; did you mean 16GiB?',
      ],
    },
    {
      title: "a size that is none",
      text: inServer2("memory: much"),
      message: [
        'lab.yaml:14:13: servers.server2.memory: "much" is not a size with its unit; write a whole number with MiB, GiB or TiB, for example 16GiB',
      ],
    },
    {
      title: "a name with an underscore",
      text: changedLab("  sno1:\n", "  sno_1:\n"),
      message: ['lab.yaml:23:3: clusters.sno_1: "sno_1" is not a name; did you mean sno-1?'],
    },
    {
      title: "a name in upper case",
      text: changedLab("name: jumphost", "name: Jumphost"),
      message: ['lab.yaml:8:19: jumphost.name: "Jumphost" is not a name; did you mean jumphost?'],
    },
    {
      title: "a name that shells would read",
      text: changedLab("  sno1:\n", `  "sno$(reboot)":\n`),
      message: [
        'lab.yaml:23:3: clusters.sno$(reboot): "sno$(reboot)" is not a name; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1',
      ],
    },
    {
      title: "an address that is none",
      text: changedLab("address: 192.0.2.12", "address: 192.0.2.300"),
      message: [
        'lab.yaml:12:14: servers.server2.address: "192.0.2.300" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
      ],
    },
    {
      title: "an address with zeros before its numbers",
      text: changedLab("address: 192.0.2.12", "address: 192.0.2.012"),
      message: [
        'lab.yaml:12:14: servers.server2.address: "192.0.2.012" is not an IPv4 address; did you mean 192.0.2.12?',
      ],
    },
    {
      title: "a subnet without a prefix length",
      text: changedLab("192.0.2.0/24", "192.0.2.0"),
      message: [
        'lab.yaml:4:11: network.subnet: "192.0.2.0" is not an IPv4 subnet; write its network address and a prefix length from 8 to 30, for example 192.0.2.0/24',
      ],
    },
    {
      title: "a MAC that is none",
      text: inOcp1("nodes: { worker-0: { mac: 52:54:00:00:02 } }"),
      message: [
        'lab.yaml:22:31: clusters.ocp1.nodes.worker-0.mac: "52:54:00:00:02" is not a unicast MAC address; write six pairs of hexadecimal digits, the first pair even, for example 52:54:00:00:02:00',
      ],
    },
    {
      title: "a multicast MAC",
      text: inOcp1("nodes: { worker-0: { mac: 53:54:00:00:02:04 } }"),
      message: [
        'lab.yaml:22:31: clusters.ocp1.nodes.worker-0.mac: "53:54:00:00:02:04" is not a unicast MAC address; write six pairs of hexadecimal digits, the first pair even, for example 52:54:00:00:02:00',
      ],
    },
    {
      title: "a lease time in words",
      text: inNetwork("leaseTime: 1 hour"),
      message: [
        'lab.yaml:8:14: network.leaseTime: "1 hour" is not a lease time of two minutes or more; write a number with m, h or d, or infinite, for example 12h',
      ],
    },
    {
      title: "a lease time that is too short for dnsmasq",
      text: inNetwork("leaseTime: 1m"),
      message: [
        'lab.yaml:8:14: network.leaseTime: "1m" is not a lease time of two minutes or more; write a number with m, h or d, or infinite, for example 12h',
      ],
    },
    {
      title: "a path with a space",
      text: inOcp1("image: my image.qcow2"),
      message: [
        'lab.yaml:22:12: clusters.ocp1.image: "my image.qcow2" is not a plain path; use letters, digits and . _ / @ , : = - without spaces, for example .box/id_ed25519',
      ],
    },
    {
      title: "a user name that ssh would take for an option",
      text: changedLab("servers:\n", "ssh: { user: -oProxyCommand=reboot }\nservers:\n"),
      message: [
        'lab.yaml:9:14: ssh.user: "-oProxyCommand=reboot" is not a user name; use lower-case letters, digits, hyphens and underscores, for example root',
      ],
    },
    {
      title: "a NIC name that Linux does not allow",
      text: changedLab("    nic: eno1\n", "    nic: a-very-long-nic-name\n"),
      message: [
        'lab.yaml:13:10: servers.server2.nic: "a-very-long-nic-name" is not the name of a network interface; use at most 15 letters, digits, dots, hyphens or underscores, for example eno1',
      ],
    },
    {
      title: "a host key that is none",
      text: inServer2("ssh: { hostKey: SHA256:abc }"),
      message: [
        'lab.yaml:14:21: servers.server2.ssh.hostKey: "SHA256:abc" is not a public host key; write type and key as `ssh-keyscan` prints them, for example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5...',
      ],
    },
  ]);
});
