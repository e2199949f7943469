import { readFileSync, writeFileSync } from "node:fs";

import type { Figure } from "./figures.ts";

/** Headings of the table, in their order, and the file whose cases they are. */
const parts = [
  ["Network", "bridge.test.ts", "The network of a server is changed, and something goes wrong"],
  ["Engine", "engine.test.ts", "The engine is killed, or runs twice"],
  ["State", "state.test.ts", "The state of a stack is lost"],
  ["Hosts", "hosts.test.ts", "A host fails under a change"],
  ["Installs", "installs.test.ts", "An install does not end well"],
  [
    "Neighbours",
    "neighbours.test.ts",
    "A cluster is added, changed, rebuilt and removed beside others",
  ],
  ["Isolation", "isolation.test.ts", "Clusters are kept apart, and their machines misbehave"],
  ["Servers", "outages.test.ts", "A server, a service or a port fails under a run"],
  ["Strain", "strain.test.ts", "A run meets a slow line, a full disk, a jumphost that comes back"],
  ["Users", "leastPrivilege.test.ts", "Another user than root does all"],
  ["Keys", "trust.test.ts", "A host key is pinned, and another one shown"],
] as const;

/** Parts whose cases follow from the seed. */
const seeded: readonly string[] = ["Engine"];

/** Markdown of what runs of the faults have shown. */
function table(figures: readonly Figure[]): string {
  const sections = parts.flatMap(([part, file, heading]) => {
    const own = figures.filter((figure) => figure.part === part);
    if (own.length === 0) return [];
    const rows = own.map(({ what, shown }) => `| ${cell(what)} | ${cell(shown)} |`);
    const { seed = 1, count = 1 } = own[0] ?? {};
    const chance = `OCPLAB_FAULTS_SEED=${String(seed)} OCPLAB_FAULTS_COUNT=${String(count)} `;
    const run = `${seeded.includes(part) ? chance : ""}npx mocha test/faults/${file}`;
    const command = `Again: \`${run}\``;
    return [`## ${heading}`, command, ["| case | shown |", "| --- | --- |", ...rows].join("\n")];
  });
  return `${[...head(), ...sections].join("\n\n")}\n`;
}

function head(): string[] {
  return [
    "# What was seen when things went wrong",
    "<!-- Written by `npm run reliability` from a run of `npm run test:faults`: do not edit. -->",
    `Each line is a case of \`npm run test:faults\` in a box of containers and its figure, as runs of its part have shown
it on 2 cores that others used too: times are long rather than short. Points at which an engine is killed follow
from a seed; a nightly run has 20 of each (\`OCPLAB_FAULTS_COUNT=20\`). How to go on after each fault is in
[recover.md](recover.md).`,
  ];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

const [source = "", target = ""] = process.argv.slice(2);
const lines = readFileSync(source, "utf8").trim().split("\n");
writeFileSync(target, table(lines.map((line) => JSON.parse(line) as Figure)));
