import type { Action } from "../lab/diff/machineDiff.ts";
import type { ValueChange } from "../lab/diff/valueChange.ts";
import type { DiffReport } from "./diffReport.ts";
import { code, plainText } from "./markdown.ts";

/** What is compared, and what it comes to, in a few sentences. */
export function headline(report: DiffReport): string {
  const title = `## Lab: ${code(report.base)} → ${code(report.head)}`;
  const { stacks, isNew, clusters } = report;
  if (stacks.length === 0 && clusters.length === 0) {
    return `${title}\n\n${unchangedText(report)}`;
  }
  const sentences = [
    ...(isNew ? ["There was no lab file before: all of it is new."] : []),
    ...changeSentences(report),
  ];
  return `${title}\n\n${sentences.join(" ")}`;
}

/** Words for what happens to a machine. */
export const actionWords: Readonly<Record<Action, string>> = {
  created: "created",
  rebuilt: "rebuilt",
  restarted: "restarted",
  updated: "changed as it is",
  kept: "stays as it is",
  removed: "removed",
};

/** A value of the lab file, before and after. */
export function changeText({ what, from, to }: ValueChange): string {
  return `${what} ${plainText(from)} → ${plainText(to)}`;
}

/** What happens to nobody's machine is told as that. */
function changeSentences({ clusters, foundation, dangers }: DiffReport): string[] {
  const machines = clusters.flatMap((cluster) => cluster.machines);
  const number = (action: Action): number => machines.filter((one) => one.action === action).length;
  const counts = (["created", "restarted", "rebuilt", "removed"] as const).map(
    (action) => `${String(number(action))} ${action}`,
  );
  const sum = (pick: (cluster: DiffReport["clusters"][number]) => number): string =>
    String(clusters.reduce((total, cluster) => total + pick(cluster), 0));
  const networks = foundation.servers.filter(({ network }) => network.length > 0);
  return [
    clusterSentence(clusters),
    `Machines: ${counts.join(", ")}.`,
    `Addresses: ${sum(({ addresses }) => addresses.takenCount)} taken, ${sum(({ addresses }) => addresses.freedCount)} freed.`,
    networks.length === 0
      ? "No server's network changes."
      : `The network of ${count(networks.length, "server")} changes.`,
    dnsmasqSentence(clusters, foundation),
    dangers.length === 0
      ? "No dangerous steps."
      : `**${count(dangers.length, "dangerous step")}.**`,
  ];
}

function clusterSentence(clusters: DiffReport["clusters"]): string {
  const number = (change: string): number =>
    clusters.filter((cluster) => cluster.change === change).length;
  if (clusters.length === 0) return "No cluster changes.";
  const parts = [
    [number("created"), "new"],
    [number("changed"), "changed"],
    [number("removed"), "gone"],
  ] as const;
  const told = parts
    .filter(([amount]) => amount > 0)
    .map(([amount, word]) => `${String(amount)} ${word}`);
  return `Clusters: ${told.join(", ")}.`;
}

function dnsmasqSentence(
  clusters: DiffReport["clusters"],
  foundation: DiffReport["foundation"],
): string {
  const effects = [foundation.dnsmasq, ...clusters.map(({ dnsmasq }) => dnsmasq)];
  if (effects.includes("restarts"))
    return "dnsmasq restarts (what is asked meanwhile is answered then).";
  return effects.includes("reloads")
    ? "dnsmasq reloads, and does not restart."
    : "dnsmasq is not touched.";
}

function unchangedText({ otherFiles, base, head }: DiffReport): string {
  const files = otherFiles.program.length + otherFiles.named.length;
  const plans = `The plans of ${code(base)} and ${code(head)} are the same.`;
  return files === 0 ? `${plans} Nothing changes.` : `${plans} Other files change, see below.`;
}

/** `1 server`, `2 servers`. */
export function count(amount: number, noun: string): string {
  return `${String(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}
