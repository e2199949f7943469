import { isOver } from "../../lab/reservation.ts";
import { sizeText } from "../../lab/values.ts";
import type { CheckReport } from "../checkReport.ts";
import { html, htmlTable, joined, type Html } from "./html.ts";
import type { Status } from "./statusFile.ts";

/** What is not as the lab file says, and what nobody could ask; never silent about either. */
export function driftPart(status: Status | undefined): Html {
  if (!status) {
    const command = html("code", {}, "ocplab page --status status.json");
    return html(
      "p",
      { class: "unknown" },
      "Not asked: this page was made without the lab's status. ",
      command,
    );
  }
  const rows = [
    ...status.clusters.flatMap(({ cluster, problems, notAsked }) =>
      told(`cluster ${cluster}`, problems, notAsked),
    ),
    ...status.servers.flatMap(({ server, problems, notAsked }) =>
      told(`server ${server}`, problems, notAsked),
    ),
    ...told("jumphost", [], status.notAsked),
  ];
  if (rows.length > 0) return htmlTable(["Of", "Kind", "What"], rows);
  return html("p", { class: "good" }, `None, at ${status.asked}.`);
}

function told(
  of: string,
  problems: readonly string[],
  notAsked: readonly string[],
): (string | Html)[][] {
  return [
    ...problems.map((what) => [of, html("span", { class: "bad" }, "differs"), what]),
    ...notAsked.map((what) => [of, html("span", { class: "unknown" }, "not asked"), what]),
  ];
}

export function clustersPart({ clusters }: CheckReport, status: Status | undefined): Html {
  const titles = ["Cluster", "Type", "Servers", "Addresses", "API", "Apps", "Provisioning"];
  const rows = clusters.map((cluster) => {
    const { block, provisioning } = cluster;
    return [
      cluster.name,
      cluster.hub === null ? cluster.type : `${cluster.type}, hub ${cluster.hub}`,
      cluster.servers.join(", "),
      block ? `${block.first} to ${block.last}` : "each by itself",
      cluster.api,
      cluster.ingress,
      provisioning ? `${provisioning.network}, ${provisioning.bridge}` : "none",
      ...clusterCells(status, cluster.name),
      reservationCell(cluster.reservation),
    ];
  });
  return htmlTable(
    [...titles, "Machines run", "Leases", "Names", "API answers", "Install", "For"],
    rows,
  );
}

function clusterCells(status: Status | undefined, name: string): (string | Html)[] {
  const found = status?.clusters.find(({ cluster }) => cluster === name);
  if (!found) return Array.from({ length: 5 }, notAsked);
  const { machines, leases, names, api, install } = found;
  return [
    countCell(machines),
    countCell(leases),
    countCell(names),
    api === null
      ? notAsked()
      : html("span", { class: api === "silent" ? "bad" : "" }, apiWords[api] ?? api),
    install === null
      ? notAsked()
      : html("span", { class: install.state === "failed" ? "bad" : "" }, install.state),
  ];
}

/** The lab file's, which needs nobody to be asked. */
function reservationCell({ owner, purpose, expires }: Reservation): string | Html {
  const reserved = [owner, purpose, expires === null ? null : `until ${expires}`];
  const text = reserved.filter((part) => part !== null).join(", ");
  if (expires === null || !isOver({ expires }, new Date())) return text;
  return html("span", { class: "bad" }, `${text}: over`);
}

type Reservation = CheckReport["clusters"][number]["reservation"];

const apiWords: Readonly<Record<string, string>> = {
  answers: "yes",
  silent: "no",
  notExpected: "not installed",
};

function countCell(count: { readonly planned: number; readonly right: number } | null): Html {
  if (!count) return notAsked();
  const style = count.right === count.planned ? "good" : "bad";
  return html("span", { class: style }, `${String(count.right)} of ${String(count.planned)}`);
}

function notAsked(): Html {
  return html("span", { class: "unknown" }, "not asked");
}

export function machinesPart({ clusters }: CheckReport): Html {
  const titles = [
    "Machine",
    "Cluster",
    "Server",
    "Address",
    "MAC",
    "vCPUs",
    "Memory",
    "Disk",
    "Power",
    "Name",
  ];
  const rows = clusters.flatMap((cluster) =>
    cluster.nodes.map((node) => [
      node.node,
      cluster.name,
      node.server,
      mono(node.address),
      mono(node.mac),
      node.vcpus,
      sizeText(node.memory),
      sizeText(node.disk),
      node.power,
      mono(node.fqdn),
    ]),
  );
  return htmlTable(titles, rows);
}

export function serversPart({ servers }: CheckReport, status: Status | undefined): Html {
  const rows = servers.map((server) => [
    server.name,
    mono(server.address),
    server.nic,
    server.retired ? "retired" : server.hypervisor,
    server.nodes,
    load(server.memory, sizeText),
    load(server.vcpus, String),
    load(server.disk, sizeText),
    server.retired ? "" : serverState(status, server.name),
  ]);
  const titles = ["Server", "Address", "NIC", "Hypervisor", "Machines", "Memory", "vCPUs", "Disk"];
  return htmlTable([...titles, "State"], rows);
}

function serverState(status: Status | undefined, name: string): Html {
  const found = status?.servers.find(({ server }) => server === name);
  if (!found || found.notAsked.length > 0) return notAsked();
  const { length } = found.problems;
  if (length === 0) return html("span", { class: "good" }, "as it should be");
  return html(
    "span",
    { class: "bad" },
    `${String(length)} ${length === 1 ? "difference" : "differences"}`,
  );
}

function load(
  { used, declared }: CheckReport["servers"][number]["memory"],
  text: (amount: number) => string,
): Html {
  if (declared === null)
    return joined([text(used), " ", html("span", { class: "faint" }, "not declared")]);
  const label = `${text(used)} of ${text(declared)}`;
  return joined([
    html("meter", {
      min: 0,
      max: declared,
      high: declared * 0.9,
      value: used,
      "aria-label": label,
    }),
    ` ${label}`,
  ]);
}

export function fitsPart({ fits }: CheckReport): Html {
  const rows = fits.map(({ type, count, stops }) => [
    type,
    count,
    stops.map(({ reason }) => reason).join("; "),
  ]);
  return htmlTable(["Type", "More fit", "Then runs out"], rows);
}

export function warningsPart({ warnings }: CheckReport): Html {
  if (warnings.length === 0) return html("p", { class: "faint" }, "The lab file has none.");
  return html("ul", {}, ...warnings.map((warning) => html("li", {}, warning)));
}

function mono(text: string): Html {
  return html("span", { class: "mono" }, text);
}
