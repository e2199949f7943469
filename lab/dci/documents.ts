import type { ClusterPlan, Plan } from "../plan.ts";
import { renderClusterInstance } from "./clusterInstance.ts";
import { installHash } from "./hash.ts";
import { hasTeardown, renderHooks, type HookTexts } from "./hooks.ts";
import { inventoryOf } from "./inventory.ts";
import { pipelineJob, queuedJob } from "./pipeline.ts";
import { queuePipelinePath } from "./queue.ts";
import { teardownOf, teardownPlay, type Teardown } from "./teardown.ts";
import { yamlText } from "./yaml.ts";

/** A file on the jumphost. */
export interface DciDocument {
  readonly path: string;
  readonly content: string;
}

/** What DCI reads to install one cluster. */
export interface DciDocuments {
  /** By a short name that stays: `inventory`, `pipeline`, `hook-pre-run`. */
  readonly files: Readonly<Record<string, DciDocument>>;
  /** The list of jobs that `dci-pipeline` runs. */
  readonly pipelinePath: string;
  /** Names of the pipeline's jobs, in order. */
  readonly jobs: readonly string[];
  /** Names the install: as long as it stays, the cluster is not installed anew. */
  readonly hash: string;
  /** Undefined where there is nothing to tear down. */
  readonly teardown?: Teardown | undefined;
}

/** What the documents take from elsewhere than the lab file. */
export interface DciSources {
  /** On the jumphost: the credentials that the foundation put there, where it has some. */
  readonly credentialsFile?: string | undefined;
  /** What the user's own hook files hold, by hook. */
  readonly hooks?: HookTexts;
}

/** Renders a cluster's documents; undefined where the lab file enables no install of it. */
export function renderDci(
  plan: Plan,
  cluster: ClusterPlan,
  { credentialsFile, hooks = {} }: DciSources = {},
): DciDocuments | undefined {
  const { install } = cluster;
  if (!install) return undefined;
  const credentials = plan.dci.credentialsFile ?? credentialsFile ?? usualCredentials;
  const job = pipelineJob(cluster, install, credentials);
  const files: Record<string, DciDocument> = {
    inventory: { path: install.inventoryPath, content: yamlText(inventoryOf(plan, cluster)) },
    pipeline: { path: install.pipelinePath, content: yamlText([job]) },
  };
  if (install.queue) {
    const content = yamlText([queuedJob(job)]);
    files["queue-pipeline"] = { path: queuePipelinePath(cluster.name), content };
  }
  const instance = renderClusterInstance(plan, cluster);
  if (instance) files["cluster-instance"] = instance;
  for (const [hook, content] of Object.entries(renderHooks(plan, cluster, hooks))) {
    files[`hook-${hook}`] = { path: `${install.folder}/hooks/${hook}.yml`, content };
  }
  const teardown = hasTeardown(cluster, hooks) ? teardownOf(cluster, install) : undefined;
  if (teardown) {
    const content = yamlText([teardownPlay(cluster, install, job)]);
    files.teardown = { path: teardown.playbook, content };
  }
  const { pipelinePath } = install;
  const hash = installHash(plan, cluster, install);
  return { files, pipelinePath, jobs: [job.name], hash, teardown };
}

// dci-pipeline's own fallback is a file beside the playbook, below the pipeline's folder: nobody has that
const usualCredentials = "~/.config/dci-pipeline/dci_credentials.yml";
