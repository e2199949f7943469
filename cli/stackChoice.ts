import { foundationStackName } from "../lab/model.ts";
import type { ClusterPlan, Plan } from "../lab/plan.ts";
import { isOver } from "../lab/reservation.ts";
import { didYouMean } from "../lab/reading/spelling.ts";
import { expiryText } from "./expiryText.ts";
import { CommandFailed } from "./failure.ts";

/** The stacks that a command is for. */
export interface StackChoice {
  readonly clusters: readonly ClusterPlan[];
  readonly withFoundation: boolean;
}

/**
 * As chosenStacks, for what makes clusters: where none is named, those are left out whose reservation is over, lest an
 * up bring back what `ocplab expire` has destroyed. `say` is told of them.
 */
export function stacksToMake(
  plan: Plan,
  names: readonly string[],
  say: (text: string) => void,
): StackChoice {
  const choice = chosenStacks(plan, names);
  if (names.length > 0) return choice;
  const now = new Date();
  const over = choice.clusters.filter(({ reservation }) => isOver(reservation, now));
  for (const { name, reservation } of over) {
    say(
      `${name}: left out: kept ${expiryText(reservation.expires, now)}; name it to have it all the same`,
    );
  }
  return { ...choice, clusters: choice.clusters.filter((cluster) => !over.includes(cluster)) };
}

/**
 * The stacks that arguments name: clusters, and `lab` for the foundation; all of them where there are no arguments.
 * Throws a CommandFailed that tells every name there is nothing of.
 * @param left stacks beside those of the plan; they may be named, and are no part of the choice.
 */
export function chosenStacks(
  { clusters }: Plan,
  names: readonly string[],
  left: readonly { readonly name: string }[] = [],
): StackChoice {
  if (names.length === 0) return { clusters, withFoundation: true };
  const known = [foundationStackName, ...clusters.map(({ name }) => name)];
  const all = new Set([...known, ...left.map(({ name }) => name)]);
  const wrong = names.filter((name) => !all.has(name));
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
