import type { NodePlan } from "../plan.ts";
import { box, element, line, text, title } from "./svgParts.ts";
import type { ClusterPart, DrawnServer } from "./topology.ts";

export const cardWidth = 356;

const head = 64;
const row = 18;
const pad = 10;
const partGap = 10;
const colours = 8;

/** How high a server's card is: it grows with what is on it. */
export function cardHeight({ parts, provisioning }: DrawnServer): number {
  const second = provisioning ? row : 0;
  const inner = parts.reduce((sum, part) => sum + partHeight(part) + partGap, 0);
  return head + second + (parts.length === 0 ? row + pad : inner + pad / 2);
}

/** One server with its bridge on top and its clusters below. */
export function card(server: DrawnServer, x: number, y: number): string {
  const { name, address, nic, bridge, provisioning, parts, isJumphost } = server;
  const middle = x + cardWidth / 2;
  const drawn = [
    box("oc-server", x, y, cardWidth, cardHeight(server), 8),
    box("oc-bridge", middle - 62, y - 11, 124, 22, 11),
    text("oc-mono oc-middle", middle, y + 4, `${bridge} on ${nic}`, 18),
    text("oc-name", x + pad + 2, y + 36, name, 22),
    text("oc-mono oc-end", x + cardWidth - pad - 2, y + 36, address, 20),
    text("oc-small", x + pad + 2, y + 53, subtitle(parts, isJumphost), 50),
  ];
  let top = y + head;
  if (provisioning) {
    drawn.push(
      text(
        "oc-small",
        x + pad + 2,
        top + 6,
        `${provisioning.bridge} on ${provisioning.nic}: shared provisioning network`,
        54,
      ),
    );
    top += row;
  }
  for (const part of parts) {
    drawn.push(partCard(part, x + pad, top));
    top += partHeight(part) + partGap;
  }
  if (parts.length === 0) drawn.push(text("oc-small oc-middle", middle, top + 8, "free", 10));
  return element("g", { class: "oc-group" }, drawn);
}

function subtitle(parts: readonly ClusterPart[], isJumphost: boolean): string {
  const machines = parts.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const told = `${count(parts.length, "cluster")}, ${count(machines, "machine")}`;
  return isJumphost ? `${told}; the jumphost too` : told;
}

function count(amount: number, noun: string): string {
  return `${String(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}

function partHeight(part: ClusterPart): number {
  return 44 + part.nodes.length * row + (footer(part) === "" ? 0 : row) + 4;
}

function partCard(part: ClusterPart, x: number, y: number): string {
  const { cluster, type, index, api, ingress, nodes } = part;
  const width = cardWidth - 2 * pad;
  const height = partHeight(part);
  const vips = api === ingress ? `API and apps ${api}` : `API ${api}, apps ${ingress}`;
  const foot = footer(part);
  const rows = nodes.flatMap((node, place) => nodeRow(node, x, y + 56 + place * row));
  return element("g", { class: `oc-group oc-colour${String(index % colours)}` }, [
    title(`cluster ${cluster}`),
    box("oc-cluster", x, y, width, height, 6),
    box("oc-stripe", x, y, 5, height, 2),
    text("oc-cluster-name", x + 14, y + 18, cluster, 30),
    text("oc-small oc-end", x + width - 8, y + 18, type, 12),
    text("oc-small", x + 14, y + 35, vips, 52),
    line("oc-rule", x + 14, y + 42, x + width - 8, y + 42),
    ...rows,
    ...(foot === "" ? [] : [text("oc-small", x + 14, y + height - 9, foot, 56)]),
  ]);
}

function nodeRow({ key, address, macs }: NodePlan, x: number, y: number): string[] {
  return [
    text("oc-mono", x + 14, y, key, 14),
    text("oc-mono", x + 114, y, address, 15),
    text("oc-mono oc-faint", x + 212, y, macs.baremetal, 17),
  ];
}

function footer({ provisioning, alsoOn }: ClusterPart): string {
  return [
    ...(provisioning
      ? [`${provisioning.network} (${provisioning.bridge}, ${provisioning.mode})`]
      : []),
    ...(alsoOn.length > 0 ? [`also on ${alsoOn.join(", ")}`] : []),
  ].join("; ");
}
