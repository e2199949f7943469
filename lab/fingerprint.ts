import { createHash } from "node:crypto";

import { renderBase } from "./dnsmasq.ts";
import { jumphostServesTime, renderNtp } from "./ntp.ts";
import { renderNat } from "./nat.ts";
import type { Plan } from "./plan.ts";

// To be raised when the foundation puts something else on hosts for the same lab file: then clusters
// wait until it has converged.
const revision = 3;

/**
 * One short hash per host of what the foundation is to put there, by the host's name. Retired servers
 * have none. What a host is reached by does not count, nor do the names of other hosts.
 */
export function fingerprints(plan: Plan): Readonly<Record<string, string>> {
  const inputs = new Map<string, unknown[]>();
  const { jumphost } = plan;
  inputs.set(jumphost.name, [
    {
      base: renderBase(plan),
      ntp: jumphostServesTime(plan) && renderNtp(plan),
      ...(jumphost.nat !== undefined && { nat: renderNat(plan, jumphost.nat) }),
    },
  ]);
  for (const { name, retired, nic, bridge, provisioning, hypervisor, bmcPort } of plan.servers) {
    if (retired) continue;
    const parts = inputs.get(name) ?? [];
    inputs.set(name, [...parts, { nic, bridge, provisioning, hypervisor, bmcPort }]);
  }
  return Object.fromEntries([...inputs].map(([name, parts]) => [name, hash([revision, ...parts])]));
}

function hash(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
}
