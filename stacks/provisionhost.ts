import * as pulumi from "@pulumi/pulumi";

import { foundationStackName } from "../lab/model.ts";
import type { ClusterPlan, Plan } from "../lab/plan.ts";
import { provisionhostSeed } from "../lab/provisionhost.ts";
import type { Foundation } from "./foundation.ts";

/** What single machines configure themselves from, by their node's key. */
export type Seeds = ReadonlyMap<string, Readonly<Record<string, string>>>;

/**
 * The seed of the cluster's provisionhost, where it has one; it lets in who runs the installs on the
 * jumphost. Throws a RunError, before the first resource, where the jumphost has no key for that; a preview
 * warns.
 */
export function provisionhostSeeds(
  plan: Plan,
  cluster: ClusterPlan,
  { sshPublicKey }: Foundation,
): Seeds {
  if (cluster.machines !== "ours") return new Map();
  const nodes = cluster.nodes.filter(({ role }) => role === "provisionhost");
  if (nodes.length > 0 && sshPublicKey === undefined) tell(plan, cluster);
  const keys = sshPublicKey === undefined ? [] : [sshPublicKey];
  return new Map(nodes.map((node) => [node.key, provisionhostSeed(plan, node, keys)]));
}

function tell({ jumphost, dci }: Plan, { name }: ClusterPlan): void {
  const file = dci.sshPublicKeyFile;
  const problem =
    `cluster ${name}: its provisionhost would let nobody in, as no SSH public key is known that ` +
    `${jumphost.name} has in ${file}. See that it is there (on ${jumphost.name}: ssh-keygen -t rsa -f ` +
    `${file.replace(/\.pub$/, "")}), or correct dci.sshPublicKeyFile in the lab file; then: ` +
    `pulumi up -s ${foundationStackName}`;
  if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(problem);
  void pulumi.log.warn(problem);
}
