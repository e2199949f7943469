import { claimFolder, dnsmasqState, imageFolder, installState } from "../../lab/hostPaths.ts";
import type { ClusterPlan, HostPlan, Plan, ServerPlan } from "../../lab/plan.ts";
import type { Question } from "./facts.ts";

/** One host, and all that is asked of it in its one round trip. */
export interface AskedHost {
  readonly plan: HostPlan;
  readonly question: Question;
}

/** The jumphost and the servers of these clusters, or all servers where all clusters are meant. */
export function askedHosts(
  plan: Plan,
  clusters: readonly ClusterPlan[],
  servers: readonly ServerPlan[],
): AskedHost[] {
  const { jumphost } = plan;
  const own = servers.find(({ name }) => name === jumphost.name);
  const others = servers.filter(({ name }) => name !== jumphost.name);
  return [
    {
      plan: jumphost,
      question: { ...question(jumphost, own, clusters), ...ofJumphost(plan, clusters) },
    },
    ...others.map((server) => ({ plan: server, question: question(server, server, clusters) })),
  ];
}

/** Names of a cluster that the lab's DNS must know, and the address that belongs to each. */
export function namesOf({ nodes, domain, api, ingress }: ClusterPlan): Map<string, string> {
  return new Map([
    ...nodes.map(({ fqdn, address }) => [fqdn, address] as const),
    [`api.${domain}`, api],
    [`api-int.${domain}`, api],
    // any name below it: the console's is the one that people try first
    [`console-openshift-console.apps.${domain}`, ingress],
  ]);
}

function question(
  { address }: HostPlan,
  server: ServerPlan | undefined,
  clusters: readonly ClusterPlan[],
): Question {
  return {
    server: server !== undefined,
    jumphost: false,
    ...{ address, imageFolder, claimFolder, installFolder: installState },
    clusters: clusters.map(({ name }) => name),
    bridges: server ? bridgesOf(server) : {},
    leases: `${dnsmasqState}/leases`,
    dns: [address, 53],
    names: [],
    ports: [],
    installs: [],
    root: "/",
  };
}

function bridgesOf({ bridge, nic, provisioning }: ServerPlan): Record<string, string> {
  return { [bridge]: nic, ...(provisioning && { [provisioning.bridge]: provisioning.nic }) };
}

function ofJumphost({ jumphost }: Plan, clusters: readonly ClusterPlan[]): Partial<Question> {
  return {
    jumphost: true,
    dns: [jumphost.address, 53],
    names: clusters.flatMap((cluster) => [...namesOf(cluster).keys()]),
    ports: clusters.map(({ api }) => [api, 6443] as const),
    installs: clusters.flatMap(({ name, install }) => (install ? [name] : [])),
  };
}
