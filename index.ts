import * as pulumi from "@pulumi/pulumi";

import { foundationStackName } from "./lab/model.ts";
import { buildPlan, type Plan } from "./lab/plan.ts";
import { labFile, LabFileError, readLab } from "./lab/read.ts";

function readPlan(): Plan {
  try {
    return buildPlan(readLab(labFile, (warning) => void pulumi.log.warn(warning)));
  } catch (error) {
    if (error instanceof LabFileError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

// Each stack loads only what it needs: the foundation starts without the SDK of libvirt. Through require,
// because the loader of TypeScript is not asked for an import().
/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports */
const stacks = {
  foundation: () => require("./stacks/lab.ts") as typeof import("./stacks/lab.ts"),
  cluster: () => require("./stacks/cluster.ts") as typeof import("./stacks/cluster.ts"),
};
/* eslint-enable */

// The engine calls what a program exports.
module.exports = async (): Promise<Record<string, unknown>> => {
  const plan = readPlan();
  const stack = pulumi.getStack();
  if (stack === foundationStackName) return stacks.foundation().foundationStack(plan);
  return stacks.cluster().clusterStack(plan, stack);
};
