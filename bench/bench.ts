import { benchFoundation } from "./foundation.ts";
import { benchPlan } from "./plan.ts";

const usage = `usage: npm run bench -- WHAT

  plan               read, check and plan labs of 100 to 10,000 clusters
  foundation [N...]  preview the foundation of labs of N simulated servers (10 50 100 200); as root`;

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<void> | void>> = {
  plan: benchPlan,
  foundation: (args) => benchFoundation(args.length > 0 ? args.map(Number) : [10, 50, 100, 200]),
};

async function main([what = "", ...args]: readonly string[]): Promise<void> {
  const bench = benches[what];
  if (bench) return bench(args);
  console.error(usage);
  process.exitCode = 2;
}

void main(process.argv.slice(2));
