import { buildPlan } from "../lab/plan.ts";
import { parseLab } from "../lab/read.ts";
import { largeLab } from "../test/lab/largeLab.ts";

/** Reads, checks and plans labs of growing size; the time per cluster says whether that grows evenly. */
export function benchPlan(): void {
  for (const clusters of [100, 1_000, 10_000]) {
    const text = largeLab(Math.max(1, clusters / 5), clusters);
    const started = performance.now();
    const plan = buildPlan(parseLab(text));
    const ms = performance.now() - started;
    const { rss } = process.memoryUsage();
    console.log(
      `${String(plan.clusters.length).padStart(6)} clusters ${ms.toFixed(0).padStart(6)} ms ` +
        `${(ms / clusters).toFixed(2)} ms each ${(rss / 2 ** 20).toFixed(0).padStart(5)} MiB`,
    );
  }
}
