import { sizeText } from "../lab/values.ts";
import { expiryText } from "./expiryText.ts";
import type { CheckReport } from "./checkReport.ts";
import { alignColumns } from "./columns.ts";
import { stopsText } from "./stops.ts";

/** Above so many rows a table is cut, so that a large lab's plan stays readable. */
const mostRows = 40;
const mostNodes = 120;

/** The plan as people read it: what there is, where it is, what is left. `all` cuts no table. */
export function renderPlan(report: CheckReport, all: boolean): string {
  const parts = [
    networkLines(report),
    clusterTable(report, all),
    reservationTable(report, all),
    nameTable(report, all),
    nodeTable(report, all),
    serverTable(report, all),
    undeclaredLine(report),
    fitTable(report),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function networkLines({ network, jumphost, lab }: CheckReport): string {
  const { subnet, gateway, upstreamDns, ntp, reserved, leaseTime, mtu, addresses } = network;
  const { usable, free, largestFreeRun: run } = addresses;
  const largest = run
    ? `; the largest free run is ${run.first} to ${run.last} (${String(run.length)})`
    : "";
  return alignColumns([
    ["lab", `${lab.name}, domain ${lab.domain}`],
    ["network", `${subnet}, gateway ${gateway}, MTU ${String(mtu)}, leases ${leaseTime}`],
    ["", `DNS ${listed(upstreamDns)}, NTP ${listed(ntp)}`],
    ["addresses", `${String(free)} of ${String(usable)} are free${largest}`],
    ...(reserved.length > 0 ? [["reserved", listed(reserved)]] : []),
    ["jumphost", `${jumphost.name}, ${jumphost.address} on ${jumphost.nic}`],
  ]);
}

function clusterTable({ clusters }: CheckReport, all: boolean): string {
  if (clusters.length === 0) return "";
  const titles = ["CLUSTER", "TYPE", "ID", "SERVERS", "BLOCK", "API", "INGRESS", "BOOTSTRAP"];
  const rows = clusters.map((cluster) => [
    cluster.name,
    cluster.type,
    String(cluster.id),
    listed(cluster.servers),
    cluster.block ? `${cluster.block.first} to ${cluster.block.last}` : "none",
    cluster.api,
    cluster.ingress,
    cluster.bootstrap ? `${cluster.bootstrap.address} ${cluster.bootstrap.mac}` : "none",
    cluster.provisioning
      ? `${cluster.provisioning.network}, ${cluster.provisioning.bridge}`
      : "none",
  ]);
  return cut([[...titles, "PROVISIONING"], ...rows], all, "clusters");
}

/** Only clusters of which the lab file says any of it. */
function reservationTable({ clusters }: CheckReport, all: boolean): string {
  const rows = clusters.flatMap(({ name, reservation }) => {
    const { owner, purpose, expires } = reservation;
    const kept = reservation.protected ? "protected" : expiryText(expires, new Date());
    const said = owner ?? purpose ?? expires ?? (reservation.protected ? "" : null);
    return said === null ? [] : [[name, owner ?? "nobody", kept, purpose ?? ""]];
  });
  if (rows.length === 0) return "";
  return cut([["CLUSTER", "OWNER", "KEPT", "PURPOSE"], ...rows], all, "reservations");
}

/** What DNS answers beside the names of nodes. */
function nameTable({ clusters }: CheckReport, all: boolean): string {
  if (clusters.length === 0) return "";
  const rows = clusters.flatMap((cluster) =>
    cluster.names.map(({ name, address }) => [cluster.name, name, address]),
  );
  return cut([["CLUSTER", "NAME", "ADDRESS"], ...rows], all, "names");
}

function nodeTable({ clusters }: CheckReport, all: boolean): string {
  const nodes = clusters.flatMap((cluster) =>
    cluster.nodes.map((node) => ({ cluster: cluster.name, ...node })),
  );
  if (nodes.length === 0) return "";
  if (!all && nodes.length > mostNodes) {
    return `${String(nodes.length)} nodes: see those of a cluster with --cluster NAME, or all with --all`;
  }
  const titles = ["CLUSTER", "NODE", "SERVER", "ADDRESS", "MAC", "PROVISIONING MAC"];
  const rows = nodes.map((node) => [
    node.cluster,
    node.node,
    node.server,
    node.address,
    node.mac,
    node.provisioningMac ?? "none",
    String(node.vcpus),
    sizeText(node.memory),
    sizeText(node.disk),
    node.power,
    node.bmc ? `${node.bmc.kind} ${node.bmc.address}:${String(node.bmc.port)}` : "none",
    node.fqdn,
  ]);
  return alignColumns([[...titles, "VCPUS", "MEMORY", "DISK", "POWER", "BMC", "NAME"], ...rows]);
}

type Server = CheckReport["servers"][number];

function serverTable({ servers }: CheckReport, all: boolean): string {
  if (servers.length === 0) return "";
  const isCut = !all && servers.length > mostRows;
  const shown = isCut ? servers.toSorted((one, other) => fullness(other) - fullness(one)) : servers;
  const rows = shown.map((server) => [
    server.name,
    server.address,
    server.nic,
    server.hypervisor,
    String(server.nodes),
    ...loadCells(server.memory, sizeText),
    ...loadCells(server.vcpus, String),
    ...loadCells(server.disk, sizeText),
    server.retired ? "retired" : "",
  ]);
  const titles = ["SERVER", "ADDRESS", "NIC", "HYPERVISOR", "NODES", "MEMORY", "", "VCPUS", ""];
  return cut([[...titles, "DISK", ""], ...rows], all, "servers", ", these are the fullest");
}

type Load = Server["memory"];

/** `576MiB of 8GiB` and `7%`. */
function loadCells({ used, declared }: Load, text: (amount: number) => string): [string, string] {
  if (declared === null) return [text(used), "not declared"];
  return [
    `${text(used)} of ${text(declared)}`,
    `${String(Math.round(100 * share(used, declared)))}%`,
  ];
}

function fullness({ memory, vcpus, disk }: Server): number {
  return Math.max(
    ...[memory, vcpus, disk].map(({ used, declared }) =>
      declared === null ? 0 : share(used, declared),
    ),
  );
}

function share(used: number, declared: number): number {
  return used / declared;
}

/** Which servers do not say all that they have. */
function undeclaredLine({ servers }: CheckReport): string {
  const open = servers.filter(
    ({ retired, memory, vcpus, disk }) =>
      !retired && [memory, vcpus, disk].some(({ declared }) => declared === null),
  );
  if (open.length === 0) return "";
  const names = open.slice(0, 5).map(({ name }) => name);
  const rest = open.length - names.length;
  const more = rest > 0 ? ` and ${String(rest)} more` : "";
  return `What a server does not declare is no limit: memory, vcpus or disk of ${names.join(", ")}${more}`;
}

function fitTable({ fits }: CheckReport): string {
  const rows = fits.map(({ type, needs, count, stops }) => [
    type,
    String(count),
    String(needs.addresses),
    sizeText(needs.memory),
    String(needs.vcpus),
    sizeText(needs.disk),
    stopsText(stops),
  ]);
  const titles = ["TYPE", "MORE FIT", "ADDRESSES", "MEMORY", "VCPUS", "DISK", "THEN RUNS OUT"];
  return alignColumns([titles, ...rows]);
}

function cut(rows: string[][], all: boolean, noun: string, which = ""): string {
  const rest = rows.length - 1 - mostRows;
  if (all || rest <= 0) return alignColumns(rows);
  const more = `... and ${String(rest)} more ${noun}${which}; --all shows all`;
  return `${alignColumns(rows.slice(0, mostRows + 1))}\n${more}`;
}

function listed(values: readonly string[]): string {
  return values.join(", ") || "none";
}
