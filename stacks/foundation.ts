import * as pulumi from "@pulumi/pulumi";

import { fingerprints } from "../lab/fingerprint.ts";
import { foundationStackName } from "../lab/model.ts";
import type { ClusterPlan, Plan } from "../lab/plan.ts";
import { stackReference } from "./stackReference.ts";

/** What the foundation stack says of itself. */
export interface Foundation {
  /** By host; those that did not converge have none. */
  readonly fingerprints: ReadonlyMap<string, string>;
  /** On the jumphost: DCI's credentials, where the foundation has put some. */
  readonly dciCredentials: string | undefined;
  /** Of who runs the installs on the jumphost; undefined where there is none, or none is known yet. */
  readonly sshPublicKey: string | undefined;
}

/** Asks the foundation stack, which may not be there yet. */
export async function readFoundation(): Promise<Foundation> {
  const stack = stackReference(foundationStackName);
  const output = async (key: string): Promise<unknown> =>
    (await stack.getOutputDetails(key)).value as unknown;
  const credentials = await output("dciCredentials");
  const key = await output("sshPublicKey");
  return {
    fingerprints: texts(await output("fingerprints")),
    dciCredentials: typeof credentials === "string" ? credentials : undefined,
    sshPublicKey: typeof key === "string" && key !== "" ? key : undefined,
  };
}

/** Hosts that did not converge have a fingerprint that is not known. */
function texts(exported: unknown): Map<string, string> {
  if (typeof exported !== "object" || exported === null) return new Map();
  return new Map(
    Object.entries(exported).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}

/**
 * Compares what the foundation says of the cluster's own hosts with what the plan wants of them, before
 * the cluster's first resource, and gives the hosts that have no foundation yet. Those there are only in
 * a preview, so that a pull request that adds a server and a cluster on it can be previewed; otherwise a
 * foundation that is missing or out of date is a RunError.
 */
export function hostsWithoutFoundation(
  plan: Plan,
  cluster: ClusterPlan,
  { fingerprints: found }: Foundation,
): ReadonlySet<string> {
  const wanted = fingerprints(plan);
  const hosts = [...new Set([plan.jumphost.name, ...cluster.servers])];
  const absent = hosts.filter((host) => !found.has(host));
  // another cluster's server may change what the jumphost should hold: that is no reason to wait
  const stale = cluster.servers.filter(
    (host) => found.has(host) && found.get(host) !== wanted[host],
  );
  if (absent.length + stale.length > 0) tell(cluster, absent, stale);
  return new Set(absent);
}

function tell(cluster: ClusterPlan, absent: readonly string[], stale: readonly string[]): void {
  const problem = [
    ...(absent.length > 0 ? [`the foundation of ${absent.join(", ")} is missing`] : []),
    ...(stale.length > 0 ? [`the foundation of ${stale.join(", ")} is out of date`] : []),
  ].join("; ");
  const next = `Converge the foundation first: pulumi up -s ${foundationStackName}`;
  if (!pulumi.runtime.isDryRun()) {
    throw new pulumi.RunError(`cluster ${cluster.name}: ${problem}. ${next}`);
  }
  // without a jumphost nothing of the cluster can be made
  const all = absent.some((host) => !cluster.servers.includes(host));
  const made = cluster.machines === "ours" ? cluster.nodes : [];
  const machines = made.filter((node) => all || absent.includes(node.server));
  const later =
    machines.length > 0
      ? ` After it will be created (not compared): ${machines.map(({ name }) => name).join(", ")}.`
      : "";
  void pulumi.log.warn(`cluster ${cluster.name}: ${problem}. ${next}.${later}`);
}
