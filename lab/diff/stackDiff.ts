import { isDeepStrictEqual } from "node:util";

import { renderDci } from "../dci/documents.ts";
import { renderQueues } from "../dci/queue.ts";
import {
  renderClusterConf,
  renderClusterDhcp,
  renderClusterHosts,
  renderBase,
  renderLabHosts,
} from "../dnsmasq.ts";
import { fingerprints } from "../fingerprint.ts";
import { jumphostSpeaksIpmi } from "../hostPackages.ts";
import { foundationStackName } from "../model.ts";
import { renderIsolation } from "../isolation/rules.ts";
import { jumphostServesTime, renderNtp } from "../ntp.ts";
import { serverOf, type ClusterPlan, type Plan } from "../plan.ts";
import { provisionhostSeed } from "../provisionhost.ts";
import { changeOf, pairs, type Change } from "./pairs.ts";

/** A stack of which the lab files say different things. */
export interface StackDiff {
  readonly stack: string;
  /** `removed`: what stands of it is to be destroyed before the change is merged. */
  readonly change: Change;
}

/**
 * The stacks whose program gets other facts than before, the foundation first; a change of the program
 * itself is none of these. Tested against what the stacks register.
 */
export function stackDiffs(
  base: Plan | undefined,
  head: Plan,
  changedFiles: ReadonlySet<string>,
): StackDiff[] {
  const foundation = {
    name: foundationStackName,
    base: base && foundationFacts(base),
    head: foundationFacts(head),
  };
  const clusters = pairs(factsOf(base, new Set()), factsOf(head, changedFiles), ({ name }) => name);
  return [foundation, ...clusters]
    .filter((pair) => !isDeepStrictEqual(pair.base, pair.head))
    .map((pair) => ({ stack: pair.name, change: changeOf(pair) }));
}

/** What stacks/lab.ts makes its resources of, its configuration aside. */
function foundationFacts(plan: Plan): object {
  const { jumphost, lab, servers, dci } = plan;
  return {
    dnsmasq: [renderBase(plan), renderLabHosts(plan)],
    ntp: jumphostServesTime(plan) && renderNtp(plan),
    jumphost: [jumphost.name, jumphost.address, lab.domain, jumphostSpeaksIpmi(plan)],
    nat: jumphost.nat,
    installs: [renderQueues(plan), dci.sshPublicKeyFile, dci.parallelInstalls],
    fingerprints: fingerprints(plan),
    addresses: servers
      .filter(({ retired }) => !retired)
      .map(({ name, address }) => [name, address]),
  };
}

type ClusterFacts = Readonly<Record<string, unknown>> & { readonly name: string };

function factsOf(plan: Plan | undefined, changedFiles: ReadonlySet<string>): ClusterFacts[] {
  return plan ? plan.clusters.map((cluster) => clusterFacts(plan, cluster, changedFiles)) : [];
}

/** What stacks/cluster.ts makes its resources of. */
function clusterFacts(
  plan: Plan,
  cluster: ClusterPlan,
  changedFiles: ReadonlySet<string>,
): ClusterFacts {
  const { jumphost } = plan;
  const { name, domain, servers, api, ingress, nodes, pool, provisioning, bmc, machines } = cluster;
  return {
    ...{ name, domain, servers, api, ingress, pool, provisioning, bmc, machines },
    // the engine refuses to delete what its stack protects
    protected: cluster.protected,
    // where a BMC answers counts for its IPMI service, and otherwise only for DCI's documents
    nodes: nodes.map(({ bmc: where, ...node }) => [node, bmc === "ipmi" ? where : !where]),
    records: [
      renderClusterHosts(cluster),
      renderClusterDhcp(plan, cluster),
      renderClusterConf(cluster),
    ],
    documents: renderDci(plan, cluster),
    // whoever's keys are in them
    seeds: nodes
      .filter(({ role }) => role === "provisionhost")
      .map((node) => provisionhostSeed(plan, node, [])),
    changedHooks: Object.values(cluster.install?.hooks ?? {}).filter((file) =>
      changedFiles.has(file),
    ),
    jumphost: [jumphost.name, jumphostServesTime(plan)],
    installer: cluster.install && [jumphost.address, jumphost.ssh],
    servers: machines === "ours" && servers.map((server) => serverFacts(plan, server)),
    isolation:
      cluster.isolation === "strict" &&
      servers.map((server) => renderIsolation(plan, cluster, server)),
  };
}

function serverFacts(plan: Plan, name: string): unknown[] {
  const { bridge, hypervisor, address, ssh } = serverOf(plan, name);
  return [name, bridge, hypervisor, address, ssh];
}
