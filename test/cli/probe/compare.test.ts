import assert from "node:assert/strict";

import { compareHost } from "../../../cli/probe/compare.ts";
import type { Facts } from "../../../cli/probe/facts.ts";
import { LabFilePlaces } from "../../../cli/probe/places.ts";
import { declaringLab, goodFacts, hostOf, hostsOf } from "./probedLab.ts";

interface Case {
  readonly title: string;
  readonly facts: Partial<Facts>;
  /** A change of the lab file, and whose host is compared. */
  readonly from?: string;
  readonly to?: string;
  readonly host?: string;
  readonly said: readonly string[];
}

const { eno1 } = goodFacts.nics;

const cases: readonly Case[] = [
  { title: "says nothing of a host that has all", facts: {}, said: [] },
  {
    title: "says nothing of a host that has more than the lab file declares",
    facts: { cpus: 64, memory: 999_999, disk: { free: 9_999_999, ours: 0 } },
    said: [],
  },
  {
    title: "says nothing of packages that are missing where there is a repository",
    facts: { packages: { missing: ["libvirt"], sources: 1 } },
    said: [],
  },
  {
    title: "tells that packages are missing and cannot be had",
    facts: { packages: { missing: ["libvirt", "qemu-kvm"], sources: 0 } },
    said: [
      "packages: libvirt, qemu-kvm are not installed, and the host has no repository to take them from; subscribe it (`subscription-manager register`, then `subscription-manager repos --enable=...` for BaseOS and AppStream), or install them by hand",
    ],
  },
  {
    title: "tells too few CPUs, with the line of the lab file",
    facts: { cpus: 8 },
    said: [
      "vcpus: lab.yaml:10 says 16, but the host has 8 hardware threads; write `vcpus: 8` or less",
    ],
  },
  {
    title: "tells too little memory, rounded down to what can be written",
    facts: { memory: 64_221 },
    said: ["memory: lab.yaml:9 says 64GiB, but the host has 62GiB; write `memory: 62GiB` or less"],
  },
  {
    title: "counts what clusters have on the disk already as room",
    facts: { disk: { free: 500 * 1024, ours: 100 * 1024 } },
    said: [
      "disk: lab.yaml:11 says 1TiB, but the host has room for 600GiB below /var/lib/libvirt/ocplab, what the clusters have there now included; write `disk: 600GiB` or less",
    ],
  },
  {
    title: "does not compare what is not declared",
    host: "server2",
    facts: { cpus: 1, memory: 1, disk: { free: 1, ours: 0 } },
    said: [],
  },
  {
    title: "tells that the processor shows no virtualisation",
    facts: { kvm: { device: false, nested: null, extension: null } },
    said: [
      "hypervisor: lab.yaml says nothing else than the usual kvm, but its processor shows no virtualisation; switch it on in the firmware, or write `hypervisor: qemu`",
    ],
  },
  {
    title: "tells that the module of KVM is not loaded, and which",
    from: "    nic: eno1\n    memory",
    to: "    nic: eno1\n    hypervisor: kvm\n    memory",
    facts: { kvm: { device: false, nested: null, extension: "svm" } },
    said: [
      "hypervisor: lab.yaml:9 says kvm, but the host has no /dev/kvm; run `modprobe kvm_amd` on it, or write `hypervisor: qemu`",
    ],
  },
  {
    title: "tells that nested virtualisation is off",
    facts: { kvm: { device: true, nested: false, extension: "vmx" } },
    said: [
      "hypervisor: lab.yaml says nothing else than the usual kvm, but nested virtualisation is off, which the bootstrap machine of an ipi cluster needs; after `pulumi up -s lab`, which sets it, reboot the host or load kvm_intel anew",
    ],
  },
  {
    title: "does not take silence about nested virtualisation for a yes",
    facts: { kvm: { device: true, nested: null, extension: "vmx" } },
    said: [
      "hypervisor: lab.yaml says nothing else than the usual kvm, but no module of KVM tells of nested virtualisation, which the bootstrap machine of an ipi cluster needs; after `pulumi up -s lab`, which sets it, reboot the host or load kvm_intel anew",
    ],
  },
  {
    title: "asks for no KVM where machines are emulated",
    host: "server2",
    facts: { kvm: { device: false, nested: null, extension: null } },
    said: [],
  },
  {
    title: "tells that there is no such NIC, and which one has the address",
    facts: { nics: { eno1: null }, carrier: "ens3f0" },
    said: [
      "nic: lab.yaml:8 says eno1, but the host has no such NIC; 192.0.2.11 is on ens3f0: name the NIC that it goes through",
    ],
  },
  {
    title: "tells that there is no such NIC, nor the address",
    facts: { nics: { eno1: null }, carrier: null },
    said: [
      "nic: lab.yaml:8 says eno1, but the host has no such NIC; none of its devices has 192.0.2.11: correct the address, or set it up",
    ],
  },
  {
    title: "tells that the address is on another NIC",
    facts: { carrier: "eno2" },
    said: [
      "nic: lab.yaml:8 says eno1, but 192.0.2.11 is not on it; 192.0.2.11 is on eno2: name the NIC that it goes through",
    ],
  },
  {
    title: "finds the address on the bridge that the NIC is a port of",
    facts: { nics: { eno1: { ...eno1, master: "br0" } }, carrier: "br0" },
    said: [],
  },
  {
    title: "tells that the NIC is down",
    facts: { nics: { eno1: { ...eno1, up: false } } },
    said: ["nic: lab.yaml:8 says eno1, but eno1 is down; see to its cable, and to its profile"],
  },
  {
    title: "tells another MTU than the usual one",
    facts: { nics: { eno1: { ...eno1, mtu: 9000 } } },
    said: [
      "mtu: lab.yaml says nothing else than the usual 1500, but eno1 has 9000; write `mtu: 9000` in `network`, or set the NIC's to 1500",
    ],
  },
  {
    title: "tells another MTU than the declared one",
    from: "upstreamDns: [] }",
    to: "upstreamDns: [], mtu: 9000 }",
    facts: {},
    said: [
      "mtu: lab.yaml:3 says 9000, but eno1 has 1500; write `mtu: 1500` in `network`, or set the NIC's to 9000",
    ],
  },
  {
    title: "tells that NetworkManager does not manage the NIC",
    facts: { nics: { eno1: { ...eno1, manager: { managed: false, profile: null } } } },
    said: [
      "nic: lab.yaml:8 says eno1, but NetworkManager does not manage eno1; run `nmcli device set eno1 managed yes` on it",
    ],
  },
  {
    title: "tells that NetworkManager does not run",
    facts: { nics: { eno1: { ...eno1, manager: null } } },
    said: ["nic: lab.yaml:8 says eno1, but NetworkManager does not run; install and start it"],
  },
  {
    title: "compares the second NIC of a server too, but for MTU and address",
    from: "    nic: eno1\n    memory",
    to: "    nic: eno1\n    provisioningNic: eno2\n    memory",
    facts: { nics: { eno1, eno2: { up: false, mtu: 9000, master: null, manager: null } } },
    said: [
      "provisioningNic: lab.yaml:9 says eno2, but eno2 is down; see to its cable, and to its profile",
      "provisioningNic: lab.yaml:9 says eno2, but NetworkManager does not run; install and start it",
    ],
  },
  {
    title: "tells an old Python",
    facts: { python: "3.5.3" },
    said: ["python3: it is 3.5.3; use a release that has Python 3.9 or later"],
  },
  {
    title: "tells an operating system that the foundation does not know",
    facts: { system: { id: "fedora", version: "40" } },
    said: [
      "operating system: it is fedora 40; use RHEL, CentOS, Rocky or Alma Linux 8 to 10, or Debian 12 or 13",
    ],
  },
  {
    title: "tells an old version of a known operating system, and of one without a version",
    facts: { system: { id: "debian", version: "" } },
    said: [
      "operating system: it is debian; use RHEL, CentOS, Rocky or Alma Linux 8 to 10, or Debian 12 or 13",
    ],
  },
  {
    title: "takes the jumphost without KVM, room and NetworkManager's hand on its NIC",
    host: "jumphost",
    facts: {
      ...{ cpus: 1, memory: 1, disk: { free: 1, ours: 0 } },
      kvm: { device: false, nested: null, extension: null },
      nics: { eno1: { ...eno1, manager: { managed: false, profile: null } } },
    },
    said: [],
  },
  {
    title: "tells an old dnsmasq of the jumphost",
    host: "jumphost",
    facts: { dnsmasq: "2.79" },
    said: ["dnsmasq: it is 2.79; update it to 2.80 or later"],
  },
  {
    title: "does not mind a dnsmasq that is not installed yet",
    host: "jumphost",
    facts: { dnsmasq: null },
    said: [],
  },
  {
    title: "does not mind dnsmasq and its ports on a server",
    facts: {
      dnsmasq: "2.10",
      listeners: [listener({ process: "named", unit: "named.service" })],
    },
    said: [],
  },
  {
    title: "tells who has a port that the lab's dnsmasq needs, once for TCP and UDP",
    host: "jumphost",
    facts: {
      listeners: [
        listener({ process: "named", unit: "named.service" }),
        listener({ process: "named", unit: "named.service", address: "192.0.2.1" }),
        listener({ process: "dhcpd", port: 67 }),
        listener({ port: 67, device: "eno1" }),
      ],
    },
    said: [
      "ports: named (named.service) has port 53, where the lab's dnsmasq serves DNS; stop and disable named.service",
      "ports: dhcpd has port 67, where the lab's dnsmasq serves DHCP; stop it",
      "ports: something else has port 67, where the lab's dnsmasq serves DHCP; stop it",
    ],
  },
  {
    title: "does not mind the lab's own dnsmasq, libvirt's on its networks, and the stub resolver",
    host: "jumphost",
    facts: {
      listeners: [
        listener({ process: "dnsmasq", unit: "ocplab-dnsmasq.service" }),
        listener({ process: "dnsmasq", unit: "libvirtd.service", port: 67, device: "virbr0" }),
        listener({ process: "dnsmasq", unit: "libvirtd.service", address: "192.168.122.1" }),
        listener({ address: "127.0.0.53", device: "lo", unit: "systemd-resolved.service" }),
      ],
    },
    said: [],
  },
];

function listener(more: Partial<NonNullable<Facts["listeners"]>[number]>) {
  const usual = { port: 53, address: "0.0.0.0", device: null, process: null, unit: null };
  return { ...usual, ...more };
}

describe("the comparison of a host with the lab file", () => {
  for (const { title, facts, from, to, host = "server1", said } of cases) {
    it(title, () => {
      const text = from === undefined ? declaringLab : declaringLab.replace(from, to ?? "");
      const answer = { facts: { ...goodFacts, ...facts }, unknown: {} };
      const compared = compareHost(hostOf(text, host), answer, new LabFilePlaces(text));
      assert.deepEqual(compared, { differences: said, notAsked: [] });
    });
  }

  it("takes every operating system that the foundation prepares", () => {
    const places = new LabFilePlaces(declaringLab);
    const red = ["rhel", "centos", "rocky", "almalinux"].flatMap((id) =>
      ["8", "8.10", "9.4", "10.0"].map((version) => ({ id, version })),
    );
    for (const system of [...red, ...["12", "13"].map((version) => ({ id: "debian", version }))]) {
      const answer = { facts: { ...goodFacts, system }, unknown: {} };
      const { differences } = compareHost(hostOf(declaringLab, "server1"), answer, places);
      assert.deepEqual(differences, [], `${system.id} ${system.version}`);
    }
  });

  it("never takes for fine what the host could not tell", () => {
    const { python } = goodFacts;
    const unknown = {
      ...{ system: "no os-release", packages: "there is no rpm on it" },
      ...{ cpus: "no cpus", memory: "no meminfo", disk: "no disk" },
      ...{ kvm: "no kvm", nics: "no nics", carrier: "there is no ip on it" },
      listeners: "there is no ss on it",
    };
    const compared = (host: string): readonly string[] => {
      const { differences, notAsked } = compareHost(
        hostOf(declaringLab, host),
        { facts: { python }, unknown },
        new LabFilePlaces(declaringLab),
      );
      assert.deepEqual(differences, []);
      return notAsked;
    };
    assert.deepEqual(compared("server1"), [
      "operating system not asked: no os-release",
      "packages not asked: there is no rpm on it",
      "CPUs not asked: no cpus",
      "memory not asked: no meminfo",
      "disk not asked: no disk",
      "KVM not asked: no kvm",
      "NICs not asked: no nics",
      "addresses not asked: there is no ip on it",
    ]);
    assert.deepEqual(compared("jumphost"), [
      "operating system not asked: no os-release",
      "packages not asked: there is no rpm on it",
      "NICs not asked: no nics",
      "addresses not asked: there is no ip on it",
      "dnsmasq not asked: the host does not say",
      "ports 53 and 67 not asked: there is no ss on it",
    ]);
  });

  it("asks a host that is jumphost and server once, for both", () => {
    const text = declaringLab.replace(
      "name: jumphost, address: 192.0.2.1",
      "name: server1, address: 192.0.2.11",
    );
    const hosts = hostsOf(text);
    assert.deepEqual(
      hosts.map(({ plan, jumphost, retired }) => [plan.name, jumphost, retired]),
      [
        ["server1", true, false],
        ["server2", false, false],
      ],
    );
    const facts = {
      ...goodFacts,
      cpus: 8,
      dnsmasq: "2.10",
      nics: { eno1: { ...eno1, master: "br0" } },
      carrier: "br0",
      listeners: [listener({ port: 67, device: "br0", process: "dhcpd" })],
    };
    const answer = { facts, unknown: {} };
    const { differences } = compareHost(hostOf(text, "server1"), answer, new LabFilePlaces(text));
    assert.deepEqual(
      differences.map((sentence) => sentence.split(":")[0]),
      ["vcpus", "dnsmasq", "ports"],
    );
  });

  it("still compares a jumphost that is retired as a server", () => {
    const retired = "    address: 192.0.2.11\n    retired: true";
    const text = declaringLab
      .replace("name: jumphost, address: 192.0.2.1", "name: server1, address: 192.0.2.11")
      .replace("    address: 192.0.2.11", retired);
    const [first] = hostsOf(text);
    assert.deepEqual(
      [first?.plan.name, first?.jumphost, first?.retired, first?.server],
      ["server1", true, false, undefined],
    );
  });
});
