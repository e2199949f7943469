import type { Plan } from "../plan.ts";
import type { ClusterDiff } from "./clusterDiff.ts";
import { isProtected } from "./clusterDiff.ts";
import type { FoundationDiff, ServerDiff } from "./foundationDiff.ts";
import type { Side } from "./labDiff.ts";
import type { MachineDiff } from "./machineDiff.ts";
import type { ValueChange } from "./valueChange.ts";

/** Kinds of dangerous steps, the worst first. */
export const dangerKinds = [
  "protected",
  "jumphost",
  "labNetwork",
  "serverNetwork",
  "serverLeaves",
  "clusterRemoved",
  "reinstalled",
  "rebuilt",
  "machineRemoved",
  "identityMoves",
  "quorum",
  "installForgotten",
] as const;

/** A step that can cost somebody a cluster, or a server its network. */
export interface Danger {
  readonly kind: (typeof dangerKinds)[number];
  /** The cluster, server, or jumphost that it is about. */
  readonly subject: string;
  /** What happens, why, and what to do: whole sentences without a full stop at the end. */
  readonly message: string;
}

/** All dangerous steps of a change, by kind and then by name. */
export function dangersOf(
  before: Side | undefined,
  after: Side,
  foundation: FoundationDiff,
  clusters: readonly ClusterDiff[],
): Danger[] {
  const dangers = [
    ...(before ? protectedDangers(before, after, clusters) : []),
    ...(before ? foundationDangers(before.plan, foundation) : []),
    ...foundation.servers.flatMap(serverDangers),
    ...clusters.flatMap(clusterDangers),
  ];
  return dangerKinds.flatMap((kind) => dangers.filter((danger) => danger.kind === kind));
}

function protectedDangers(before: Side, after: Side, clusters: readonly ClusterDiff[]): Danger[] {
  const changed = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const names = before.plan.clusters.map(({ name }) => name);
  return names
    .filter((name) => isProtected(before, name))
    .flatMap((subject) => {
      const cluster = changed.get(subject);
      const harm = cluster && harmOf(cluster);
      const dropped = cluster?.change !== "removed" && !isProtected(after, subject);
      const messages = [
        ...(harm === undefined ? [] : [`it is protected, and ${harm}`]),
        ...(dropped ? ["it is not protected any more"] : []),
      ];
      return messages.map((message) => ({ kind: "protected" as const, subject, message }));
    });
}

function harmOf({ change, machines, install }: ClusterDiff): string | undefined {
  if (change === "removed") return "leaves the lab file";
  const names = (action: MachineDiff["action"]): string => keys(machines, action);
  if (install === "reinstalls") return "would have to be installed anew";
  if (names("rebuilt") !== "") return `loses the disks of ${names("rebuilt")}`;
  if (names("removed") !== "") return `loses ${names("removed")}`;
  return names("restarted") === "" ? undefined : `has ${names("restarted")} restarted`;
}

function foundationDangers({ jumphost }: Plan, foundation: FoundationDiff): Danger[] {
  const ofJumphost = foundation.jumphost.map((change) => ({
    kind: "jumphost" as const,
    subject: jumphost.name,
    message: `the jumphost's ${changeText(change)}: it answers DHCP and DNS for the whole lab`,
  }));
  const wide = new Set(["domain", "subnet", "gateway", "MTU"]);
  const ofNetwork = foundation.network
    .filter(({ what }) => wide.has(what))
    .map((change) => ({
      kind: "labNetwork" as const,
      subject: "network",
      message: `the ${changeText(change)}, for every machine of the lab`,
    }));
  return [...ofJumphost, ...ofNetwork];
}

function serverDangers({ name, change, network, values }: ServerDiff): Danger[] {
  const danger = (kind: Danger["kind"], message: string): Danger => ({
    kind,
    subject: name,
    message,
  });
  const address = values.find(({ what }) => what === "address");
  return [
    ...network.map((step) => danger("serverNetwork", `its network changes: ${step}`)),
    ...(address
      ? [
          danger(
            "serverNetwork",
            `its ${changeText(address)}: the host itself is not changed, only where it is looked for`,
          ),
        ]
      : []),
    ...(change === "removed"
      ? [
          danger(
            "serverLeaves",
            "it leaves the lab file without having been retired: what is ours stays on it. Keep it with `retired: true` until an `up` has cleaned it",
          ),
        ]
      : []),
  ];
}

function clusterDangers(cluster: ClusterDiff): Danger[] {
  const { name, change, machines, install } = cluster;
  const danger = (kind: Danger["kind"], message: string): Danger => ({
    kind,
    subject: name,
    message,
  });
  if (change === "removed") {
    return [
      danger(
        "clusterRemoved",
        `it leaves the lab file; nothing destroys it by itself: \`./ocplab destroy ${name}\` before this is merged, as its addresses count as free afterwards`,
      ),
    ];
  }
  const [rebuilt, removed] = [keys(machines, "rebuilt"), keys(machines, "removed")];
  return [
    ...(install === "reinstalls"
      ? [
          danger(
            "reinstalled",
            `what it is installed as changes: an \`up\` is refused until \`./ocplab reinstall ${name}\`, by which all that is installed now is lost`,
          ),
        ]
      : []),
    ...(install === "forgets"
      ? [
          danger(
            "installForgotten",
            "its install is forgotten: kubeconfig and records on the jumphost go",
          ),
        ]
      : []),
    ...(rebuilt === ""
      ? []
      : [danger("rebuilt", `disks are made anew and what is on them is lost: ${rebuilt}`)]),
    ...(removed === ""
      ? []
      : [danger("machineRemoved", `machines go with their disks: ${removed}; drain them first`)]),
    ...identityDanger(cluster).map((message) => danger("identityMoves", message)),
    ...quorumDangers(cluster).map((message) => danger("quorum", message)),
  ];
}

const mostNamed = 8;

/** What others know a running machine, or a cluster, by. */
function identityDanger({ change, machines, values }: ClusterDiff): string[] {
  if (change === "created") return [];
  const known = new Set(["type", "domain", "API", "ingress"]);
  const moved = machines.flatMap(({ node, changes }) =>
    changes
      .filter(({ what }) => what === "MAC" || what === "address")
      .map((one) => `${node}: ${changeText(one)}`),
  );
  const all = [...values.filter(({ what }) => known.has(what)).map(changeText), ...moved];
  if (all.length === 0) return [];
  const rest = all.length - mostNamed;
  return [`${all.slice(0, mostNamed).join("; ")}${rest > 0 ? `; and ${String(rest)} more` : ""}`];
}

/** Two masters that are away at once end etcd's quorum of three. */
function quorumDangers({ machines }: ClusterDiff): string[] {
  const masters = machines.filter(({ role, action }) => {
    return role === "master" && (action === "restarted" || action === "rebuilt");
  });
  if (masters.length < 2) return [];
  return [
    `${String(masters.length)} masters are away at the same time: ${masters.map(({ node }) => node).join(", ")}; change one after another`,
  ];
}

function keys(machines: readonly MachineDiff[], action: MachineDiff["action"]): string {
  return machines
    .filter((machine) => machine.action === action)
    .map(({ node }) => node)
    .join(", ");
}

function changeText({ what, from, to }: ValueChange): string {
  return `${what} changes from ${from} to ${to}`;
}
