import type * as pulumi from "@pulumi/pulumi";

import { HostBridge } from "../components/hostBridge.ts";
import { Hypervisor } from "../components/hypervisor.ts";
import { Jumphost } from "../components/jumphost.ts";
import * as labhost from "../components/labhost.ts";
import { fingerprints } from "../lab/fingerprint.ts";
import type { Plan } from "../lab/plan.ts";

/**
 * The foundation: everything that clusters stand on. Exports one fingerprint per host, known only once
 * all of that host has converged, so that a cluster can tell whether its servers are ready for it.
 */
export function foundationStack(plan: Plan): Record<string, unknown> {
  const parts = foundationParts(plan);
  const wanted = fingerprints(plan);
  const ready: Record<string, pulumi.Output<string>> = {};
  for (const [host, components] of parts) {
    // deleted before anything else of its host, and only when no cluster is on it
    const gate = new labhost.Gate(`${host}-gate`, { host }, { dependsOn: components });
    ready[host] = gate.id.apply(() => fingerprintOf(wanted, host));
  }
  return { fingerprints: ready };
}

function foundationParts(plan: Plan): Map<string, pulumi.Resource[]> {
  const parts = new Map<string, pulumi.Resource[]>();
  const { jumphost } = plan;
  parts.set(jumphost.name, [new Jumphost(jumphost.name, { plan })]);
  for (const server of plan.servers) {
    if (server.retired) continue;
    const { name: host, bridge, nic, provisioning } = server;
    parts.set(host, [
      ...(parts.get(host) ?? []),
      new Hypervisor(`${host}-hypervisor`, { host }),
      new HostBridge(`${host}-bridge`, { host, bridge, nic }),
      ...(provisioning
        ? [new HostBridge(`${host}-provisioning-bridge`, { host, ...provisioning })]
        : []),
    ]);
  }
  return parts;
}

function fingerprintOf(wanted: Readonly<Record<string, string>>, host: string): string {
  const fingerprint = wanted[host];
  if (fingerprint === undefined) throw new Error(`no fingerprint is planned for ${host}`);
  return fingerprint;
}
