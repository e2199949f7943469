import type {
  ClusterDiff,
  DnsmasqEffect,
  FilterEffect,
  InstallEffect,
} from "../lab/diff/clusterDiff.ts";
import type { MachineDiff } from "../lab/diff/machineDiff.ts";
import { ending, rest, type Limits } from "./diffLimits.ts";
import { actionWords, changeText } from "./diffWords.ts";
import { code, table } from "./markdown.ts";

/** One cluster: its machines as a table, and what else there is to say. */
export function clusterPart(cluster: ClusterDiff, limits: Limits): string {
  const { name, change, type, servers, machines, install } = cluster;
  const on = servers.slice(0, limits.others).join(", ") + ending(servers.length - limits.others);
  const shown = machines.slice(0, limits.machines);
  const parts = [
    `### Cluster ${code(name)}: ${changeWords[change]}`,
    `${type}, on ${on || "no server"}${cluster.isProtected ? ", protected" : ""}`,
    table(
      titles,
      shown.map((machine) => machineRow(machine, install)),
    ),
    leftOut(machines.slice(limits.machines)),
    facts(cluster, limits).join("\n"),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

const changeWords = { created: "new", changed: "changes", removed: "leaves the lab file" };
const titles = ["Machine", "What happens", "Why", "Server", "Address", "MAC"];

function machineRow(machine: MachineDiff, install: InstallEffect): string[] {
  const { node, action, changes, server, address, mac } = machine;
  const does =
    action === "created" || action === "removed" || action === "kept"
      ? actionWords[action]
      : `**${actionWords[action]}**`;
  return [
    node,
    `${does}${effects[action] ?? ""}${laterText(machine, install)}`,
    changes.map(changeText).join("; "),
    server,
    address,
    mac,
  ];
}

const effects: Partial<Record<MachineDiff["action"], string>> = {
  rebuilt: ", its disk too",
  restarted: ", keeps its disk",
};

/** What else becomes of a machine whose disk an installer writes. */
function laterText({ action, power, staysOff }: MachineDiff, install: InstallEffect): string {
  const stands = action !== "created" && action !== "removed";
  if (install === "reinstalls" && power === "installer" && stands) {
    return "; made anew by the reinstall";
  }
  return staysOff ? "; stays off until it is switched on" : "";
}

/** A table that is cut says what of. */
function leftOut(machines: readonly MachineDiff[]): string {
  if (machines.length === 0) return "";
  const counts = new Map<string, number>();
  for (const { action } of machines) counts.set(action, (counts.get(action) ?? 0) + 1);
  const kinds = [...counts].map(([action, amount]) => `${String(amount)} ${action}`).join(", ");
  return rest(machines.length, `machines (${kinds})`);
}

function facts(cluster: ClusterDiff, limits: Limits): string[] {
  const { addresses, dnsmasq, filter, install, values, unchanged, machinesBy, change } = cluster;
  const runs = (list: readonly string[]): string =>
    list.slice(0, limits.others).join(", ") + ending(list.length - limits.others);
  const told = [
    values.map(changeText).join("; "),
    byOthers[machinesBy],
    change === "changed" && unchanged > 0
      ? `machines that do not change: ${String(unchanged)}`
      : "",
    addresses.taken.length > 0 ? `addresses taken: ${runs(addresses.taken)}` : "",
    addresses.freed.length > 0 ? `addresses freed: ${runs(addresses.freed)}` : "",
    dnsmasqWords[dnsmasq],
    filterWords[filter],
    installWords[install],
  ];
  return told.filter((line) => line !== "").map((line) => `- ${line}`);
}

const byOthers: Readonly<Record<ClusterDiff["machinesBy"], string>> = {
  ours: "",
  dci: "its machine is made and removed by DCI's own role",
  adopted: "its machines were there before, and nothing touches them",
};

export const dnsmasqWords: Readonly<Record<DnsmasqEffect, string>> = {
  restarts: "dnsmasq restarts",
  reloads: "dnsmasq reloads its names and reservations",
  none: "",
};

const filterWords: Readonly<Record<FilterEffect, string>> = {
  loads: "isolation: the filter of its machines is loaded, while they run on",
  reloads: "isolation: the filter of its machines is loaded anew in one step, while they run on",
  removes: "isolation: the filter of its machines goes, while they run on",
  none: "",
};

const installWords: Readonly<Record<InstallEffect, string>> = {
  installs: "install: begins with the `up`",
  reinstalls: "install: **anew**, by `./ocplab reinstall`; until then an `up` is refused",
  forgets: "install: forgotten; kubeconfig and records on the jumphost go",
  documents: "install: DCI's files change, nothing runs",
  none: "",
};
