import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";

import { median } from "../statistics.ts";
import type { FoundationRow } from "../foundation.ts";
import type { Row } from "./compare.ts";
import { phases, type Phase } from "./tool.ts";

/** Writes what was measured, as a page: medians, how far they spread, ratios to ocplab, a chart for each size. */
export function writeReport(peers: string, foundation: string, page: string): void {
  const rows = rowsOf<Row>(peers);
  const sizes = [...new Set(rows.map(({ size }) => size))];
  const parts = sizes.map((size) => sizePart(rows.filter((row) => row.size === size)));
  writeFileSync(
    page,
    [intro(rows), ...parts, foundationPart(rowsOf(foundation)), howTo].join("\n"),
  );
}

function rowsOf<T>(file: string): T[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as T);
}

function foundationPart(rows: readonly FoundationRow[]): string {
  const newest = new Map(rows.map((row) => [row.servers, row]));
  const lines = [...newest.values()]
    .sort((one, other) => one.servers - other.servers)
    .map((row) => {
      const { servers, connections, trips, atOnce, refused } = row;
      const times = `${row.seconds.toFixed(1)} s | ${((row.seconds * 1000) / servers).toFixed(0)} ms | ${row.cpuSeconds.toFixed(1)} s`;
      const counts = `${connections} | ${trips} | ${atOnce} | ${refused}`;
      return `| ${servers} | ${times} | ${row.peakMib.toFixed(0)} MiB | ${counts} | ${row.stateMib.toFixed(1)} MiB | ${row.upSeconds.toFixed(0)} s |`;
    });
  return `## Preview of the foundation of a large lab

Servers are simulated: each is a real sshd in a network namespace, with its default of ten logins at a time that are
not through yet (MaxStartups), and behind it a program that answers at once. So this is the work of the controller,
and all of sshd's, on one machine. The jumphost is one host more. Medians of three.

| servers | preview | for each server | processor time | peak memory | connections | round trips | connecting at once | refused | state | first up |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${lines.join("\n")}
`;
}

function intro(rows: readonly Row[]): string {
  const versions = new Map(rows.map(({ tool, versions: told }) => [tool, told]));
  const { model = "a processor" } = cpus()[0] ?? {};
  const node = execFileSync("node", ["--version"], { encoding: "utf8" }).trim();
  return `# Performance

The same lab, made and unmade by each tool in the lab in a box: bridges, dnsmasq, networks, pools, disks, machines.
ocplab also makes the BMCs of the machines, which no other does; and it alone compares bridges, dnsmasq and services
in a preview. Absolute times are those of this machine, on which hosts and machines run beside the tool that is
measured, so compare ratios.

| | |
| --- | --- |
| machine | ${cpus().length} cores of ${model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}, Node.js ${node}; machines are emulated |
${[...versions].map(([tool, told]) => `| ${tool} | ${told} |`).join("\n")}

- Ansible: community.libvirt and community.general.nmcli, pipelining, 20 forks, kept connections, strategy free.
- Terraform: one provider and one module for each server, parallelism 20; bridges and dnsmasq by commands over SSH.
- naive Pulumi: one provider for each server, bridges and dnsmasq by commands over SSH, previews with refresh.
`;
}

function sizePart(rows: readonly Row[]): string {
  const size = rows[0]?.size ?? "";
  const [servers = "", machines = ""] = size.split("x");
  const tools = [...new Set(rows.map(({ tool }) => tool))];
  const rounds = Math.max(...rows.map(({ round }) => round));
  const keys = (Object.keys(phases) as Phase[]).filter((phase) =>
    rows.some((row) => row.phase === phase),
  );
  const cell = (tool: string, phase: Phase): readonly Row[] =>
    rows.filter((row) => row.tool === tool && row.phase === phase);
  const table = (what: string, show: (tool: string, phase: Phase) => string): string =>
    [
      `${what}\n`,
      `| | ${tools.join(" | ")} |`,
      `| --- |${" ---: |".repeat(tools.length)}`,
      ...keys.map(
        (phase) => `| ${phases[phase]} | ${tools.map((tool) => show(tool, phase)).join(" | ")} |`,
      ),
      "",
    ].join("\n");
  return [
    `## ${servers} servers with ${machines} machines each\n`,
    `Medians of ${rounds} rounds, each in a new box; in brackets the least and the most.\n`,
    table("Wall time, and how many times ocplab's:", (tool, phase) => {
      const ratio = seconds(cell(tool, phase)) / seconds(cell("ocplab", phase));
      const times = tool === "ocplab" ? "" : ` = ${ratio.toFixed(1)}x`;
      return `${spread(cell(tool, phase), (row) => row.seconds)} s${times}`;
    }),
    table("Processor time of the controller:", (tool, phase) => {
      return `${spread(cell(tool, phase), (row) => row.cpuSeconds)} s`;
    }),
    table("Peak memory of the controller, and most processes at a time:", (tool, phase) => {
      const of = cell(tool, phase);
      return `${median(of.map((row) => row.peakMib)).toFixed(0)} MiB, ${median(of.map((row) => row.processes))}`;
    }),
    table(
      "Changes that were wrongly told, machines that were needlessly restarted:",
      (tool, phase) => {
        const of = cell(tool, phase);
        const wrong = of.map(({ wrongChanges }) => wrongChanges ?? 0);
        const told = of.some((row) => row.wrongChanges !== undefined) ? String(median(wrong)) : "–";
        return `${told}, ${median(of.map((row) => row.restarts))}`;
      },
    ),
    chart(size, tools, keys, cell),
  ].join("\n");
}

function seconds(rows: readonly Row[]): number {
  return median(rows.map((row) => row.seconds));
}

function spread(rows: readonly Row[], value: (row: Row) => number): string {
  const values = rows.map(value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)})`;
}

/** One series of bars for each tool, in the order of the tables. */
function chart(
  size: string,
  tools: readonly string[],
  keys: readonly Phase[],
  cell: (tool: string, phase: Phase) => readonly Row[],
): string {
  const shown = keys.filter((phase) => ["noChange", "preview", "previewCluster"].includes(phase));
  const bars = tools.flatMap((tool) =>
    shown.map((phase) => [`${tool}: ${phases[phase]}`, seconds(cell(tool, phase))] as const),
  );
  return `\`\`\`mermaid
xychart-beta horizontal
  title "${size}: seconds when nothing has changed"
  x-axis [${bars.map(([label]) => `"${label}"`).join(", ")}]
  bar [${bars.map(([, value]) => value.toFixed(1)).join(", ")}]
\`\`\`
`;
}

const howTo = `## To repeat it

On a machine on which nothing else runs, as root:

\`\`\`console
npm run bench -- peers 3x4 3      # half an hour; also 6x10 and 10x20
npm run bench -- report           # writes this page from all figures in .state/peers.jsonl
npm run bench -- foundation       # labs of 10 to 200 simulated servers
npm run bench -- plan             # the planner alone
\`\`\`

The other tools are fetched, and Terraform is built from Go modules, at the first time; they are kept in
\`~/.cache/ocplab/peers\` (0.6 GB). That Terraform lacks the backends for remote state, which take no part here.
`;
