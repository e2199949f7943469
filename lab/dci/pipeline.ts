import { clusterConfigs, inventoryFolder } from "../hostPaths.ts";
import type { ClusterPlan, InstallPlan } from "../plan.ts";
import { isSpoke, spokeKind } from "./spokeKind.ts";

/** A job as dci-pipeline reads it; `name` must be the same in every version of this program. */
export type PipelineJob = Readonly<Record<string, unknown>> & { readonly name: string };

// where the package dci-openshift-agent puts itself
const agent = "/usr/share/dci-openshift-agent";

/** What every job runs. */
export const agentPlaybook = `${agent}/dci-openshift-agent.yml`;

/**
 * The one job that installs a cluster. Its stages are the agent's own, which DCI shows as states of the
 * job: pre-run, running, post-run, success. Keys as in the README of distributedci/dci-pipeline.
 */
export function pipelineJob(
  cluster: ClusterPlan,
  install: InstallPlan,
  credentialsFile: string,
): PipelineJob {
  return {
    name: cluster.name,
    stage: stageOf(cluster),
    ...(isSpoke(cluster) && { prev_stages: [hubStage] }),
    ansible_playbook: agentPlaybook,
    ansible_cfg: `${agent}/ansible.cfg`,
    ansible_inventory: install.inventoryPath,
    dci_credentials: credentialsFile,
    configuration: cluster.name,
    topic: install.topic,
    components: install.components,
    ansible_envvars: {
      PREFIX: cluster.name,
      ...(isSpoke(cluster) && { HUB_KUBECONFIG: hubKubeconfig(cluster) }),
    },
    ansible_extravars: { ...variables(cluster, install), ...install.extra },
    // of the hub's job where one run of dci-pipeline is given both pipelines
    ...(isSpoke(cluster) && { inputs: { kubeconfig: "hub_kubeconfig_path" } }),
    outputs: { kubeconfig: "kubeconfig" },
    ...install.job,
  };
}

/**
 * The same job for whatever server dci-queue hands out: dci-pipeline-schedule puts pool and resource in
 * the places of @QUEUE and @RESOURCE. Its kubeconfig goes to the home of who runs it.
 */
export function queuedJob(job: PipelineJob): PipelineJob {
  const { dci_cluster_configs_dir: configs, ...others } = job.ansible_extravars as Variables;
  const ours = configs === clusterConfigs(job.name);
  return {
    ...job,
    ansible_inventory: `${inventoryFolder}/@QUEUE/@RESOURCE`,
    configuration: "@QUEUE",
    ansible_extravars: ours ? others : job.ansible_extravars,
  };
}

type Variables = Readonly<Record<string, unknown>>;

const hubStage = "acm-hub";

function stageOf(cluster: ClusterPlan): string {
  if (isSpoke(cluster)) return "acm-spoke";
  return cluster.type === "acm" ? hubStage : "ocp";
}

/**
 * What group_vars/all of the agent sets too: that comes after the inventory, so only variables of the job
 * can change it.
 */
function variables(cluster: ClusterPlan, { folder }: InstallPlan): Variables {
  return {
    dci_config_dirs: [folder],
    dci_cluster_configs_dir: clusterConfigs(cluster.name),
    // the agent would look for git repositories in the hooks' folders
    dci_gits_to_components: [],
    // its own is `debug`, which keeps a job out of DCI's statistics
    dci_tags: [],
    dci_teardown_on_success: false,
    ...(cluster.type === "acm" && { enable_acm: true }),
    ...(isSpoke(cluster) && {
      acm_cluster_type: spokeKind(cluster),
      hub_kubeconfig_path: hubKubeconfig(cluster),
      ...(spokeKind(cluster) === "ztp-spoke-clusterinstance" && {
        dci_clusterinstance_template_dir: folder,
      }),
    }),
  };
}

function hubKubeconfig({ hub }: { readonly hub: string }): string {
  return `${clusterConfigs(hub)}/kubeconfig`;
}
