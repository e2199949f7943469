import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { ClusterDocuments } from "../components/clusterDocuments.ts";
import { DciInstall, type DciJob } from "../components/dciInstall.ts";
import * as labhost from "../components/labhost.ts";
import { renderDci } from "../lab/dci/documents.ts";
import { installHash } from "../lab/dci/hash.ts";
import type { HookTexts } from "../lab/dci/hooks.ts";
import { installersMachines } from "../lab/dci/reinstall.ts";
import type { ClusterPlan, Plan } from "../lab/plan.ts";
import { preflightSpecs } from "../lab/preflight.ts";
import { pinnedHostKey } from "./connections.ts";
import type { Installed } from "./standing.ts";

/** What the install of a cluster adds to its stack's outputs. */
export interface InstallOutputs {
  readonly kubeconfig: pulumi.Output<string>;
  readonly installLog: pulumi.Output<string>;
  readonly installJob: pulumi.Output<DciJob>;
  /** Known only once the install has succeeded. */
  readonly installed: pulumi.Output<Installed>;
}

/** What an install needs of the controller. */
export interface PreparedInstall {
  /** The one key that the jumphost may show. */
  readonly hostKey: string;
  /** What the user's own hook files hold. */
  readonly hooks: HookTexts;
  readonly planned: Installed;
}

/**
 * Reads what the install of a cluster needs, before the first resource; undefined where the lab file
 * enables none. Throws a RunError where the jumphost has no known key, or a hook's file cannot be read.
 */
export function prepareInstall(plan: Plan, cluster: ClusterPlan): PreparedInstall | undefined {
  const { install } = cluster;
  if (!install) return undefined;
  const planned = { hash: installHash(plan, cluster, install), topic: install.topic };
  return { hostKey: pinnedHostKey(plan.jumphost), hooks: ownHooks(cluster), planned };
}

/** The cluster's documents for DCI and its install; nothing where the lab file enables no install. */
export function clusterInstall(
  plan: Plan,
  cluster: ClusterPlan,
  opts: PreparedInstall & {
    /** On the jumphost: DCI's credentials from the foundation. */
    readonly credentialsFile: string | undefined;
    readonly records: pulumi.Resource[];
    readonly machines: pulumi.Resource[];
  },
): InstallOutputs | undefined {
  const rendered = renderDci(plan, cluster, opts);
  if (!rendered) return undefined;
  const { jumphost } = plan;
  const documents = new ClusterDocuments(
    "documents",
    { host: jumphost.name, documents: rendered },
    { dependsOn: opts.records },
  );
  const preflight = new labhost.Preflight(
    "preflight",
    {
      host: jumphost.name,
      cluster: cluster.name,
      trigger: rendered.hash,
      specs: preflightSpecs(plan, cluster),
    },
    { dependsOn: [documents, ...opts.records, ...opts.machines], protect: cluster.protected },
  );
  const install = new DciInstall(
    "install",
    {
      cluster: cluster.name,
      hash: rendered.hash,
      pipeline: rendered.pipelinePath,
      jobs: rendered.jobs,
      needsEmptyDisks: installersMachines(cluster).length > 0,
      queue: cluster.install?.queue,
      teardown: rendered.teardown,
      jumphost: {
        host: jumphost.address,
        user: jumphost.ssh.user,
        hostKey: opts.hostKey,
      },
    },
    { dependsOn: preflight, protect: cluster.protected },
  );
  const { kubeconfig, logPath: installLog, job: installJob } = install;
  const installed = installJob.apply(() => opts.planned);
  return { kubeconfig, installLog, installJob, installed };
}

function ownHooks({ name, install }: ClusterPlan): HookTexts {
  const files = Object.entries(install?.hooks ?? {});
  return Object.fromEntries(files.map(([hook, file]) => [hook, hookText(name, hook, file)]));
}

function hookText(cluster: string, hook: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new pulumi.RunError(
      `cluster ${cluster}: the hook ${hook} cannot be read: ${String(error)}. Correct install.hooks.${hook} in the lab file.`,
    );
  }
}
