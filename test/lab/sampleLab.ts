/** A small sound lab file; the tests of messages change one place of it. */
export const sampleLab = `version: 1
lab: { name: test, domain: lab.example.com }
network:
  subnet: 192.0.2.0/24
  gateway: 192.0.2.254
  upstreamDns: [192.0.2.254]
  ntp: [192.0.2.1]
jumphost: { name: jumphost, address: 192.0.2.1, nic: eno1 }
servers:
  server1: { address: 192.0.2.11, nic: eno1 }
  server2:
    address: 192.0.2.12
    nic: eno1
clusters:
  ocp1:
    type: ipi
    id: 2
    server: server1
    firstAddress: 192.0.2.20
    size: 12
    workers: 3
    images: { provisionhost: images/rhel9.qcow2 }
  sno1:
    type: sno
    id: 3
    server: server2
    firstAddress: 192.0.2.40
`;

/** The sample with one place changed. Throws where the place is not there, or not the only one. */
export function changedLab(from: string, to: string): string {
  const parts = sampleLab.split(from);
  if (parts.length !== 2)
    throw new Error(`${String(parts.length - 1)} times in the sample: ${from}`);
  return parts.join(to);
}

/** The sample with one more line in its network. */
export function inNetwork(line: string): string {
  return changedLab("  ntp: [192.0.2.1]\n", `  ntp: [192.0.2.1]\n  ${line}\n`);
}

/** The sample with one more line in server2. */
export function inServer2(line: string): string {
  return changedLab("    nic: eno1\n", `    nic: eno1\n    ${line}\n`);
}

/** The sample with one more line in the ipi cluster. */
export function inOcp1(line: string): string {
  return changedLab("    workers: 3\n", `    workers: 3\n    ${line}\n`);
}

/** The sample with one more line in the single-node cluster. */
export function inSno1(line: string): string {
  return changedLab("    id: 3\n", `    id: 3\n    ${line}\n`);
}

/** The sample with a jumphost that is the nodes' router. */
export const natLab = changedLab(
  "address: 192.0.2.1, nic: eno1 }",
  "address: 192.0.2.1, nic: eno1, nat: eno2 }",
).replace("gateway: 192.0.2.254", "gateway: 192.0.2.1");
