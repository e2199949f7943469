import { hookNames, type HookName } from "../hookNames.ts";
import { serverOf, type ClusterPlan, type Plan } from "../plan.ts";
import * as checks from "./hookChecks.ts";
import { installersMachines } from "./reinstall.ts";
import { isSpoke } from "./spokeKind.ts";
import { yamlText } from "./yaml.ts";

/** What files of the user's own hooks hold. */
export type HookTexts = Readonly<Partial<Record<HookName, string>>>;

export type HookTask = Readonly<Record<string, unknown>> & { readonly name: string };

/**
 * The hooks of a cluster by name: the user's own, or ours, which check what the next stage stands on.
 * They say nothing of the cluster but what they find in its inventory, so that one that dci-queue hands
 * out can use those of another. `custom-install` exists only as the user's own.
 */
export function renderHooks(
  plan: Plan,
  cluster: ClusterPlan,
  own: HookTexts,
): Partial<Record<HookName, string>> {
  const rendered: Partial<Record<HookName, string>> = {};
  for (const name of hookNames) {
    const text = own[name] ?? ourHook(name, plan, cluster);
    if (text !== undefined) rendered[name] = text;
  }
  return rendered;
}

/** Whether there is anything to do when the cluster goes. */
export function hasTeardown(cluster: ClusterPlan, own: HookTexts): boolean {
  return own.teardown !== undefined || teardown(cluster).length > 0;
}

function ourHook(name: HookName, plan: Plan, cluster: ClusterPlan): string | undefined {
  const tasks = tasksOf(name, plan, cluster);
  if (tasks === undefined) return undefined;
  return yamlText(tasks.length === 0 ? [nothing] : tasks);
}

/** The agent wants the file. */
const nothing: HookTask = {
  name: "Do nothing, as there is nothing to do for this type of cluster",
  "ansible.builtin.meta": "noop",
};

function tasksOf(
  name: HookName,
  plan: Plan,
  cluster: ClusterPlan,
): readonly HookTask[] | undefined {
  switch (name) {
    case "pre-run":
      return preRun(plan, cluster);
    case "configure":
      return configure(plan, cluster);
    case "custom-install":
      return undefined;
    case "install":
      return [checks.kubeconfigMode, checks.apiAnswers];
    case "upgrade":
      return [checks.apiAnswers];
    case "tests":
      return [checks.nodesReady];
    case "post-run":
      return [checks.kubeconfigThere];
    case "success":
      return [checks.tellSuccess];
    case "failure":
      return [checks.tellFailure];
    case "teardown":
      return teardown(cluster);
  }
}

/** On the jumphost, before anything is touched. */
function preRun(plan: Plan, cluster: ClusterPlan): HookTask[] {
  const byAgent = !isSpoke(cluster) && cluster.type !== "ipi" && cluster.machines === "ours";
  return [
    checks.namesResolve,
    ...(isSpoke(cluster) ? [checks.hubKubeconfig] : []),
    ...(byAgent ? [checks.sshPublicKey] : []),
    ...bmcChecks(cluster),
    ...provisionhostChecks(plan, cluster),
  ];
}

/** An emulated one installs nothing: it would have to emulate the bootstrap machine too. */
function provisionhostChecks(plan: Plan, { nodes }: ClusterPlan): readonly HookTask[] {
  const provisionhost = nodes.find(({ role }) => role === "provisionhost");
  const runs = provisionhost && serverOf(plan, provisionhost.server).hypervisor === "kvm";
  return runs ? checks.provisionhostReady : [];
}

function bmcChecks(cluster: ClusterPlan): HookTask[] {
  if (cluster.machines === "dci") return [];
  if (cluster.bmc === "ipmi") return [checks.ipmiAnswers];
  return [checks.redfishKnows(credentialPrefix(cluster))];
}

/** On provisionhost, or on the server of a classic single node: both run virtual machines. */
function configure(plan: Plan, cluster: ClusterPlan): readonly HookTask[] {
  const installer = cluster.nodes.find(
    ({ role }) => role === "provisionhost" || cluster.machines === "dci",
  );
  if (!installer) return [];
  return serverOf(plan, installer.server).hypervisor === "kvm" ? checks.virtualisation : [];
}

/**
 * On the jumphost: leaves nothing running that answers at the cluster's addresses. Machines whose power is
 * ours go with the cluster, and would be missed by an install that only begins anew.
 */
function teardown(cluster: ClusterPlan): readonly HookTask[] {
  if (cluster.machines === "dci") return checks.removeClassicMachines;
  if (installersMachines(cluster).length === 0) return [];
  if (cluster.bmc === "ipmi") return [checks.ipmiOff];
  return [checks.redfishOff(credentialPrefix(cluster))];
}

/** How the variables with the BMC's user and password begin. */
function credentialPrefix({ type }: ClusterPlan): "ipmi" | "bmc" {
  return type === "ipi" ? "ipmi" : "bmc";
}
