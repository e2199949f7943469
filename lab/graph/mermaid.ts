import type { ClusterPart, DrawnServer, Topology } from "./topology.ts";

// Mermaid draws no more than 500 edges unless its page is set up otherwise
const mostEdges = 400;

/**
 * The topology as a Mermaid flowchart, as Markdown of GitHub and GitLab shows it. A lab with many machines
 * has one box for each cluster on a server instead of one for each machine.
 */
export function renderMermaid(topology: Topology): string {
  const { servers, jumphost, lab, wire } = topology;
  const nodes = servers.flatMap(({ parts }) => parts.flatMap((part) => part.nodes));
  const detailed = 2 * nodes.length + servers.length < mostEdges;
  const lines = [
    "flowchart TB",
    `  wire{{"${label(`${lab}: baremetal network ${wire}`)}"}}`,
    `  jumphost["${label(jumphost.name)}<br/>${label(jumphost.address)}<br/>DHCP, DNS, installs"]`,
    "  jumphost --- wire",
    ...servers.flatMap((server, index) => serverLines(server, `s${String(index)}`, detailed)),
  ];
  return `${lines.join("\n")}\n`;
}

function serverLines(server: DrawnServer, id: string, detailed: boolean): string[] {
  const { name, address, nic, bridge, parts, provisioning } = server;
  return [
    `  subgraph ${id}["${label(name)}"]`,
    `    ${id}b["${label(bridge)}<br/>${label(nic)}, ${label(address)}"]`,
    ...(provisioning
      ? [`    ${id}p["${label(provisioning.bridge)}<br/>${label(provisioning.nic)}"]`]
      : []),
    ...parts.flatMap((part, index) => partLines(part, id, `${id}c${String(index)}`, detailed)),
    "  end",
    `  wire --- ${id}b`,
  ];
}

function partLines(part: ClusterPart, server: string, id: string, detailed: boolean): string[] {
  const { cluster, type, nodes, provisioning } = part;
  const isolated = provisioning?.mode === "isolated" ? provisioning : undefined;
  const second = provisioning && (isolated ? `${id}n` : `${server}p`);
  const boxes = detailed
    ? nodes.map(({ key, address }) => `${label(`${cluster} ${key}`)}<br/>${label(address)}`)
    : [`${label(`${cluster} (${type})`)}<br/>${String(nodes.length)} machines`];
  return [
    ...(isolated
      ? [`    ${id}n(["${label(isolated.network)}<br/>${label(isolated.bridge)}, isolated"])`]
      : []),
    ...boxes.flatMap((text, index) => [
      `    ${id}m${String(index)}["${text}"] --- ${server}b`,
      ...(second === undefined ? [] : [`    ${id}m${String(index)} -.- ${second}`]),
    ]),
  ];
}

/** Mermaid's own escapes; a label is within quotes. */
function label(text: string): string {
  return text
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;")
    .replaceAll("`", "#96;")
    .replaceAll(/\s+/g, " ");
}
