import { isDeepStrictEqual } from "node:util";

import { renderDci } from "../dci/documents.ts";
import { renderClusterConf, renderClusterDhcp, renderClusterHosts } from "../dnsmasq.ts";
import { renderIsolation } from "../isolation/rules.ts";
import type { ClusterPlan, Plan } from "../plan.ts";
import { addressDiff, takenAddresses, type AddressDiff } from "./addressDiff.ts";
import type { Side } from "./labDiff.ts";
import { machineDiffs, type MachineDiff } from "./machineDiff.ts";
import { changeOf, pairs, type Change } from "./pairs.ts";
import { valueChanges, type Facts, type ValueChange } from "./valueChange.ts";

/**
 * What the lab's dnsmasq has to do: `restarts`, while questions are held and answered by the new one (those over
 * TCP are cut off, and clients of DHCP ask again); `reloads`, which nobody notices; or nothing.
 */
export type DnsmasqEffect = "restarts" | "reloads" | "none";

/**
 * What an `up` does about the install: `installs`; `reinstalls`, which an `up` refuses and only
 * `ocplab reinstall` does, as it replaces what is installed already; `forgets` it, so
 * that kubeconfig and records on the jumphost go; `documents`: DCI's files change and nothing runs.
 */
export type InstallEffect = "installs" | "reinstalls" | "forgets" | "documents" | "none";

/** What servers do with the filter of a strict cluster's machines; machines run on, whatever it is. */
export type FilterEffect = "loads" | "reloads" | "removes" | "none";

/** One cluster that changes. */
export interface ClusterDiff {
  readonly name: string;
  readonly change: Change;
  readonly type: string;
  /** Where its nodes are to be; where they were, if it goes. */
  readonly servers: readonly string[];
  /** Who makes its machines; those that are not `ours` are not listed. */
  readonly machinesBy: ClusterPlan["machines"];
  readonly isProtected: boolean;
  readonly machines: readonly MachineDiff[];
  /** Machines that do not change. */
  readonly unchanged: number;
  /** What of the cluster itself changes: its type, VIPs, bootstrap machine. */
  readonly values: readonly ValueChange[];
  readonly addresses: AddressDiff;
  readonly dnsmasq: DnsmasqEffect;
  readonly filter: FilterEffect;
  readonly install: InstallEffect;
}

interface ClusterSide {
  readonly plan: Plan;
  readonly cluster: ClusterPlan;
}

/** The clusters that change, by name. */
export function clusterDiffs(
  before: Side | undefined,
  after: Side,
  changedFiles: ReadonlySet<string>,
): ClusterDiff[] {
  const taken = {
    base: before ? takenAddresses(before.lab) : new Map<string, never>(),
    head: takenAddresses(after.lab),
  };
  const all = pairs(before?.plan.clusters ?? [], after.plan.clusters, ({ name }) => name);
  return all.flatMap((pair) => {
    const base = pair.base && before && { plan: before.plan, cluster: pair.base };
    const head = pair.head && { plan: after.plan, cluster: pair.head };
    const { cluster } = head ?? base ?? {};
    if (!cluster) return [];
    const diff = {
      name: pair.name,
      change: changeOf(pair),
      type: cluster.type,
      servers: cluster.servers,
      machinesBy: cluster.machines,
      isProtected: isProtected(before, pair.name) || isProtected(after, pair.name),
      ...machinesPart(base, head),
      values: base && head ? valueChanges(clusterFacts, base.cluster, head.cluster) : [],
      addresses: addressDiff(taken.base, taken.head, pair.name),
      dnsmasq: dnsmasqEffect(base, head),
      filter: filterEffect(base, head),
      install: installEffect(base, head, changedFiles),
    };
    return diff.change === "changed" && isEmpty(diff) ? [] : [diff];
  });
}

/** Whether the lab file protects a cluster from being taken away or made anew. */
export function isProtected(side: Side | undefined, name: string): boolean {
  return side?.lab.clusters[name]?.protected === true;
}

function isEmpty(diff: ClusterDiff): boolean {
  const { machines, values, addresses, dnsmasq, filter, install } = diff;
  const moved = addresses.takenCount + addresses.freedCount;
  const told = machines.length + values.length + moved;
  return told === 0 && [dnsmasq, filter, install].every((effect) => effect === "none");
}

function machinesPart(
  base: ClusterSide | undefined,
  head: ClusterSide | undefined,
): Pick<ClusterDiff, "machines" | "unchanged"> {
  const machines = machineDiffs(base, head);
  const planned = head?.cluster.machines === "ours" ? head.cluster.nodes.length : 0;
  const gone = machines.filter(({ action }) => action === "removed").length;
  return { machines, unchanged: planned - (machines.length - gone) };
}

const clusterFacts: Facts<ClusterPlan> = [
  ["type", ({ type }) => type],
  ["hub", ({ hub }) => hub ?? "none"],
  ["machines made by", ({ machines }) => machines],
  ["domain", ({ domain }) => domain],
  ["API", ({ api }) => api],
  ["ingress", ({ ingress }) => ingress],
  ["bootstrap", ({ bootstrap }) => (bootstrap ? `${bootstrap.address} ${bootstrap.mac}` : "none")],
  ["BMC", ({ bmc }) => bmc],
  ["isolation", ({ isolation }) => isolation],
];

/** Of the three files of a cluster only conf.d needs a restart (components/clusterRecords.ts). */
function dnsmasqEffect(
  base: ClusterSide | undefined,
  head: ClusterSide | undefined,
): DnsmasqEffect {
  const conf = (side: ClusterSide | undefined): string =>
    side ? renderClusterConf(side.cluster) : "";
  const others = (side: ClusterSide | undefined): string =>
    side ? renderClusterHosts(side.cluster) + renderClusterDhcp(side.plan, side.cluster) : "";
  if (conf(base) !== conf(head)) return "restarts";
  return others(base) === others(head) ? "none" : "reloads";
}

function filterEffect(base: ClusterSide | undefined, head: ClusterSide | undefined): FilterEffect {
  const [before, after] = [filterOf(base), filterOf(head)];
  if (before === after) return "none";
  if (before === "") return "loads";
  return after === "" ? "removes" : "reloads";
}

function filterOf(side: ClusterSide | undefined): string {
  if (side?.cluster.isolation !== "strict") return "";
  const { plan, cluster } = side;
  return cluster.servers.map((server) => renderIsolation(plan, cluster, server)).join("");
}

function installEffect(
  base: ClusterSide | undefined,
  head: ClusterSide | undefined,
  changedFiles: ReadonlySet<string>,
): InstallEffect {
  const before = base && renderDci(base.plan, base.cluster);
  const after = head && renderDci(head.plan, head.cluster);
  if (!before) return after ? "installs" : "none";
  if (!after) return "forgets";
  if (before.hash !== after.hash) return "reinstalls";
  const own = Object.values(head.cluster.install?.hooks ?? {});
  const same = isDeepStrictEqual(before, after) && !own.some((file) => changedFiles.has(file));
  return same ? "none" : "documents";
}
