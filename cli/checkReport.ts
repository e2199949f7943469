import { largestRun, runLength } from "../lab/capacity/addressRoom.ts";
import { capacityOf, type Capacity } from "../lab/capacity/capacity.ts";
import type { Fit } from "../lab/capacity/fits.ts";
import { addressText } from "../lab/ipv4.ts";
import type { Lab } from "../lab/model.ts";
import type { ClusterPlan, Plan, ServerPlan } from "../lab/plan.ts";
import type { ServerLoad } from "../lab/capacity/serverLoad.ts";
import { nodeReport, type NodeReport } from "./nodeReport.ts";
import type { HostReport } from "./probe/report.ts";

/**
 * What `ocplab check --json` prints. Keys may be added to it; those that are here keep their names and
 * their meaning as long as `version` is 1. Memory and disk are in MiB. What there is none of is null.
 */
export interface CheckReport {
  readonly version: 1;
  readonly lab: { readonly name: string; readonly domain: string };
  readonly network: NetworkReport;
  readonly jumphost: HostOfLab;
  /** By name, `server2` before `server10`; with `--cluster` only those of these clusters. */
  readonly servers: readonly ServerReport[];
  /** By name, likewise. */
  readonly clusters: readonly ClusterReport[];
  /** For each type of cluster; always of the whole lab. */
  readonly fits: readonly Fit[];
  /** What may go wrong: one message each, with its place in the lab file. */
  readonly warnings: readonly string[];
  /** With `--probe` only: what each host answered. */
  readonly probe?: readonly HostReport[];
}

/** The baremetal network. */
interface NetworkReport {
  readonly subnet: string;
  readonly gateway: string;
  readonly upstreamDns: readonly string[];
  readonly ntp: readonly string[];
  /** Addresses and ranges, FIRST-LAST, that no cluster gets. */
  readonly reserved: readonly string[];
  readonly leaseTime: string;
  /** In bytes. */
  readonly mtu: number;
  readonly addresses: {
    readonly usable: number;
    readonly free: number;
    readonly largestFreeRun: {
      readonly first: string;
      readonly last: string;
      readonly length: number;
    } | null;
  };
}

interface HostOfLab {
  readonly name: string;
  readonly fqdn: string;
  readonly address: string;
  readonly nic: string;
}

interface ServerReport extends HostOfLab {
  readonly hypervisor: string;
  readonly retired: boolean;
  readonly nodes: number;
  readonly memory: LoadReport;
  /** `declared` is hardware threads times their ratio. */
  readonly vcpus: LoadReport;
  readonly disk: LoadReport;
}

interface LoadReport {
  readonly used: number;
  readonly declared: number | null;
}

interface ClusterReport {
  readonly name: string;
  readonly id: number;
  readonly type: string;
  /** The names of API and ingress, with their addresses; those of nodes are with the nodes. */
  readonly names: readonly { readonly name: string; readonly address: string }[];
  /** The ACM hub that deploys it. */
  readonly hub: string | null;
  /** Who makes them: `ours` or `dci`. */
  readonly machines: string;
  readonly domain: string;
  readonly servers: readonly string[];
  readonly block: { readonly first: string; readonly last: string } | null;
  readonly api: string;
  readonly ingress: string;
  readonly bootstrap: { readonly address: string; readonly mac: string } | null;
  readonly provisioning: {
    readonly network: string;
    readonly bridge: string;
    /** `isolated` or `bridged`. */
    readonly mode: string;
  } | null;
  readonly reservation: {
    readonly owner: string | null;
    readonly purpose: string | null;
    /** As in the lab file: a day, kept to its end in UTC, or a time with its zone. */
    readonly expires: string | null;
    readonly protected: boolean;
  };
  readonly nodes: readonly NodeReport[];
}

/**
 * The report of a lab and its plan.
 * @param chosen names of the clusters to report on; all where it is undefined.
 */
export function checkReport(
  lab: Lab,
  plan: Plan,
  warnings: readonly string[],
  chosen?: ReadonlySet<string>,
): CheckReport {
  const clusters = plan.clusters.filter(({ name }) => chosen?.has(name) ?? true);
  const servers = serversOf(plan, chosen && clusters);
  const capacity = capacityOf(lab);
  const loads = new Map(capacity.servers.map((load) => [load.server, load]));
  return {
    version: 1,
    lab: plan.lab,
    network: networkReport(lab, capacity),
    jumphost: hostOfLab(plan.jumphost),
    servers: servers.flatMap((server) => {
      const load = loads.get(server.name);
      return load ? [serverReport(server, load)] : [];
    }),
    clusters: clusters.map(clusterReport),
    fits: capacity.fits,
    warnings,
  };
}

/** The servers that the given clusters are on; all where none are given. */
export function serversOf(plan: Plan, clusters?: readonly ClusterPlan[]): readonly ServerPlan[] {
  if (!clusters) return plan.servers;
  const used = new Set(clusters.flatMap(({ servers }) => servers));
  return plan.servers.filter(({ name }) => used.has(name));
}

function networkReport({ network }: Lab, { addresses }: Capacity): NetworkReport {
  const { subnet, gateway, upstreamDns, ntp, reserved, leaseTime, mtu } = network;
  const { usable, free } = addresses;
  const run = largestRun(addresses);
  const largestFreeRun = run
    ? { first: addressText(run.first), last: addressText(run.last), length: runLength(run) }
    : null;
  const room = { usable, free, largestFreeRun };
  return { subnet, gateway, upstreamDns, ntp, reserved, leaseTime, mtu, addresses: room };
}

function hostOfLab({ name, fqdn, address, nic }: HostOfLab): HostOfLab {
  return { name, fqdn, address, nic };
}

function serverReport(server: ServerPlan, { nodes, loads }: ServerLoad): ServerReport {
  const { hypervisor, retired } = server;
  const report = ({ used, declared }: ServerLoad["loads"]["memory"]): LoadReport => ({
    used,
    declared: declared ?? null,
  });
  return {
    ...hostOfLab(server),
    hypervisor,
    retired,
    nodes,
    memory: report(loads.memory),
    vcpus: report(loads.vcpus),
    disk: report(loads.disk),
  };
}

function clusterReport(cluster: ClusterPlan): ClusterReport {
  const { name, id, type, domain, servers, api, ingress, bootstrap } = cluster;
  const { hub = null, machines, provisioning = null } = cluster;
  const { owner = null, purpose = null, expires = null } = cluster.reservation;
  return {
    name,
    id,
    type,
    hub,
    machines,
    domain,
    servers,
    block: cluster.block ?? null,
    api,
    ingress,
    bootstrap: bootstrap ? { address: bootstrap.address, mac: bootstrap.mac } : null,
    provisioning,
    reservation: { owner, purpose, expires, protected: cluster.protected },
    names: [
      ...["api", "api-int"].map((label) => ({ name: `${label}.${domain}`, address: api })),
      { name: `*.apps.${domain}`, address: ingress },
    ],
    nodes: cluster.nodes.map((node) => nodeReport(cluster, node)),
  };
}
