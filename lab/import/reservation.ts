import type { Line } from "./dnsmasqFiles.ts";

/** A `dhcp-host` of dnsmasq that is for one MAC. */
export interface ReservedLease {
  /** In lower case. */
  readonly mac: string;
  readonly address: string | undefined;
  /** With or without a domain. */
  readonly name: string | undefined;
  /** As the lab file writes it. */
  readonly leaseTime: string | undefined;
  readonly place: string;
}

const mac = /^(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i;
export const dotted = /^\d{1,3}(\.\d{1,3}){3}$/;

/** The reservation that a line is; undefined where it is of another kind, such as for an id or a tag alone. */
export function reservationOf({ text, place }: Line): ReservedLease | undefined {
  const fields = text.split(",").map((field) => field.trim());
  if (fields.includes("ignore")) return undefined;
  const macs = fields.filter((field) => mac.test(field));
  const [own] = macs;
  if (own === undefined || macs.length > 1) return undefined;
  const others = fields.filter((field) => field !== own && !/^(id|set|tag|net):|^\[/.test(field));
  const address = others.find((field) => dotted.test(field));
  const rest = others.filter((field) => field !== address && field !== "");
  const leaseTime = rest.map(leaseTimeOf).find((time) => time !== undefined);
  const name = rest.find((field) => leaseTimeOf(field) === undefined);
  return { mac: fullMac(own), address, name, leaseTime, place };
}

/** dnsmasq's lease time in the lab file's words, which has no seconds and no weeks; undefined for another word. */
export function leaseTimeOf(word: string): string | undefined {
  if (word === "infinite") return word;
  const [, digits, unit = "s"] = /^(\d+)([smhdw]?)$/.exec(word) ?? [];
  if (digits === undefined) return undefined;
  const seconds = Number(digits) * (secondsOf[unit || "s"] ?? 1);
  const fits = (["d", "h", "m"] as const).find(
    (one) => seconds % (secondsOf[one] ?? 1) === 0 && (one !== "d" || unit === "d" || unit === "w"),
  );
  return fits && `${String(seconds / (secondsOf[fits] ?? 1))}${fits}`;
}

const secondsOf: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

function fullMac(text: string): string {
  return text
    .toLowerCase()
    .split(":")
    .map((byte) => byte.padStart(2, "0"))
    .join(":");
}
