import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import type { ClusterPlan, NodePlan } from "../lab/plan.ts";
import { stackReference } from "./stackReference.ts";

/** A machine as its stack exports it. */
export interface Machine {
  readonly mac: string;
  readonly uuid: string;
}

/**
 * Keys of nodes whose machines stand with another UUID than the planned one, as an older ocplab let libvirt
 * choose it: a changed UUID would make them anew, under an installed cluster. Warns of them. A machine that
 * is made anew for another reason, because of its MAC for instance, is none of these.
 */
export async function nodesWithOwnUuid(cluster: ClusterPlan): Promise<ReadonlySet<string>> {
  const stack = stackReference(pulumi.getStack());
  const outputs = await Promise.all(
    ["nodes", "machines"].map(async (key) => (await stack.getOutputDetails(key)).value as unknown),
  );
  const [nodes, machines] = outputs as [unknown, Record<string, Machine> | undefined];
  if (nodes === undefined) return new Set();
  const kept = cluster.nodes.filter((node) => hasOwnUuid(node, machines));
  if (kept.length > 0) warn(cluster, kept);
  return new Set(kept.map(({ key }) => key));
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

function hasOwnUuid(node: NodePlan, machines: Record<string, Machine> | undefined): boolean {
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
