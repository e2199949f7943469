import type * as pulumi from "@pulumi/pulumi";

import { Bmc, type BmcLogin } from "../components/bmc.ts";
import { BmcCredentials } from "../components/bmcCredentials.ts";
import { HostBridge } from "../components/hostBridge.ts";
import { Hypervisor } from "../components/hypervisor.ts";
import { Jumphost } from "../components/jumphost.ts";
import { JumphostDci } from "../components/jumphostDci.ts";
import * as labhost from "../components/labhost.ts";
import { fingerprints } from "../lab/fingerprint.ts";
import type { Plan, ServerPlan } from "../lab/plan.ts";
import { configuredLogins } from "./bmcLogins.ts";
import { configuredCredentials } from "./dciCredentials.ts";

/**
 * The foundation: everything that clusters stand on. Exports one fingerprint per host, known only once
 * all of that host has converged, so that a cluster can tell whether its servers are ready for it; where
 * DCI's credentials are; and the SSH public key of who runs the installs. Throws a RunError, before the
 * first resource, where the credentials are incomplete, or the BMCs have no password.
 */
export function foundationStack(plan: Plan): Record<string, unknown> {
  const credentials = configuredCredentials();
  const logins = configuredLogins(plan);
  const { jumphost } = plan;
  const dci = new JumphostDci(`${jumphost.name}-dci`, { plan, credentials });
  const parts = foundationParts(plan, dci, logins);
  const wanted = fingerprints(plan);
  const ready: Record<string, pulumi.Output<string>> = {};
  for (const [host, components] of parts) {
    // deleted before anything else of its host, and only when no cluster is on it
    const gate = new labhost.Gate(`${host}-gate`, { host }, { dependsOn: components });
    ready[host] = gate.id.apply(() => fingerprintOf(wanted, host));
  }
  const { credentialsFile: dciCredentials, sshPublicKey } = dci;
  return {
    fingerprints: ready,
    sshPublicKey,
    ...(dciCredentials !== undefined && { dciCredentials }),
  };
}

function foundationParts(
  plan: Plan,
  dci: JumphostDci,
  logins: ReadonlyMap<string, BmcLogin>,
): Map<string, pulumi.Resource[]> {
  const parts = new Map<string, pulumi.Resource[]>();
  const { name } = plan.jumphost;
  const credentials = new BmcCredentials(`${name}-bmc`, { host: name, logins });
  parts.set(name, [new Jumphost(name, { plan }), dci, credentials]);
  for (const server of plan.servers) {
    if (server.retired) continue;
    parts.set(server.name, [
      ...(parts.get(server.name) ?? []),
      ...serverParts(server, logins.get(server.name)),
    ]);
  }
  return parts;
}

function serverParts(server: ServerPlan, login: BmcLogin | undefined): pulumi.Resource[] {
  const { name: host, bridge, nic, provisioning } = server;
  if (!login) throw new Error(`the BMCs of ${host} have no password`);
  const hypervisor = new Hypervisor(`${host}-hypervisor`, { host });
  const bridges = [
    new HostBridge(`${host}-bridge`, { host, bridge, nic }),
    ...(provisioning
      ? [new HostBridge(`${host}-provisioning-bridge`, { host, ...provisioning })]
      : []),
  ];
  // they listen on the bridge's address
  const before = [hypervisor, ...bridges];
  return [...before, new Bmc(`${host}-bmc`, { server, login }, { dependsOn: before })];
}

function fingerprintOf(wanted: Readonly<Record<string, string>>, host: string): string {
  const fingerprint = wanted[host];
  if (fingerprint === undefined) throw new Error(`no fingerprint is planned for ${host}`);
  return fingerprint;
}
