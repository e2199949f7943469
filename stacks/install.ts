import type * as pulumi from "@pulumi/pulumi";

import { ClusterDocuments } from "../components/clusterDocuments.ts";
import { DciInstall } from "../components/dciInstall.ts";
import { renderDci } from "../lab/dci.ts";
import type { ClusterPlan, Plan } from "../lab/plan.ts";

/** What the install of a cluster adds to its stack's outputs. */
export interface InstallOutputs {
  readonly kubeconfig: pulumi.Output<string>;
  readonly installLog: pulumi.Output<string>;
}

/** The cluster's documents for DCI and its install; nothing where the lab file enables no install. */
export function clusterInstall(
  plan: Plan,
  cluster: ClusterPlan,
  opts: {
    /** The one key that the jumphost may show. */
    readonly hostKey: string;
    readonly records: pulumi.Resource[];
    readonly machines: pulumi.Resource[];
  },
): InstallOutputs | undefined {
  const rendered = renderDci(plan, cluster);
  if (!rendered) return undefined;
  const { jumphost } = plan;
  const documents = new ClusterDocuments(
    "documents",
    { host: jumphost.name, documents: rendered },
    { dependsOn: opts.records },
  );
  const install = new DciInstall(
    "install",
    {
      cluster: cluster.name,
      hash: rendered.hash,
      pipeline: rendered.pipeline.path,
      jobs: rendered.jobs,
      jumphost: {
        host: jumphost.address,
        user: jumphost.ssh.user,
        hostKey: opts.hostKey,
      },
    },
    { dependsOn: [documents, ...opts.records, ...opts.machines] },
  );
  return { kubeconfig: install.kubeconfig, installLog: install.logPath };
}
