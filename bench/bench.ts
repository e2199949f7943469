import { mkdirSync } from "node:fs";

import { benchFoundation } from "./foundation.ts";
import { ansible } from "./peers/ansible.ts";
import { comparePeers } from "./peers/compare.ts";
import { naive } from "./peers/naive.ts";
import { ocplab } from "./peers/ocplab.ts";
import { writeReport } from "./peers/report.ts";
import { terraform } from "./peers/terraform.ts";
import type { MakeTool } from "./peers/tool.ts";
import { benchPlan } from "./plan.ts";

const usage = `usage: npm run bench -- WHAT

  plan                       read, check and plan labs of 100 to 10,000 clusters
  foundation [N...]          preview the foundation of labs of N simulated servers (10 50 100 200);
                             figures go to .state/foundation.jsonl
  peers [SIZE] [ROUNDS] [TOOL...]
                             make and unmake the same lab in the box with each tool, SIZE (3x4) being servers
                             and machines on each, also 6x10 and 10x20; figures go to .state/peers.jsonl
  report                     write docs/performance.md from the figures of both

All but plan need root, and a machine on which nothing else runs. Tools: ocplab terraform ansible naive.`;

const tools: Readonly<Record<string, MakeTool>> = { ocplab, terraform, ansible, naive };
const figures = { peers: ".state/peers.jsonl", foundation: ".state/foundation.jsonl" };

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<void> | void>> = {
  plan: benchPlan,
  foundation: (args) =>
    benchFoundation(args.length > 0 ? args.map(Number) : [10, 50, 100, 200], figures.foundation),
  peers,
  report: () => {
    writeReport(figures.peers, figures.foundation, "docs/performance.md");
  },
};

async function peers([size = "3x4", rounds = "3", ...names]: readonly string[]): Promise<void> {
  const [servers = 0, machines = 0] = size.split("x").map(Number);
  const chosen = names.length > 0 ? names : Object.keys(tools);
  await comparePeers(
    { servers, machines },
    {
      tools: chosen.flatMap((name) => tools[name] ?? []),
      rounds: Number(rounds),
      file: figures.peers,
    },
  );
}

async function main([what = "", ...args]: readonly string[]): Promise<void> {
  const bench = benches[what];
  mkdirSync(".state", { recursive: true });
  if (bench) return bench(args);
  console.error(usage);
  process.exitCode = 2;
}

void main(process.argv.slice(2));
