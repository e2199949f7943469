import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { reinstalling } from "../lab/dci/reinstall.ts";
import type { ClusterPlan, NodePlan } from "../lab/plan.ts";
import { stackReference } from "./stackReference.ts";

/** A machine as its stack exports it. */
export interface Machine {
  readonly mac: string;
  readonly uuid: string;
}

/** What this stack exported when it was last updated; nothing of it where it is new. */
export interface Standing {
  /** Addresses of the nodes by name. */
  readonly nodes: unknown;
  readonly machines: Readonly<Record<string, Machine>> | undefined;
  readonly installed: Installed | undefined;
  /** Whether its machines were there before, and are not the stack's. */
  readonly adopted: unknown;
}

/** What the cluster was installed as. */
export interface Installed {
  readonly hash: string;
  readonly topic: string;
}

/** Asks this stack what it exported when it was last updated. */
export async function readStanding(): Promise<Standing> {
  const stack = stackReference(pulumi.getStack());
  const output = async (key: keyof Standing): Promise<unknown> =>
    (await stack.getOutputDetails(key)).value as unknown;
  const [nodes, machines, installed, adopted] = await Promise.all([
    output("nodes"),
    output("machines"),
    output("installed"),
    output("adopted"),
  ]);
  return {
    nodes,
    machines: machines as Standing["machines"],
    installed: installed as Standing["installed"],
    adopted,
  };
}

/**
 * Keys of nodes whose machines stand with another UUID than the planned one, as an older ocplab let libvirt
 * choose it: a changed UUID would make them anew, under an installed cluster. Warns of them. A machine that
 * is made anew for another reason, because of its MAC for instance, is none of these.
 */
export function nodesWithOwnUuid(
  cluster: ClusterPlan,
  { nodes, machines }: Standing,
): ReadonlySet<string> {
  if (nodes === undefined) return new Set();
  const kept = cluster.nodes.filter((node) => hasOwnUuid(node, machines));
  if (kept.length > 0) warn(cluster, kept);
  return new Set(kept.map(({ key }) => key));
}

/**
 * Throws a RunError where the cluster is installed as something else than what is planned; a preview only
 * warns. Nothing to say while `ocplab reinstall` installs it anew.
 */
export function refuseOtherInstall(
  { name }: ClusterPlan,
  planned: Installed,
  { installed }: Standing,
): void {
  if (!installed || installed.hash === planned.hash) return;
  if (process.env[reinstalling] === name) return;
  const topics =
    installed.topic === planned.topic
      ? ""
      : ` (topic ${planned.topic} instead of ${installed.topic})`;
  const text =
    `cluster ${name}: what its install is made of has changed${topics}, so it would have to be installed anew, ` +
    "and what is installed now would be lost. `pulumi up` refuses that; this does it, on empty disks: " +
    `./ocplab reinstall ${name}. Or put the lab file back.`;
  if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(text);
  void pulumi.log.warn(text);
}

/**
 * Throws a RunError where the cluster's machines are to be made and others, which were adopted, have their
 * addresses; or the other way round, where an update would take away the machines that ocplab has made.
 */
export function refuseOtherMachines(
  { name, machines }: ClusterPlan,
  { adopted, machines: made }: Standing,
): void {
  if (machines === "adopted" && Object.keys(made ?? {}).length > 0) {
    throw new pulumi.RunError(
      `cluster ${name}: the lab file says \`adopted: true\`, but ocplab has made its machines, and an up would ` +
        "take them away. Remove the key.",
    );
  }
  if (machines !== "adopted" && adopted === true) {
    throw new pulumi.RunError(
      `cluster ${name}: its machines were adopted, and may still be there with the addresses and MACs of those ` +
        "that are to be made. Remove them by hand on their servers (virsh destroy, virsh undefine, their disks), " +
        `then take the cluster's names out: pulumi destroy -s ${name}. After that an up makes its machines. ` +
        "Or put `adopted: true` back.",
    );
  }
}

/** Throws a RunError where the program is missing that writes a machine's UUID into its definition. */
export function needXsltproc(): void {
  const folders = (process.env.PATH ?? "").split(delimiter);
  if (folders.some((folder) => existsSync(join(folder, "xsltproc")))) return;
  throw new pulumi.RunError(
    "xsltproc is not installed on this machine; the libvirt provider makes machines with it. " +
      "Install it: apt-get install xsltproc, or dnf install libxslt.",
  );
}

function hasOwnUuid(node: NodePlan, machines: Standing["machines"]): boolean {
  // before machines were exported, none had a planned UUID
  if (!machines) return true;
  const standing = machines[node.key];
  return standing?.mac === node.macs.baremetal && standing.uuid !== node.uuid;
}

function warn({ name }: ClusterPlan, nodes: readonly NodePlan[]): void {
  const names = nodes.map(({ key }) => key).join(", ");
  void pulumi.log.warn(
    `cluster ${name}: ${names}: made by an older ocplab, with another UUID than the planned one, by which ` +
      "DCI's documents name the machine. It stays as it is; with the planned one it is made by: " +
      `pulumi destroy -s ${name} && pulumi up -s ${name}`,
  );
}
