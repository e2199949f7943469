/** A sound lab file with a cluster of each type but ipi; the tests of messages change one place of it. */
export const typesLab = `version: 1
lab: { name: types, domain: lab.example.com }
network:
  subnet: 192.0.2.0/24
  gateway: 192.0.2.254
  upstreamDns: [192.0.2.254]
jumphost: { name: jumphost, address: 192.0.2.1, nic: eno1 }
servers:
  server1: { address: 192.0.2.11, nic: eno1, provisioningNic: eno2 }
  server2: { address: 192.0.2.12, nic: eno1, provisioningNic: eno2 }
  server3: { address: 192.0.2.13, nic: eno1 }
clusters:
  hub1:
    type: acm
    id: 1
    server: server1
    firstAddress: 192.0.2.20
  spoke1:
    type: sno
    hub: hub1
    id: 2
    server: server2
    firstAddress: 192.0.2.30
  spoke2:
    type: abi
    hub: hub1
    id: 3
    server: server2
    firstAddress: 192.0.2.40
    nodes: { master-1: { server: server1 } }
  abi1:
    type: abi
    id: 4
    server: server3
    firstAddress: 192.0.2.60
    workers: 1
    nodes: { master-2: { server: server2 } }
  old1:
    type: sno
    classic: true
    id: 5
    server: server3
    firstAddress: 192.0.2.80
`;

/** It with one place changed. Throws where the place is not there, or not the only one. */
export function changedTypes(from: string, to: string): string {
  const parts = typesLab.split(from);
  if (parts.length !== 2) throw new Error(`${String(parts.length - 1)} times in it: ${from}`);
  return parts.join(to);
}

/** It with one more line in the agent-based cluster that is on two servers. */
export function inAbi1(line: string): string {
  return changedTypes("    workers: 1\n", `    workers: 1\n    ${line}\n`);
}

/** It with one more line in the hub. */
export function inHub1(line: string): string {
  return changedTypes("    type: acm\n", `    type: acm\n    ${line}\n`);
}
