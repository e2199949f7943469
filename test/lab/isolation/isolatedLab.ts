import { parseLab } from "../../../lab/read.ts";
import { buildPlan, type Plan } from "../../../lab/plan.ts";

/** Two strict clusters, the second on another server than the first, and two that are not. */
const text = `version: 1
lab: { name: test, domain: lab.example.com }
network: { subnet: 192.0.2.0/24, gateway: 192.0.2.254, upstreamDns: [] }
jumphost: { name: jumphost, address: 192.0.2.1, nic: eno1 }
servers:
  server1: { address: 192.0.2.11, nic: eno1 }
  server2: { address: 192.0.2.12, nic: eno1 }
clusters:
  ocp1:
    { type: ipi, id: 2, server: server1, firstAddress: 192.0.2.20, size: 12, workers: 1, isolation: strict, image: x }
  sno1: { type: sno, id: 3, server: server1, firstAddress: 192.0.2.40 }
  sno2: { type: sno, id: 4, server: server2, firstAddress: 192.0.2.41 }
  sno3:
    type: sno
    id: 5
    server: server2
    isolation: strict
    nodes: { master-0: { address: 192.0.2.42, mac: "52:54:00:00:04:77" } }
`;

/** Its plan, after some text was put for other text in the lab file. */
export function isolatedPlan(...changes: readonly (readonly [string, string])[]): Plan {
  return buildPlan(parseLab(changes.reduce((lab, change) => lab.replace(...change), text)));
}
