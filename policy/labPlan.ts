import { resolve } from "node:path";

import { buildPlan, type ClusterPlan, type Plan } from "../lab/plan.ts";
import { labFile, LabFileError, readLab } from "../lab/read.ts";

/** What Pulumi registers first, in every stack: a violation there refuses the run before any change. */
export const stackType = "pulumi:pulumi:Stack";

const read = new Map<string, Plan | undefined>();

/** Where a policy finds the lab file of the project that is run, as its configuration says. */
export interface LabSettings {
  /** Without it the lab file of the project that the pack is part of; relative paths start there. */
  readonly labFile?: string;
}

/** LabSettings for Pulumi, which checks a policy's configuration by it. */
export const labSettingsSchema = { labFile: { type: "string", default: labFile } } as const;

/** The plan of the lab file, read once in a run; undefined of a faulty file, which the program refuses. */
export function labPlan(settings: LabSettings): Plan | undefined {
  const path = resolve(__dirname, "..", settings.labFile ?? labFile);
  if (!read.has(path)) read.set(path, planOf(path));
  return read.get(path);
}

function planOf(path: string): Plan | undefined {
  try {
    return buildPlan(readLab(path));
  } catch (error) {
    if (error instanceof LabFileError) return undefined;
    throw error;
  }
}

/** The cluster whose stack an object is of, by the object's URN. */
export function clusterOf({ clusters }: Plan, urn: string): ClusterPlan | undefined {
  const stack = stackOf(urn);
  return clusters.find(({ name }) => name === stack);
}

/** The stack of an object, by its URN: `urn:pulumi:STACK::PROJECT::TYPE::NAME`. */
export function stackOf(urn: string): string {
  return urn.split("::")[0]?.split(":")[2] ?? "";
}
