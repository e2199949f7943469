import { renderBase, renderLabHosts } from "../dnsmasq.ts";
import { jumphostServesTime, renderNtp } from "../ntp.ts";
import type { HostPlan, Plan, ServerPlan } from "../plan.ts";
import type { DnsmasqEffect } from "./clusterDiff.ts";
import { pairs, type Change, type Pair } from "./pairs.ts";
import { valueChanges, type Facts, type ValueChange } from "./valueChange.ts";

/** What changes of the jumphost and the servers. */
export interface FoundationDiff {
  /** Of the jumphost; all that is about how it is reached as well. */
  readonly jumphost: readonly ValueChange[];
  /** Of the network that all share. */
  readonly network: readonly ValueChange[];
  readonly dnsmasq: DnsmasqEffect;
  /** The jumphost's time service. */
  readonly time: "starts" | "stops" | "restarts" | "none";
  /** Only servers that change. */
  readonly servers: readonly ServerDiff[];
}

export interface ServerDiff {
  readonly name: string;
  /** `retired` is `removed` as far as an `up` goes: everything of ours is taken off. */
  readonly change: Change | "retired";
  /** What happens to its network; empty where nothing does. */
  readonly network: readonly string[];
  readonly values: readonly ValueChange[];
}

/** Compares what the foundation stack is made of; without a base all of it is new. */
export function foundationDiff(base: Plan | undefined, head: Plan): FoundationDiff {
  return {
    jumphost: base ? valueChanges(jumphostFacts, base, head) : [],
    network: base ? valueChanges(networkFacts, base, head) : [],
    dnsmasq: dnsmasqEffect(base, head),
    time: timeEffect(base, head),
    servers: pairs(base?.servers ?? [], head.servers, ({ name }) => name).flatMap(serverDiff),
  };
}

const hostFacts: Facts<HostPlan> = [
  ["address", ({ address }) => address],
  ["NIC", ({ nic }) => nic],
  ["SSH user", ({ ssh }) => ssh.user],
  ["SSH key file", ({ ssh }) => ssh.keyFile ?? "the ssh-agent's keys"],
  ["known hosts", ({ ssh }) => ssh.knownHosts ?? "OpenSSH's own files"],
  ["pinned host key", ({ ssh }) => ssh.hostKey ?? "none"],
];

const jumphostFacts: Facts<Plan> = [
  ["name", ({ jumphost }) => jumphost.name],
  ["NIC to the outside", ({ jumphost }) => jumphost.nat ?? "none"],
  ...hostFacts.map(([what, of]) => [what, ({ jumphost }: Plan) => of(jumphost)] as const),
];

const networkFacts: Facts<Plan> = [
  ["domain", ({ lab }) => lab.domain],
  ["subnet", ({ network }) => network.subnet],
  ["gateway", ({ network }) => network.gateway],
  ["upstream DNS", ({ network }) => listed(network.upstreamDns)],
  ["NTP", ({ network }) => listed(network.ntp)],
  ["lease time", ({ network }) => network.leaseTime],
  ["MTU", ({ network }) => String(network.mtu)],
  ["cluster network", ({ network }) => network.clusterNetwork],
  ["service network", ({ network }) => network.serviceNetwork],
  ["provisioning subnet", ({ network }) => network.provisioningSubnet],
  [
    "registries",
    ({ network }) => listed(network.registries.map(({ host, port }) => `${host}:${String(port)}`)),
  ],
];

const serverFacts: Facts<ServerPlan> = [
  ...hostFacts,
  ["provisioning NIC", ({ provisioning }) => provisioning?.nic ?? "none"],
  ["hypervisor", ({ hypervisor }) => hypervisor],
  ["BMC port", ({ bmcPort }) => String(bmcPort)],
];

function serverDiff({ name, base, head }: Pair<ServerPlan>): ServerDiff[] {
  const change = serverChange(base, head);
  if (change === undefined) return [];
  const values = base && head ? valueChanges(serverFacts, base, head) : [];
  if (change === "changed" && values.length === 0) return [];
  return [{ name, change, network: networkSteps(base, head), values }];
}

/** A retired server has nothing of ours, as one that is not in the lab file. */
function serverChange(
  base: ServerPlan | undefined,
  head: ServerPlan | undefined,
): ServerDiff["change"] | undefined {
  const [was, is] = [base?.retired === false, head?.retired === false];
  if (was && is) return "changed";
  if (was) return head ? "retired" : "removed";
  return is ? "created" : undefined;
}

/** Each bridge of ours with its port: another port means that the bridge is made anew. */
function networkSteps(base: ServerPlan | undefined, head: ServerPlan | undefined): string[] {
  const before = bridges(base);
  // what leaves the file without being retired is not touched any more
  if (!head) return [];
  const after = bridges(head);
  return pairs([...before], [...after], ([bridge]) => bridge).flatMap(
    ({ name, base: was, head: is }) => {
      const [from, to] = [was?.[1], is?.[1]];
      if (from === to) return [];
      if (from === undefined)
        return [`${to ?? ""} becomes the port of ${name}, which takes over its address`];
      if (to === undefined) return [`${name} goes, and ${from} gets its address back`];
      return [`${name} is made anew: its port was ${from}, and is to be ${to}`];
    },
  );
}

function bridges(server: ServerPlan | undefined): Map<string, string> {
  if (server?.retired !== false) return new Map();
  const { bridge, nic, provisioning } = server;
  const second: [string, string][] = provisioning ? [[provisioning.bridge, provisioning.nic]] : [];
  return new Map([[bridge, nic], ...second]);
}

function dnsmasqEffect(base: Plan | undefined, head: Plan): DnsmasqEffect {
  if (!base || renderBase(base) !== renderBase(head)) return "restarts";
  return renderLabHosts(base) === renderLabHosts(head) ? "none" : "reloads";
}

function timeEffect(base: Plan | undefined, head: Plan): FoundationDiff["time"] {
  const before = base && jumphostServesTime(base);
  const after = jumphostServesTime(head);
  if (!after) return before ? "stops" : "none";
  if (!base || !before) return "starts";
  return renderNtp(base) === renderNtp(head) ? "none" : "restarts";
}

function listed(values: readonly string[]): string {
  return values.join(", ") || "none";
}
