import { clusterType, hubOf, isByAgent, nodeCounts } from "../clusterType.ts";
import { parseSubnet } from "../ipv4.ts";
import { hostPrefix } from "../dci/abiInventory.ts";
import type { Cluster } from "../model.ts";
import type { Finding } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** Whether the networks inside of clusters, and the provisioning networks, have room for the nodes. */
export function* rangeFindings(checked: CheckedLab): Iterable<Finding> {
  yield* tooNarrow(checked);
  yield* podRoom(checked);
  yield* provisioningRoom(checked);
}

// VerifyClusterOrServiceCIDR and VerifyClusterCidrSize of openshift/assisted-service, which the agent-based
// installer and ACM's hubs are made of (internal/network/cidr_validations.go)
const longestPrefix = 25;
const leastNodes = 4;

function* tooNarrow({ lab: { network } }: CheckedLab): Iterable<Finding> {
  for (const key of ["clusterNetwork", "serviceNetwork"] as const) {
    if (parseSubnet(network[key]).prefixLength <= longestPrefix) continue;
    const message = `${network[key]} is too small: OpenShift's installers ask for 128 addresses or more; write a prefix length of ${String(longestPrefix)} or less`;
    yield { path: ["network", key], message };
  }
}

/** Each node takes a part of the pods' network for itself. One mistake, told of the largest cluster. */
function* podRoom({ lab, layouts, line }: CheckedLab): Iterable<Finding> {
  const { clusterNetwork } = lab.network;
  const { prefixLength } = parseSubnet(clusterNetwork);
  const part = hostPrefix(clusterNetwork);
  const room = 2 ** (part - prefixLength);
  const needs = layouts
    .filter(({ cluster }) => takesNetworks(cluster))
    .map(({ name, cluster }) => ({ name, ...partsFor(cluster) }))
    .filter(({ nodes }) => nodes > room)
    .sort((one, other) => other.nodes - one.nodes);
  const [largest] = needs;
  if (!largest || prefixLength > longestPrefix) return;
  const { name, nodes, why } = largest;
  const least = 23 - Math.ceil(Math.log2(nodes));
  const message = `${clusterNetwork} has a /${String(part)} for the pods of each of ${String(room)} nodes, but cluster ${name} (${line(["clusters", name])}) needs ${String(nodes)}${why}; write a prefix length of ${String(least)} or less`;
  yield { path: ["network", "clusterNetwork"], message };
}

/** The roles for other clusters leave these networks to OpenShift. */
function takesNetworks(cluster: Cluster): boolean {
  if (!cluster.install?.enabled) return false;
  return isByAgent(cluster) || hubOf(cluster) !== undefined;
}

function partsFor(cluster: Cluster): { readonly nodes: number; readonly why: string } {
  const { masters, workers } = nodeCounts(cluster);
  const nodes = masters + workers;
  return nodes === 1 || nodes >= leastNodes
    ? { nodes, why: "" }
    : { nodes: leastNodes, why: " (the installer's least for several nodes)" };
}

// The installer serves DHCP on it from the tenth address on; its last one is the broadcast address
// (openshift/installer pkg/types/baremetal/defaults/platform.go).
const firstLease = 10;

function* provisioningRoom({ lab, layouts, line }: CheckedLab): Iterable<Finding> {
  const { provisioningSubnet } = lab.network;
  const { first, last, prefixLength } = parseSubnet(provisioningSubnet);
  const room = Math.max(0, last - first - firstLease);
  const tight = layouts.find(({ cluster }) => leasesFor(cluster) > room);
  if (!tight) return;
  const nodes = leasesFor(tight.cluster);
  const least = 32 - Math.ceil(Math.log2(nodes + firstLease + 1));
  const message = `a /${String(prefixLength)} leaves ${String(room)} addresses to lend, as the installer keeps the first ${String(firstLease)}, but cluster ${tight.name} (${line(["clusters", tight.name])}) has ${String(nodes)} nodes on it; write a prefix length of ${String(least)} or less`;
  yield { path: ["network", "provisioningSubnet"], message };
}

/** Masters and workers boot from it, and their addresses come from the installer. */
function leasesFor(cluster: Cluster): number {
  if (clusterType(cluster).provisioning !== "isolated") return 0;
  const { masters, workers } = nodeCounts(cluster);
  return masters + workers;
}
