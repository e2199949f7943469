import { addressNumber, addressText, parseSubnet } from "./ipv4.ts";
import { seatNoun } from "./layout.ts";
import { jumphostTrial, type JumphostTrial } from "./jumphostTrial.ts";
import type { ClusterPlan, Plan } from "./plan.ts";

/** What is tried on one host before a cluster is installed; provider/agent/ocplab/preflight.py does it. */
export interface PreflightSpec {
  /** On each of the cluster's servers. */
  readonly network?: NetworkTrial;
  readonly jumphost?: JumphostTrial;
}

interface NetworkTrial {
  readonly bridge: string;
  readonly prefixLength: number;
  readonly gateway: string;
  /** The jumphost, which answers for both. */
  readonly dns: string;
  readonly dhcpServer: string;
  readonly ntp: readonly string[];
  readonly registries: readonly { readonly host: string; readonly port: number }[];
  /** Those that stand on this server. */
  readonly machines: readonly Machine[];
  /** Asked for from one server only. */
  readonly vips: readonly { readonly noun: string; readonly address: string }[];
  /** MACs of all the cluster's machines, which may hold its VIPs. */
  readonly ownMacs: readonly string[];
  readonly names: readonly Name[];
  readonly provisioning?: Meeting;
}

interface Machine {
  /** As a message names it: `master-0 of cluster ocp1`. */
  readonly noun: string;
  /** Of the libvirt domain; empty for the bootstrap machine, which has none here. */
  readonly name: string;
  readonly mac: string;
  readonly address: string;
  readonly hostname: string;
}

interface Name {
  readonly name: string;
  readonly address: string;
  /** Any name below it. */
  readonly wildcard: boolean;
  /** The address leads back to the name. */
  readonly reverse: boolean;
}

/** Ends of the provisioning network, each of which must find all others. */
interface Meeting {
  readonly bridge: string;
  readonly prefixLength: number;
  readonly seats: readonly {
    readonly mac: string;
    readonly address: string;
    readonly others: readonly string[];
    /** For each of the others, where it is. */
    readonly nouns: Readonly<Record<string, string>>;
  }[];
}

/** What is to be tried before the cluster is installed, by the name of the host. */
export function preflightSpecs(
  plan: Plan,
  cluster: ClusterPlan,
): Readonly<Record<string, PreflightSpec>> {
  const { name } = plan.jumphost;
  const specs = new Map<string, PreflightSpec>(
    Object.entries(networkTrials(plan, cluster)).map(([host, network]) => [host, { network }]),
  );
  specs.set(name, { ...specs.get(name), jumphost: jumphostTrial(plan, cluster) });
  return Object.fromEntries(specs);
}

function networkTrials(plan: Plan, cluster: ClusterPlan): Readonly<Record<string, NetworkTrial>> {
  const { network, jumphost } = plan;
  const common = {
    prefixLength: network.prefixLength,
    gateway: network.gateway,
    dns: jumphost.address,
    dhcpServer: jumphost.address,
    ntp: network.ntp,
    registries: network.registries,
    ownMacs: machinesOf(cluster).map(({ mac }) => mac),
    names: namesOf(cluster),
  };
  const [first] = cluster.servers;
  return Object.fromEntries(
    plan.servers
      .filter(({ name }) => cluster.servers.includes(name))
      .map(({ name, bridge }) => {
        const provisioning = meetingOf(plan, cluster, name);
        const spec = {
          ...common,
          bridge,
          machines: machinesOf(cluster).filter(({ server }) => server === name),
          vips: name === first ? vipsOf(cluster) : [],
          ...(provisioning && { provisioning }),
        };
        return [name, spec];
      }),
  );
}

function machinesOf(cluster: ClusterPlan): (Machine & { readonly server: string })[] {
  const nodes = cluster.nodes.map(({ key, hostName, name, macs, address, server }) => ({
    noun: seatNoun(key, cluster.name),
    name,
    mac: macs.baremetal,
    address,
    hostname: hostName,
    server,
  }));
  const { bootstrap } = cluster;
  const provisionhost = cluster.nodes.find(({ role }) => role === "provisionhost");
  if (!bootstrap || !provisionhost) return nodes;
  const { mac, address, name: hostname } = bootstrap;
  const noun = seatNoun("bootstrap", cluster.name);
  return [...nodes, { noun, name: "", mac, address, hostname, server: provisionhost.server }];
}

/** A single node's are its own address. */
function vipsOf({ name, api, ingress, nodes }: ClusterPlan): NetworkTrial["vips"] {
  if (nodes.some(({ address }) => address === api)) return [];
  return [
    { noun: seatNoun("api", name), address: api },
    { noun: seatNoun("ingress", name), address: ingress },
  ];
}

function namesOf({ domain, api, ingress, nodes }: ClusterPlan): Name[] {
  const one = { wildcard: false, reverse: false };
  return [
    { ...one, name: `api.${domain}`, address: api },
    { ...one, name: `api-int.${domain}`, address: api },
    { ...one, name: `apps.${domain}`, address: ingress, wildcard: true },
    ...nodes.map(({ fqdn, address }) => ({ ...one, name: fqdn, address, reverse: true })),
  ];
}

function meetingOf(plan: Plan, cluster: ClusterPlan, server: string): Meeting | undefined {
  const { provisioning } = cluster;
  if (!provisioning) return undefined;
  const { prefixLength } = parseSubnet(plan.network.provisioningSubnet);
  // where all nodes are on one server, two ends there show that its bridge carries
  const { servers } = cluster;
  const ends = servers.length > 1 ? servers : [server, server];
  const seats = ends.map((name, index) => ({ name, ...meetingSeat(plan, cluster, index) }));
  return {
    bridge: provisioning.bridge,
    prefixLength,
    seats: seats
      .filter(({ name }) => name === server)
      .map(({ mac, address }) => {
        const others = seats.filter((other) => other.address !== address);
        return {
          mac,
          address,
          others: others.map((other) => other.address),
          nouns: Object.fromEntries(others.map((other) => [other.address, other.name])),
        };
      }),
  };
}

/** Near the end of the subnet, where no installer begins; another one for each cluster. */
function meetingSeat(
  plan: Plan,
  { id }: ClusterPlan,
  index: number,
): { readonly mac: string; readonly address: string } {
  const { last } = parseSubnet(plan.network.provisioningSubnet);
  const address = addressText(last - 1 - ((id * 8 + index) % 512));
  const bytes = addressNumber(address).toString(16).padStart(8, "0").match(/../g) ?? [];
  return { mac: ["02", "00", ...bytes].join(":"), address };
}
