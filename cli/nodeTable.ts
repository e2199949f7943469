import type { ObservedNode } from "./observe.ts";

const titles = ["CLUSTER", "NODE", "SERVER", "MAC", "PLANNED", "LEASED", "REACHABLE"];

/** One line a node: what is planned beside what the lab answered. */
export function renderNodes(nodes: readonly ObservedNode[]): string {
  const rows = nodes.map((node) => [
    node.cluster,
    node.node,
    node.server,
    node.mac,
    node.planned,
    node.leased ?? "none",
    node.reachable ? "yes" : "no",
  ]);
  return alignColumns([titles, ...rows]);
}

function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = titles.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}
