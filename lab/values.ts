import * as z from "zod";

import {
  isInCalendar,
  suggestAddress,
  suggestDay,
  suggestDomain,
  suggestLabel,
  suggestLabSubnet,
  suggestMac,
  suggestPath,
  suggestRange,
  suggestRegistry,
  suggestSize,
  suggestSubnet,
  suggestTopic,
  type Suggestion,
} from "./reading/suggestion.ts";

/** An RFC 1123 label in lower case: the name of a host or of a cluster, and one part of a DNS name. */
export const label = text(
  /^(?!-)[a-z0-9-]{1,63}(?<!-)$/,
  "a name",
  "use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1",
  suggestLabel,
);

export const domainName = text(
  /^(?=.{1,253}$)(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/,
  "a domain name",
  "use lower-case labels with dots between them, for example lab.example.com",
  suggestDomain,
);

const octet = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

export const ipv4Address = text(
  new RegExp(`^${octet}(\\.${octet}){3}$`),
  "an IPv4 address",
  "write four numbers from 0 to 255, for example 192.0.2.11",
  suggestAddress,
);

/** One address, or a range of them. */
export const addressRange = text(
  new RegExp(`^${octet}(\\.${octet}){3}(-${octet}(\\.${octet}){3})?$`),
  "an address or a range of addresses",
  "write one address, or the first and the last with a hyphen between, for example 192.0.2.200-192.0.2.220",
  suggestRange,
);

const cidr = [
  new RegExp(`^${octet}(\\.${octet}){3}/([89]|[12]\\d|30)$`),
  "an IPv4 subnet",
  "write its network address and a prefix length from 8 to 30, for example 192.0.2.0/24",
] as const;

/** The lab's one subnet. */
export const labSubnet = text(...cidr, suggestLabSubnet);

/** A subnet inside of clusters. */
export const ipv4Subnet = text(...cidr, suggestSubnet);

/** A unicast MAC address; read in either case, kept in lower case. */
export const macAddress = text(
  /^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/i,
  "a unicast MAC address",
  "write six pairs of hexadecimal digits, the first pair even, for example 52:54:00:00:02:00",
  (value) => suggestMac(value, 6),
).transform((mac) => mac.toLowerCase());

/** The first three bytes of the MAC addresses that are derived on one network. */
export const macPrefix = text(
  /^[0-9a-f][02468ace](:[0-9a-f]{2}){2}$/i,
  "the first half of a unicast MAC address",
  'write three pairs of hexadecimal digits, the first pair even, for example "52:54:00"',
  (value) => suggestMac(value, 3),
).transform((prefix) => prefix.toLowerCase());

/** The name of a network interface: at most 15 bytes (IFNAMSIZ of Linux). */
export const nicName = text(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/,
  "the name of a network interface",
  "use at most 15 letters, digits, dots, hyphens or underscores, for example eno1",
);

/** The name of a machine in libvirt, as its tools can take it without quotes. */
export const machineName = text(
  /^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/,
  "the name of a machine in libvirt",
  "use letters, digits and . _ + -, for example dciokd-master-0",
);

export const userName = text(
  /^[a-z_][a-z0-9_-]{0,31}$/,
  "a user name",
  "use lower-case letters, digits, hyphens and underscores, for example root",
);

/** A path, best relative to the lab file. It goes into ssh options and URIs, so it stays plain. */
export const filePath = text(
  /^(?!\w+:\/\/)[A-Za-z0-9._/][A-Za-z0-9._/@,:=-]*$/,
  "a plain path",
  "use letters, digits and . _ / @ , : = - without spaces, for example .box/id_ed25519",
  suggestPath,
);

/** A path on a host: absolute, or below the home folder of the user who reads it. */
export const hostPath = text(
  /^(~?\/)[A-Za-z0-9._/@,:=-]+$/,
  "an absolute path",
  "begin it with / and use letters, digits and . _ / @ , : = - without spaces, for example /etc/pull-secret.json",
);

/** A public host key as in a known_hosts line, without the host. */
export const hostKey = text(
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]{16,}={0,2}$/,
  "a public host key",
  "write type and key as `ssh-keyscan` prints them, for example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5...",
);

/** How long dnsmasq lends an address; its own shortest time is two minutes. */
export const leaseTime = text(
  /^(infinite|([2-9]|[1-9]\d{1,4})m|[1-9]\d{0,3}[hd])$/,
  "a lease time of two minutes or more",
  "write a number with m, h or d, or infinite, for example 12h",
);

/** An amount of memory or disk; in the model a number of MiB. */
export const byteSize = text(
  /^[1-9]\d{0,6}(MiB|GiB|TiB)$/,
  "a size with its unit",
  "write a whole number with MiB, GiB or TiB, for example 16GiB",
  suggestSize,
).transform(toMib);

/** A container registry; 443 where it has no port. */
export const registry = text(
  /^(?!-)[a-z0-9.-]{1,253}(?<!-)(:([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))?$/,
  "a registry",
  "write its name or address, and its port if it is not 443, for example registry.example.com:5000",
  suggestRegistry,
);

export const topicName = text(
  /^[A-Z][A-Za-z0-9]*-[A-Za-z0-9._-]{1,60}$/,
  "a DCI topic",
  "write it as DCI does, for example OCP-4.19",
  suggestTopic,
);

/** A component in DCI's own notation, which has room for tags and versions. */
export const componentName = text(
  /^[A-Za-z0-9][A-Za-z0-9._?&=:,-]{0,199}$/,
  "a DCI component",
  "write it as DCI does, for example ocp or ocp?tags:build:ga",
);

/** For whom something is. Quotas go by it, so it is plain enough to be written the same way twice. */
export const ownerName = text(
  /^[A-Za-z0-9](?:[A-Za-z0-9 ._@+-]{0,78}[A-Za-z0-9])?$/,
  "the name of an owner",
  "use letters, digits, spaces and . _ @ + -, for example team-a or anna@example.com",
);

/** Also none of the signs that end a line, or turn its direction, without being seen. */
export const oneLine = text(
  /^(?!\s)[^\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,200}(?<!\s)$/u,
  "a line of text",
  "write at most 200 characters in one line",
);

const dayOrTime =
  /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?$/;
const dayOrTimeStep =
  "write a day, for example 2026-12-31, or a time with its zone, for example 2026-12-31T18:00+01:00";

/** A day, or a time with its zone; what they mean says lab/reservation.ts. */
export const expiry = text(dayOrTime, "a day or a time", dayOrTimeStep, suggestDay).refine(
  (value) => !dayOrTime.test(value) || isInCalendar(value.slice(0, 10)),
  { error: ({ input }) => wrong(input, "a day of the calendar", dayOrTimeStep) },
);

/** A whole number. `noun` says what it counts, as in "a number of workers". */
export function wholeNumber(min: number, max: number, noun: string): z.ZodInt {
  const allowed = `write a whole number from ${String(min)} to ${String(max)} without quotes`;
  const error = ({ input }: { readonly input?: unknown }): string => {
    const number = typeof input === "string" && /^\d{1,9}$/.test(input) ? Number(input) : undefined;
    const fits = number !== undefined && number >= min && number <= max;
    return wrong(input, noun, fits ? `remove the quotes: ${String(number)}` : allowed);
  };
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A value of the lab file as a message shows it. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (Number.isNaN(value)) return ".nan";
  if (value === Infinity || value === -Infinity) return value > 0 ? ".inf" : "-.inf";
  const full = JSON.stringify(value);
  return full.length > 80 ? `${full.slice(0, 76)}..."` : full;
}

/** An amount in MiB as the lab file has it, in the largest unit that leaves a whole number. */
export function sizeText(mib: number): string {
  if (mib > 0 && mib % (1024 * 1024) === 0) return `${String(mib / 1024 / 1024)}TiB`;
  return mib % 1024 === 0 ? `${String(mib / 1024)}GiB` : `${String(mib)}MiB`;
}

function text(
  pattern: RegExp,
  noun: string,
  allowed: string,
  suggest: (value: unknown) => Suggestion = () => ({}),
): z.ZodString {
  const error = ({ input }: { readonly input?: unknown }): string => {
    if (typeof input === "number" && pattern.test(String(input))) {
      return `${String(input)} is a number here; put it in quotes`;
    }
    // a map has no text that could be near anything
    const isMap = typeof input === "object" && !Array.isArray(input);
    const { meant, step = allowed } = isMap ? {} : suggest(input);
    const fits = meant !== undefined && pattern.test(meant);
    return wrong(input, noun, fits ? `did you mean ${meant}?` : step);
  };
  return z.string({ error }).regex(pattern, { error });
}

function wrong(value: unknown, noun: string, allowed: string): string {
  if (value === undefined) return `is missing; ${allowed}`;
  if (value === null) return `has no value; ${allowed}`;
  return `${shown(value)} is not ${noun}; ${allowed}`;
}

function toMib(size: string): number {
  const factor = size.endsWith("TiB") ? 1024 * 1024 : size.endsWith("GiB") ? 1024 : 1;
  return Number.parseInt(size, 10) * factor;
}
