import { foundationStackName } from "../../lab/model.ts";
import type { ClusterPlan } from "../../lab/plan.ts";
import type { OperationKind, StackResult } from "./operation.ts";

/** What of a cluster the order goes by; of one that the lab file names no more there is only its name. */
export type ClusterStack = Pick<ClusterPlan, "name" | "hub">;

/** One stack, and what has to come before it. */
export interface Step {
  readonly stack: string;
  /** Its turn comes after these, however they end; but not where one is locked or interrupted. */
  readonly after: readonly string[];
  /** The same, and it is not begun where one of these has failed. */
  readonly needs: readonly string[];
}

/**
 * The steps of an operation on these clusters, and on the foundation where it takes part. Clusters come after the
 * foundation even where that failed, as one dead server must not hold up the others: each looks for itself whether
 * its own hosts are ready. A spoke comes after its hub. What is destroyed goes the other way round. Previews wait
 * for nothing.
 */
export function stepsOf(
  kind: OperationKind,
  clusters: readonly ClusterStack[],
  withFoundation: boolean,
): Step[] {
  const names = clusters.map(({ name }) => name);
  const foundation = withFoundation ? [foundationStackName] : [];
  const free = (stack: string): Step => ({ stack, after: [], needs: [] });
  if (kind === "preview") return [...foundation, ...names].map(free);
  if (kind === "up") {
    const steps = clusters.map(({ name, hub }) => {
      const needs = hub !== undefined && names.includes(hub) ? [hub] : [];
      return { stack: name, after: foundation, needs };
    });
    return [...foundation.map(free), ...steps];
  }
  const steps = clusters.map(({ name }) => {
    const spokes = clusters.filter(({ hub }) => hub === name);
    return { stack: name, after: [], needs: spokes.map((spoke) => spoke.name) };
  });
  return [...steps, ...foundation.map((stack) => ({ stack, after: [], needs: names }))];
}

/**
 * Runs each step when its turn has come, no more than `parallel` at once, and gives the results in the order of the
 * steps. `isOver` tells that nothing more is to be begun.
 */
export async function inTurn(
  steps: readonly Step[],
  parallel: number,
  run: (stack: string) => Promise<StackResult>,
  isOver: () => boolean,
): Promise<StackResult[]> {
  const places = new Places(parallel);
  const results = new Map<string, Promise<StackResult>>();
  const take = async ({ stack, after, needs }: Step): Promise<StackResult> => {
    const before = [...after, ...needs].flatMap((name) => results.get(name) ?? []);
    const obstacle = (await Promise.all(before)).find((result) => isObstacle(result, needs));
    if (obstacle) return skipped(stack, `not begun, as ${obstacle.stack} is not done`);
    return places.use(async () =>
      isOver() ? skipped(stack, "not begun, as this run was ended") : run(stack),
    );
  };
  // those that wait for others find them here: each step is entered before the next one looks
  for (const step of sorted(steps)) results.set(step.stack, take(step));
  return Promise.all(steps.flatMap(({ stack }) => results.get(stack) ?? []));
}

/** Those first that others wait for. */
function sorted(steps: readonly Step[]): Step[] {
  const byStack = new Map(steps.map((step) => [step.stack, step]));
  const order = new Set<Step>();
  const add = (step: Step): void => {
    for (const name of [...step.after, ...step.needs]) {
      const other = byStack.get(name);
      if (other && !order.has(other)) add(other);
    }
    order.add(step);
  };
  for (const step of steps) add(step);
  return [...order];
}

function isObstacle({ stack, outcome }: StackResult, needs: readonly string[]): boolean {
  if (outcome === "done" || outcome === "notCompared") return false;
  return outcome !== "failed" || needs.includes(stack);
}

function skipped(stack: string, message: string): StackResult {
  const none = { counts: {}, changes: [], seconds: 0, logFile: "" };
  return { stack, outcome: "skipped", messages: [message], ...none };
}

/** So many may be at work at once. */
class Places {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(free: number) {
    this.#free = free;
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
