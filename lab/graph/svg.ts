import { card, cardHeight, cardWidth } from "./svgCard.ts";
import { box, element, line, text, title } from "./svgParts.ts";
import { graphStyle } from "./svgStyle.ts";
import type { DrawnServer, Topology } from "./topology.ts";

const margin = 24;
const gap = 24;
/** Left of the cards: where the wire goes from row to row. */
const trunk = 32;
const header = 132;
/** Between the wire of a row and its cards. */
const drop = 28;

/**
 * The topology as one SVG image: the jumphost and the wire on top, servers in rows below, each on the wire by
 * its bridge. The same bytes for the same plan. `styled` is false where a page brings the style itself.
 */
export function renderSvg(topology: Topology, { styled = true } = {}): string {
  const { servers, lab } = topology;
  const columns = columnsFor(servers.length);
  const rows = rowsOf(servers, columns);
  const left = margin + (rows.length > 1 ? trunk : 0);
  const width = left + Math.max(2, columns) * (cardWidth + gap) - gap + margin;
  let y = header;
  const drawn: string[] = [];
  for (const row of rows) {
    drawn.push(...rowParts(row, left, y, width - margin, rows.length > 1));
    y += drop + Math.max(...row.map(cardHeight)) + gap + 12;
  }
  const trunkLine =
    rows.length > 1 ? [line("oc-wire", left - trunk, 96, left - trunk, lastWire(rows))] : [];
  const height = Math.max(y, header) + (servers.length === 0 ? 24 : 0);
  return (
    element(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        class: "oc-graph",
        viewBox: `0 0 ${String(width)} ${String(height)}`,
        width,
        height,
        role: "img",
        "aria-labelledby": "oc-title",
      },
      [
        title(`Topology of the lab ${lab}: ${String(servers.length)} servers`, "oc-title"),
        ...(styled ? [element("style", {}, [graphStyle])] : []),
        box("oc-ground", 0, 0, width, height, 0),
        ...topParts(topology, left, width),
        ...trunkLine,
        ...drawn,
      ],
    ) + "\n"
  );
}

/** As wide as a screen for few servers, and not much wider for many. */
function columnsFor(count: number): number {
  return Math.min(Math.max(count, 1), count > 12 ? 5 : count > 4 ? 4 : 3);
}

function rowsOf(servers: readonly DrawnServer[], columns: number): DrawnServer[][] {
  const rows: DrawnServer[][] = [];
  for (let start = 0; start < servers.length; start += columns) {
    rows.push(servers.slice(start, start + columns));
  }
  return rows;
}

function lastWire(rows: readonly (readonly DrawnServer[])[]): number {
  let y = header;
  for (const row of rows.slice(0, -1)) y += drop + Math.max(...row.map(cardHeight)) + gap + 12;
  return y;
}

function topParts(
  { jumphost, lab, domain, wire, gateway }: Topology,
  left: number,
  width: number,
): string[] {
  const from = left - (left > margin ? trunk : 0);
  return [
    box("oc-host", left, 20, cardWidth, 56, 8),
    text("oc-name", left + 14, 43, jumphost.name, 24),
    text("oc-small", left + 14, 62, `jumphost: DHCP, DNS, installs`, 40),
    text("oc-mono oc-end", left + cardWidth - 14, 43, `${jumphost.address} ${jumphost.nic}`, 32),
    line("oc-wire", left + 40, 76, left + 40, 96),
    line("oc-wire", from, 96, width - margin, 96),
    text("oc-title oc-end", width - margin, 43, lab, 40),
    text("oc-small oc-end", width - margin, 62, domain, 60),
    text(
      "oc-small oc-end",
      width - margin,
      86,
      `baremetal network ${wire}, gateway ${gateway}`,
      60,
    ),
  ];
}

function rowParts(
  row: readonly DrawnServer[],
  left: number,
  y: number,
  right: number,
  several: boolean,
): string[] {
  const wireY = several ? y : 96;
  return [
    ...(several ? [line("oc-wire", left - trunk, y, right, y)] : []),
    ...row.flatMap((server, index) => {
      const x = left + index * (cardWidth + gap);
      const middle = x + cardWidth / 2;
      return [line("oc-wire", middle, wireY, middle, y + drop), card(server, x, y + drop)];
    }),
  ];
}
