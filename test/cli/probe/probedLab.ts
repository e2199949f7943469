import assert from "node:assert/strict";

import { probedHosts, type ProbedHost } from "../../../cli/probe/host.ts";
import type { Facts } from "../../../cli/probe/facts.ts";
import { buildPlan } from "../../../lab/plan.ts";
import { parseLab } from "../../../lab/read.ts";

/** A lab file whose servers declare what they have. */
export const declaringLab = `version: 1
lab: { name: test, domain: lab.example.com }
network: { subnet: 192.0.2.0/24, gateway: 192.0.2.254, upstreamDns: [] }
jumphost: { name: jumphost, address: 192.0.2.1, nic: eno1 }
servers:
  server1:
    address: 192.0.2.11
    nic: eno1
    memory: 64GiB
    vcpus: 16
    disk: 1TiB
  server2: { address: 192.0.2.12, nic: eno1, hypervisor: qemu }
clusters: {}
`;

/** The same with three clusters: one to install with all that it may name, one in a queue, one that is not. */
export const installingLab = declaringLab
  .replace("upstreamDns: []", "upstreamDns: [], ntp: [192.0.2.254]")
  .replace(
    "servers:",
    `dci:
  credentialsFile: ~/dci.yml
  pullSecretFile: /etc/pull-secret.json
servers:`,
  )
  .replace(
    "clusters: {}",
    `clusters:
  sno1:
    type: sno
    id: 1
    server: server1
    firstAddress: 192.0.2.40
    install:
      enabled: true
      topic: OCP-4.19
      job:
        ansible_extravars_files: [/etc/lab/one.yml, /etc/lab/other.yml]
        dci_vault_file: /etc/lab/vault
        comment: /etc/lab/comment
  sno2:
    type: sno
    id: 2
    server: server2
    firstAddress: 192.0.2.41
    install: { enabled: true, topic: OCP-4.19, queue: sno }
  sno3:
    type: sno
    id: 3
    server: server2
    firstAddress: 192.0.2.42
    install: { topic: OCP-4.19, job: { dci_vault_file: /etc/lab/later } }
`,
  );

/** The hosts of a lab file that `ocplab check --probe` asks. */
export function hostsOf(text: string): ProbedHost[] {
  const lab = parseLab(text);
  const plan = buildPlan(lab);
  return probedHosts(lab, plan, plan.servers, plan.clusters);
}

export function hostOf(text: string, name: string): ProbedHost {
  const host = hostsOf(text).find(({ plan }) => plan.name === name);
  assert.ok(host);
  return host;
}

/** What a server answers that is as the lab file says. */
export const goodFacts = {
  python: "3.9.18",
  system: { id: "rhel", version: "9.4" },
  packages: { missing: [], sources: 2 },
  cpus: 16,
  memory: 65000 + 1024,
  disk: { free: 900 * 1024, ours: 200 * 1024 },
  kvm: { device: true, nested: true, extension: "vmx" },
  nics: {
    eno1: { up: true, mtu: 1500, master: null, manager: { managed: true, profile: "eno1" } },
  },
  carrier: "eno1",
  dnsmasq: "2.85",
  listeners: [],
  files: {},
  lacking: [],
} satisfies Facts;
