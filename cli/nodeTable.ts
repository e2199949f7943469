import { alignColumns } from "./columns.ts";
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
