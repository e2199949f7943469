import type { ClusterPlan, InstallPlan } from "../plan.ts";
import type { PipelineJob } from "./pipeline.ts";

/** What is run on the jumphost before a cluster goes: DCI itself runs the hook only after an install. */
export interface Teardown {
  /** Paths on the jumphost. */
  readonly playbook: string;
  readonly inventory: string;
  /** Nothing else removes the cluster's machine. */
  readonly alone: boolean;
}

export function teardownOf({ machines }: ClusterPlan, install: InstallPlan): Teardown {
  const { folder, inventoryPath: inventory } = install;
  return { playbook: `${folder}/teardown.yml`, inventory, alone: machines === "dci" };
}

/** A playbook with the teardown hook, which is a list of tasks, and the variables of the cluster's job. */
export function teardownPlay(
  { name }: ClusterPlan,
  { folder }: InstallPlan,
  { ansible_extravars: vars }: PipelineJob,
): object {
  return {
    name: `Tear ${name} down`,
    hosts: "jumphost",
    gather_facts: false,
    vars,
    tasks: [
      {
        name: "Run the teardown hook",
        "ansible.builtin.include_tasks": `${folder}/hooks/teardown.yml`,
      },
    ],
  };
}
