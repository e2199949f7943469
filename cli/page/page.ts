import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { renderSvg } from "../../lab/graph/svg.ts";
import { graphStyle } from "../../lab/graph/svgStyle.ts";
import type { Topology } from "../../lab/graph/topology.ts";
import type { CheckReport } from "../checkReport.ts";
import { Html, html, joined } from "./html.ts";
import {
  clustersPart,
  driftPart,
  fitsPart,
  machinesPart,
  serversPart,
  warningsPart,
} from "./parts.ts";
import type { Status } from "./statusFile.ts";

/** What the page shows. */
export interface PageContent {
  readonly report: CheckReport;
  readonly topology: Topology;
  /** Undefined where nobody asked the hosts. */
  readonly status: Status | undefined;
}

/**
 * The whole lab as one HTML file. It asks for nothing from anywhere: its policy allows its own style and
 * script, by their hashes, and nothing else. The same bytes for the same content.
 */
export function renderPage({ report, topology, status }: PageContent): string {
  const style = `${file("page.css")}${graphStyle}`;
  const script = file("page.js");
  const policy = [
    "default-src 'none'",
    `style-src '${hash(style)}'`,
    `script-src '${hash(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const head = html(
    "head",
    {},
    html("meta", { charset: "utf-8" }),
    html("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
    html("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    html("meta", { name: "color-scheme", content: "light dark" }),
    html("title", {}, `Lab ${report.lab.name}`),
    html("style", {}, new Html(style)),
  );
  const sections = {
    Drift: driftPart(status),
    Topology: html(
      "div",
      { class: "wide", tabindex: 0, role: "region", "aria-label": "Topology" },
      new Html(renderSvg(topology, { styled: false })),
    ),
    Clusters: clustersPart(report, status),
    Machines: machinesPart(report),
    Servers: serversPart(report, status),
    Capacity: fitsPart(report),
    Warnings: warningsPart(report),
  };
  const body = html(
    "body",
    {},
    html("a", { class: "skip", href: "#content" }, "To the content"),
    header(report, Object.keys(sections)),
    html(
      "main",
      { id: "content" },
      overview(report, status),
      ...Object.entries(sections).map(([name, content]) =>
        html("section", { id: name.toLowerCase() }, html("h2", {}, name), content),
      ),
    ),
    html("script", {}, new Html(script)),
  );
  return `<!doctype html>\n${html("html", { lang: "en" }, head, body).text}\n`;
}

function header({ lab }: CheckReport, names: readonly string[]): Html {
  const links = names.map((name) => html("a", { href: `#${name.toLowerCase()}` }, name));
  return html(
    "header",
    {},
    html("h1", {}, `Lab ${lab.name} `, html("span", { class: "faint" }, lab.domain)),
    html("nav", { "aria-label": "Sections" }, ...links),
    html(
      "form",
      { class: "search", role: "search", hidden: true },
      html("label", { for: "search" }, "Search"),
      html("input", {
        id: "search",
        type: "search",
        autocomplete: "off",
        placeholder: "name, address, MAC (press /)",
      }),
      html("span", { id: "found", class: "faint", role: "status" }),
    ),
  );
}

function overview(
  { network, jumphost, servers, clusters }: CheckReport,
  status: Status | undefined,
): Html {
  const machines = clusters.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const facts: readonly (readonly [string, string | Html])[] = [
    ["Status", status ? `asked ${status.asked}` : html("span", { class: "unknown" }, "not asked")],
    ["Clusters, machines", `${String(clusters.length)}, ${String(machines)}`],
    ["Servers", String(servers.length)],
    ["Jumphost", `${jumphost.name}, ${jumphost.address}`],
    ["Network", `${network.subnet}, gateway ${network.gateway}`],
    ["Free addresses", `${String(network.addresses.free)} of ${String(network.addresses.usable)}`],
  ];
  const pairs = facts.map(([term, value]) =>
    html("div", {}, html("dt", {}, term), html("dd", {}, value)),
  );
  return html("dl", { class: "facts" }, joined(pairs));
}

function file(name: string): string {
  return readFileSync(join(__dirname, "files", name), "utf8");
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
