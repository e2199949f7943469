import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inOcp1, inServer2, sampleLab } from "../sampleLab.ts";

describe("amounts and numbers in a lab file", () => {
  refusesEach([
    {
      title: "a port for BMCs that sshd has, by which the server is reached",
      text: inServer2("bmcPort: 22"),
      message: [
        "lab.yaml:14:14: servers.server2.bmcPort: port 22 is taken: sshd has it, by which the server is reached; choose another one, for example 8082",
      ],
    },
    {
      title: "a port for BMCs that the lab's DNS has on the same host",
      text: sampleLab
        .replace("name: jumphost, address: 192.0.2.1,", "name: server1, address: 192.0.2.11,")
        .replace(
          "192.0.2.11, nic: eno1 }\n  server2",
          "192.0.2.11, nic: eno1, bmcPort: 53 }\n  server2",
        ),
      message: [
        "lab.yaml:10:55: servers.server1.bmcPort: port 53 is taken: the lab's DNS has it; choose another one, for example 8082",
      ],
    },
    {
      title: "an MTU that IPv6 could not use",
      text: inNetwork("mtu: 576"),
      message: [
        "lab.yaml:8:8: network.mtu: 576 is not an MTU; write a whole number from 1280 to 9216 without quotes",
      ],
    },
    {
      title: "an MTU with its unit",
      text: inNetwork("mtu: 9000B"),
      message: [
        'lab.yaml:8:8: network.mtu: "9000B" is not an MTU; write a whole number from 1280 to 9216 without quotes',
      ],
    },
    {
      title: "a size in another unit than binary ones",
      text: inServer2("memory: 64GB"),
      message: [
        'lab.yaml:14:13: servers.server2.memory: "64GB" is not a size with its unit; did you mean 64GiB?',
      ],
    },
    {
      title: "a size as Kubernetes writes it",
      text: inServer2("memory: 64Gi"),
      message: [
        'lab.yaml:14:13: servers.server2.memory: "64Gi" is not a size with its unit; did you mean 64GiB?',
      ],
    },
    {
      title: "a size in small letters",
      text: inServer2("disk: 2tib"),
      message: [
        'lab.yaml:14:11: servers.server2.disk: "2tib" is not a size with its unit; did you mean 2TiB?',
      ],
    },
    {
      title: "a size that is not whole",
      text: inServer2("disk: 1.5TiB"),
      message: [
        'lab.yaml:14:11: servers.server2.disk: "1.5TiB" is not a size with its unit; did you mean 1536GiB?',
      ],
    },
    {
      title: "a size of nothing",
      text: inServer2("memory: 0GiB"),
      message: [
        'lab.yaml:14:13: servers.server2.memory: "0GiB" is not a size with its unit; write a whole number with MiB, GiB or TiB, for example 16GiB',
      ],
    },
    {
      title: "a size below nothing",
      text: inServer2("memory: -16GiB"),
      message: [
        'lab.yaml:14:13: servers.server2.memory: "-16GiB" is not a size with its unit; write a whole number with MiB, GiB or TiB, for example 16GiB',
      ],
    },
    {
      title: "a size in kibibytes",
      text: inServer2("memory: 16777216KiB"),
      message: [
        'lab.yaml:14:13: servers.server2.memory: "16777216KiB" is not a size with its unit; write a whole number with MiB, GiB or TiB, for example 16GiB',
      ],
    },
    {
      title: "a size in quotes without its unit",
      text: inOcp1('sizes: { worker: { memory: "16" } }'),
      message: [
        'lab.yaml:22:32: clusters.ocp1.sizes.worker.memory: "16" is not a size with its unit; add the unit: 16GiB or 16MiB',
      ],
    },
    {
      title: "no CPUs",
      text: inServer2("vcpus: 0"),
      message: [
        "lab.yaml:14:12: servers.server2.vcpus: 0 is not a number of CPUs; write a whole number from 1 to 4096 without quotes",
      ],
    },
    {
      title: "half a CPU",
      text: inOcp1("sizes: { worker: { vcpus: 2.5 } }"),
      message: [
        "lab.yaml:22:31: clusters.ocp1.sizes.worker.vcpus: 2.5 is not a number of CPUs; write a whole number from 1 to 1024 without quotes",
      ],
    },
    {
      title: "a ratio that nobody means",
      text: inServer2("vcpuRatio: 64"),
      message: ["lab.yaml:14:16: servers.server2.vcpuRatio: 64 is too large; write at most 32"],
    },
    {
      title: "a ratio in words",
      text: inServer2("vcpuRatio: 4:1"),
      message: [
        'lab.yaml:14:16: servers.server2.vcpuRatio: "4:1" is not a number; write a number without quotes',
      ],
    },
    {
      title: "an id of more than two bytes",
      text: changedLab("id: 3", "id: 65536"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: 65536 is not a cluster id; write a whole number from 1 to 65535 without quotes",
      ],
    },
    {
      title: "an id of zero",
      text: changedLab("id: 3", "id: 0"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: 0 is not a cluster id; write a whole number from 1 to 65535 without quotes",
      ],
    },
    {
      title: "an id below zero",
      text: changedLab("id: 3", "id: -1"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: -1 is not a cluster id; write a whole number from 1 to 65535 without quotes",
      ],
    },
    {
      title: "an id in quotes",
      text: changedLab("id: 3", 'id: "3"'),
      message: ['lab.yaml:25:9: clusters.sno1.id: "3" is not a cluster id; remove the quotes: 3'],
    },
    {
      title: "six masters",
      text: inOcp1("masters: 6"),
      message: [
        "lab.yaml:22:14: clusters.ocp1.masters: 6 is not a number of masters; write a whole number from 3 to 5 without quotes",
      ],
    },
    {
      title: "fewer than no workers",
      text: changedLab("workers: 3", "workers: -1"),
      message: [
        "lab.yaml:21:14: clusters.ocp1.workers: -1 is not a number of workers; write a whole number from 0 to 124 without quotes",
      ],
    },
    {
      title: "room for no address",
      text: changedLab("size: 12", "size: 0"),
      message: [
        "lab.yaml:20:11: clusters.ocp1.size: 0 is not a number of addresses; write a whole number from 1 to 4096 without quotes",
      ],
    },
    {
      title: "a port that does not exist",
      text: inServer2("bmcPort: 70000"),
      message: [
        "lab.yaml:14:14: servers.server2.bmcPort: 70000 is not a port; write a whole number from 1 to 65535 without quotes",
      ],
    },
    {
      title: "a NIC with a slash",
      text: inServer2("provisioningNic: eno1/2"),
      message: [
        'lab.yaml:14:22: servers.server2.provisioningNic: "eno1/2" is not the name of a network interface; use at most 15 letters, digits, dots, hyphens or underscores, for example eno1',
      ],
    },
    {
      title: "a NIC of sixteen letters",
      text: changedLab("    nic: eno1\n", "    nic: enp0s31f6np0x123\n"),
      message: [
        'lab.yaml:13:10: servers.server2.nic: "enp0s31f6np0x123" is not the name of a network interface; use at most 15 letters, digits, dots, hyphens or underscores, for example eno1',
      ],
    },
    {
      title: "a path to a home folder",
      text: inOcp1("image: ~/images/rhel9.qcow2"),
      message: [
        "lab.yaml:22:12: clusters.ocp1.image: \"~/images/rhel9.qcow2\" is not a plain path; `~` is nobody's home here; write all of it from / on, or from the lab file's folder",
      ],
    },
    {
      title: "a path that begins with a hyphen",
      text: inOcp1("image: -rhel9.qcow2"),
      message: [
        'lab.yaml:22:12: clusters.ocp1.image: "-rhel9.qcow2" is not a plain path; use letters, digits and . _ / @ , : = - without spaces, for example .box/id_ed25519',
      ],
    },
    {
      title: "a user name with an at sign",
      text: inServer2("ssh: { user: admin@example.com }"),
      message: [
        'lab.yaml:14:18: servers.server2.ssh.user: "admin@example.com" is not a user name; use lower-case letters, digits, hyphens and underscores, for example root',
      ],
    },
    {
      title: "a host key with the host before it",
      text: inServer2("ssh: { hostKey: server2 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 }"),
      message: [
        'lab.yaml:14:21: servers.server2.ssh.hostKey: "server2 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5" is not a public host key; write type and key as `ssh-keyscan` prints them, for example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5...',
      ],
    },
    {
      title: "a topic with a space",
      text: inOcp1("install: { topic: OCP 4.19 }"),
      message: [
        'lab.yaml:22:23: clusters.ocp1.install.topic: "OCP 4.19" is not a DCI topic; did you mean OCP-4.19?',
      ],
    },
    {
      title: "a topic that is a number",
      text: inOcp1("install: { topic: 4.19 }"),
      message: [
        "lab.yaml:22:23: clusters.ocp1.install.topic: 4.19 is not a DCI topic; did you mean OCP-4.19?",
      ],
    },
    {
      title: "a component with a space",
      text: inOcp1("install: { topic: OCP-4.19, components: [ocp ga] }"),
      message: [
        'lab.yaml:22:46: clusters.ocp1.install.components[0]: "ocp ga" is not a DCI component; write it as DCI does, for example ocp or ocp?tags:build:ga',
      ],
    },
    {
      title: "a lease time without its unit",
      text: inNetwork("leaseTime: 3600"),
      message: [
        "lab.yaml:8:14: network.leaseTime: 3600 is not a lease time of two minutes or more; write a number with m, h or d, or infinite, for example 12h",
      ],
    },
    {
      title: "a lease time in seconds",
      text: inNetwork("leaseTime: 3600s"),
      message: [
        'lab.yaml:8:14: network.leaseTime: "3600s" is not a lease time of two minutes or more; write a number with m, h or d, or infinite, for example 12h',
      ],
    },
  ]);
});
