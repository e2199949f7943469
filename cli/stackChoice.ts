import { foundationStackName } from "../lab/model.ts";
import type { ClusterPlan, Plan } from "../lab/plan.ts";
import { didYouMean } from "../lab/reading/spelling.ts";
import { CommandFailed } from "./failure.ts";

/** The stacks that a command is for. */
export interface StackChoice {
  readonly clusters: readonly ClusterPlan[];
  readonly withFoundation: boolean;
}

/**
 * The stacks that arguments name: clusters, and `lab` for the foundation; all of them where there are no arguments.
 * Throws a CommandFailed that tells every name there is nothing of.
 */
export function chosenStacks({ clusters }: Plan, names: readonly string[]): StackChoice {
  if (names.length === 0) return { clusters, withFoundation: true };
  const known = [foundationStackName, ...clusters.map(({ name }) => name)];
  const wrong = names.filter((name) => !known.includes(name));
  if (wrong.length > 0) {
    const lines = wrong.map(
      (name) => `no cluster is called "${name}"; ${didYouMean(name, known, "stacks")}`,
    );
    throw new CommandFailed("usage", lines.join("\n"));
  }
  return {
    clusters: clusters.filter(({ name }) => names.includes(name)),
    withFoundation: names.includes(foundationStackName),
  };
}
