import type { Danger } from "../lab/diff/dangers.ts";
import { capacityPart } from "./diffCapacity.ts";
import { clusterPart } from "./diffCluster.ts";
import type { DiffReport } from "./diffReport.ts";
import { foundationPart } from "./diffFoundation.ts";
import { ending, rest, type Limits } from "./diffLimits.ts";
import { headline } from "./diffWords.ts";
import { code, plainText, spanned } from "./markdown.ts";

/** Most characters of a comment; GitHub takes 65,536 and GitLab more. */
export const longestComment = 60_000;

// the last of them stays below the limit whatever the names are: 40 dangers of 600, 20 clusters of 1,200
const steps: readonly Limits[] = [
  { dangers: 200, clusters: 1000, machines: 1000, servers: 500, others: 100 },
  { dangers: 100, clusters: 100, machines: 20, servers: 50, others: 50 },
  { dangers: 60, clusters: 30, machines: 6, servers: 20, others: 20 },
  { dangers: 20, clusters: 10, machines: 2, servers: 5, others: 5 },
];

/** The report as Markdown for a comment: always shorter than `longestComment`; what is left out is said. */
export function diffMarkdown(report: DiffReport): string {
  for (const limits of steps) {
    const text = render(report, limits);
    if (text.length < longestComment) return text;
  }
  return `${headline(report)}\n\n${tooLong}\n`;
}

const tooLong = "Nothing more of it fits here; `ocplab diff --json` has all of it.";

function render(report: DiffReport, limits: Limits): string {
  const { clusters, foundation } = report;
  const parts = [
    headline(report),
    dangersPart(report.dangers, limits),
    foundationPart(foundation, limits),
    ...clusters.slice(0, limits.clusters).map((cluster) => clusterPart(cluster, limits)),
    rest(clusters.length - limits.clusters, "clusters that change"),
    capacityPart(report, limits),
    stacksPart(report, limits),
    filesPart(report, limits),
    listPart("Warnings about the lab file", report.warnings, limits),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function dangersPart(dangers: readonly Danger[], limits: Limits): string {
  if (dangers.length === 0) return "";
  const lines = dangers
    .slice(0, limits.dangers)
    .map(({ subject, message }) => `- **${plainText(subject)}**: ${spanned(message)}.`);
  const more = rest(dangers.length - limits.dangers, "dangerous steps");
  const text = [
    "[!CAUTION]",
    "**Look at these before anything else**",
    "",
    ...lines,
    ...(more ? ["", more] : []),
  ];
  return text.map((line) => `> ${line}`.trimEnd()).join("\n");
}

function stacksPart({ stacks }: DiffReport, limits: Limits): string {
  if (stacks.length === 0) return "";
  const lines = stacks
    .slice(0, limits.others)
    .map(({ stack, change }) => `- ${code(stack)} (${stackWords[change]})`);
  const more = rest(stacks.length - limits.others, "stacks");
  return ["### Stacks that change", "", ...lines, ...(more ? ["", more] : [])].join("\n");
}

const stackWords = {
  created: "new",
  changed: "changes",
  removed: "leaves the lab file: destroy it first",
};

function filesPart({ otherFiles }: DiffReport, limits: Limits): string {
  const { program, named } = otherFiles;
  const text = (paths: readonly string[]): string =>
    paths.slice(0, limits.others).map(code).join(", ") + ending(paths.length - limits.others);
  const lines = [
    ...(program.length > 0
      ? [
          `- The program changes too: ${text(program)}. What that does only a preview with it can tell: both sides were planned with one and the same program here.`,
        ]
      : []),
    ...(named.length > 0
      ? [
          `- Files that the lab file names change: ${text(named)}. A changed disk image reaches only machines that are made afterwards.`,
        ]
      : []),
  ];
  return lines.length > 0 ? ["### Beside the lab file", "", ...lines].join("\n") : "";
}

function listPart(title: string, entries: readonly string[], limits: Limits): string {
  if (entries.length === 0) return "";
  const lines = entries
    .slice(0, limits.others)
    .map((entry) => `- ${plainText(entry.slice(0, 500))}`);
  const more = rest(entries.length - limits.others, "warnings");
  return [`### ${title}`, "", ...lines, ...(more ? ["", more] : [])].join("\n");
}
