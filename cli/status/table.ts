import { roundSize } from "../probe/compareServer.ts";
import { alignColumns } from "../columns.ts";
import { expiryText } from "../expiryText.ts";
import type { ClusterStatus, InstallStatus, ServerStatus, StatusReport } from "./report.ts";

/** What people read: a table of clusters, one of servers, and then one line for whatever is not well. */
export function renderStatus(report: StatusReport): string {
  const now = new Date(report.asked);
  const parts = [
    clusterTable(report.clusters, now),
    serverTable(report.servers),
    [...report.notAsked, ...lines(report)].join("\n"),
    closing(report),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function clusterTable(clusters: readonly ClusterStatus[], now: Date): string {
  if (clusters.length === 0) return "";
  const titles = ["CLUSTER", "TYPE", "SERVERS", "RUNNING", "LEASES", "NAMES", "API", "INSTALL"];
  const rows = clusters.map((cluster) => [
    cluster.cluster,
    cluster.type,
    cluster.servers.join(", "),
    count(cluster.machines),
    count(cluster.leases),
    count(cluster.names),
    cluster.api === null ? notAsked : apiText[cluster.api],
    cluster.install ? installText(cluster.install, now) : notAsked,
    cluster.since === null ? "" : age(cluster.since, now),
    cluster.owner ?? "",
    cluster.protected
      ? "protected"
      : cluster.expires === null
        ? ""
        : expiryText(cluster.expires, now),
  ]);
  return alignColumns([[...titles, "AGE", "OWNER", "KEPT"], ...rows]);
}

const notAsked = "not asked";

const apiText = { answers: "answers", silent: "silent", notExpected: "" } as const;

function count(of: ClusterStatus["machines"]): string {
  return of ? `${String(of.right)} of ${String(of.planned)}` : notAsked;
}

function installText({ state, since }: InstallStatus, now: Date): string {
  if (state === "none") return "";
  const words = { notBegun: "not begun", succeeded: "done", outdated: "of before" } as const;
  const word = state in words ? words[state as keyof typeof words] : state;
  return since === null ? word : `${word}, ${age(since, now)}`;
}

/** `45 s`, `12 min`, `3 h`, `5 d`. */
export function age(since: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - new Date(since).getTime()) / 1000);
  const units = [
    [86_400, "d"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
  ] as const;
  // twice the unit, so that 90 minutes are not one hour
  const [size, unit] = units.find(([length]) => seconds >= 2 * length) ?? [1, "s"];
  return `${String(Math.floor(seconds / size))} ${unit}`;
}

function serverTable(servers: readonly ServerStatus[]): string {
  if (servers.length === 0) return "";
  const titles = ["SERVER", "MEMORY", "FREE", "VCPUS", "LOAD", "DISK", "FREE", "BRIDGES"];
  const rows = servers.map(({ server, memory, vcpus, disk, bridges }) => [
    server,
    memory ? `${roundSize(memory.planned)} of ${roundSize(memory.total)}` : notAsked,
    memory ? roundSize(memory.available) : "",
    vcpus ? `${String(vcpus.planned)} on ${String(vcpus.threads)}` : notAsked,
    vcpus ? vcpus.load.toFixed(1) : "",
    disk ? roundSize(disk.planned) : notAsked,
    disk ? roundSize(disk.free) : "",
    bridges ? bridgeText(bridges) : notAsked,
  ]);
  return alignColumns([titles, ...rows]);
}

function bridgeText(bridges: Readonly<Record<string, boolean>>): string {
  return Object.entries(bridges)
    .map(([name, ok]) => (ok ? name : `${name} not well`))
    .join(", ");
}

function lines({ clusters, servers }: StatusReport): string[] {
  const named = [
    ...servers.map((one) => [one.server, one] as const),
    ...clusters.map((one) => [one.cluster, one] as const),
  ];
  return named.flatMap(([name, { notAsked, problems }]) =>
    [...notAsked, ...problems].map((sentence) => `${name}: ${sentence}`),
  );
}

function closing({ outcome }: StatusReport): string {
  const scope = "Files and services are compared by `ocplab preview`.";
  if (outcome === "well") return `All that was asked is as the lab file says. ${scope}`;
  if (outcome === "notWell") return `Not all is as the lab file says. ${scope}`;
  return `Not all could be asked. ${scope}`;
}
