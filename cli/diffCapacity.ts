import type { LoadDiff } from "../lab/diff/capacityDiff.ts";
import { sizeText } from "../lab/values.ts";
import { rest, type Limits } from "./diffLimits.ts";
import type { DiffReport } from "./diffReport.ts";
import { table } from "./markdown.ts";
import { stopsText } from "./stops.ts";

/** What is left of addresses and servers, and how many more clusters fit; nothing where that stays. */
export function capacityPart({ capacity }: DiffReport, limits: Limits): string {
  const { addresses, servers, fits } = capacity;
  const [before, after] = addresses.free;
  const rows = servers
    .slice(0, limits.servers)
    .map(({ server, loads }) => [
      server,
      loadText(loads.memory, sizeText),
      loadText(loads.vcpus, String),
      loadText(loads.disk, sizeText),
    ]);
  const changed = before !== after || servers.length > 0;
  if (!changed && fits.every(({ count: [was, is] }) => was === is)) return "";
  const parts = [
    "### Capacity left",
    `Free addresses: ${step(before, after, String)} of ${String(addresses.usable)}`,
    table(["Server", "Memory", "vCPUs", "Disk"], rows),
    rest(servers.length - limits.servers, "servers whose load changes"),
    table(
      ["Type", "More fit", "Then runs out"],
      fits.map(({ type, count: [was, is], stops }) => [
        type,
        step(was, is, String),
        stopsText(stops),
      ]),
    ),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function loadText(
  { used: [before, after], declared }: LoadDiff,
  text: (amount: number) => string,
): string {
  const used = step(before, after, text);
  if (declared === undefined) return `${used} used, not declared`;
  return `${used} of ${text(declared)} used, ${text(declared - after)} left`;
}

function step(before: number | undefined, after: number, text: (amount: number) => string): string {
  return before === undefined || before === after
    ? text(after)
    : `${text(before)} → ${text(after)}`;
}
