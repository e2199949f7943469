import * as pulumi from "@pulumi/pulumi";

import { fingerprints } from "../lab/fingerprint.ts";
import { foundationStackName } from "../lab/model.ts";
import type { ClusterPlan, Plan } from "../lab/plan.ts";

/** How the foundation of a cluster's servers stands. */
export type FoundationState = "ready" | "stale" | "absent";

/**
 * Compares what the foundation says of the cluster's own servers with what the plan wants of them,
 * before the cluster's first resource. In a preview the difference is a warning, so that a pull request
 * that adds a server and a cluster on it can be previewed; otherwise it is a RunError.
 */
export async function requireFoundation(
  plan: Plan,
  cluster: ClusterPlan,
): Promise<FoundationState> {
  const found = await exportedFingerprints();
  const wanted = fingerprints(plan);
  const hosts = [plan.jumphost.name, ...cluster.servers];
  const absent = hosts.filter((host) => found[host] === undefined);
  // another cluster's server may change what the jumphost should hold: that is no reason to wait
  const stale = cluster.servers.filter(
    (host) => found[host] !== undefined && found[host] !== wanted[host],
  );
  if (absent.length === 0 && stale.length === 0) return "ready";

  const problem = describe(absent, stale);
  if (!pulumi.runtime.isDryRun()) {
    throw new pulumi.RunError(
      `cluster ${cluster.name}: ${problem}. Converge the foundation first: pulumi up -s ${foundationStackName}`,
    );
  }
  const machines = cluster.nodes.map((node) => node.name).join(", ");
  void pulumi.log.warn(
    `cluster ${cluster.name}: ${problem}. Not compared; ` +
      `after the foundation there will be: ${machines}`,
  );
  return absent.length > 0 ? "absent" : "stale";
}

async function exportedFingerprints(): Promise<Readonly<Record<string, string>>> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${foundationStackName}`;
  const foundation = new pulumi.StackReference(name);
  const exported: unknown = (await foundation.getOutputDetails("fingerprints")).value;
  return isStrings(exported) ? exported : {};
}

function isStrings(value: unknown): value is Record<string, string> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((entry) => typeof entry === "string")
  );
}

function describe(absent: readonly string[], stale: readonly string[]): string {
  return [
    ...(absent.length > 0 ? [`the foundation of ${absent.join(", ")} is missing`] : []),
    ...(stale.length > 0 ? [`the foundation of ${stale.join(", ")} is out of date`] : []),
  ].join("; ");
}
