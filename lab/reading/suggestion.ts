import { Address4, Address6 } from "ip-address";

import { addressText, parseSubnet } from "../ipv4.ts";

/** What may help with a wrong value: what was probably meant by it, or another next step. */
export interface Suggestion {
  /** Given only where it is right. */
  readonly meant?: string | undefined;
  readonly step?: string;
}

/** Why a lab has one subnet, and what to do with another one. */
export const flatLab =
  "a lab is one flat layer-2 network, since its bridges, DHCP and VIPs end at a router; describe what is behind one as a lab of its own, with its own jumphost";

const ipv4Only =
  "only IPv4 is planned: a dual-stack lab has its IPv4 part here, and nothing of IPv6";

/** A name in upper case, with underscores or spaces, or with its domain. */
export function suggestLabel(value: unknown): Suggestion {
  if (typeof value !== "string") return {};
  const plain = value
    .replaceAll(/[“”„‘’"']/g, "")
    .trim()
    .toLowerCase();
  const [first = ""] = plain.split(".");
  return { meant: first.replaceAll(/[_ ]+/g, "-") };
}

/** A domain in capitals, with underscores, with a dot at its end, or as a URL. */
export function suggestDomain(value: unknown): Suggestion {
  if (typeof value !== "string") return {};
  const host = hostOf(value.toLowerCase()).replace(/\.$/, "");
  return { meant: host.replaceAll("_", "-") };
}

/** A registry as a URL, or with a path. */
export function suggestRegistry(value: unknown): Suggestion {
  return typeof value === "string" ? { meant: hostOf(value.toLowerCase()) } : {};
}

function hostOf(url: string): string {
  return url.replace(/^\w+:\/\//, "").replace(/\/.*$/, "");
}

/** An address with zeros before its numbers, with a prefix length, with the last of a range; of IPv6; several. */
export function suggestAddress(value: unknown): Suggestion {
  if (hasIpv6(value)) return { step: ipv4Only };
  if (Array.isArray(value)) return { step: "write one address" };
  const [, plain] = /^\s*(\d+(?:\.\d+){3})(?:\/\d+|\s*-\s*[\d.]+)?\s*$/.exec(String(value)) ?? [];
  return { meant: plain?.split(".").map(Number).join(".") };
}

/** A range with spaces, with another sign between, with the last number only after it, or as a subnet. */
export function suggestRange(value: unknown): Suggestion {
  if (hasIpv6(value)) return { step: ipv4Only };
  const text = String(value).trim();
  if (/\/\d+$/.test(text) && Address4.isValid(text)) {
    const { first, last } = parseSubnet(text);
    return { meant: `${addressText(first)}-${addressText(last)}` };
  }
  const [, start = "", first = "", last = ""] =
    /^\s*((?:\d+\.){3})(\d+)\s*(?:[-\u2010-\u2015]|\.\.+|to)\s*((?:\d+\.){3}\d+|\d+)\s*$/.exec(
      String(value),
    ) ?? [];
  return { meant: `${start}${first}-${last.includes(".") ? last : start + last}` };
}

/** A subnet with a netmask; one of IPv6; several. */
export function suggestSubnet(value: unknown): Suggestion {
  if (hasIpv6(value)) return { step: ipv4Only };
  if (Array.isArray(value)) return { step: "write one subnet" };
  const [, address, mask] = /^([\d.]+)[/ ]+([\d.]{7,})$/.exec(String(value)) ?? [];
  const bits = mask?.split(".").map((part) => Number(part).toString(2).padStart(8, "0"));
  const [, ones] = /^(1+)0+$/.exec(bits?.join("") ?? "") ?? [];
  return { meant: `${String(address)}/${String(ones?.length)}` };
}

/** The same for the lab's own, of which some labs have several. */
export function suggestLabSubnet(value: unknown): Suggestion {
  const isSeveral = Array.isArray(value) && !hasIpv6(value);
  return isSeveral ? { step: `write one subnet: ${flatLab}` } : suggestSubnet(value);
}

/** The usual other ways to write a MAC: with hyphens or dots, or without anything between. */
export function suggestMac(value: unknown, pairs: number): Suggestion {
  const digits = String(value).replaceAll(/[:. -]/g, "");
  if (!/^([\da-f]{2}){3,6}$/i.test(digits)) return {};
  const bytes = digits.toLowerCase().match(/../g) ?? [];
  return { meant: bytes.slice(0, pairs).join(":") };
}

/** A size without its unit, with another spelling of it, or with a fraction. */
export function suggestSize(value: unknown): Suggestion {
  const [, tebibytes] = /^(\d{1,4}\.\d{1,3})TiB$/.exec(String(value)) ?? [];
  if (tebibytes !== undefined) {
    return { meant: `${String(Math.round(Number(tebibytes) * 1024))}GiB` };
  }
  if (/^\d{8,}[MGT]iB$/.test(String(value)))
    return { step: "write a smaller amount, at most 9999999TiB" };
  const [, amount, unit] = /^([1-9]\d{0,6}) ?([kmgt]?)i?b?$/i.exec(String(value)) ?? [];
  if (amount === undefined || unit?.toLowerCase() === "k") return {};
  if (!unit) return { step: `add the unit: ${amount}GiB or ${amount}MiB` };
  return { meant: `${amount}${unit.toUpperCase()}iB` };
}

/** A path below a home folder, or something that is elsewhere. */
export function suggestPath(value: unknown): Suggestion {
  if (typeof value !== "string") return {};
  if (value.startsWith("~")) {
    return {
      step: "`~` is nobody's home here; write all of it from / on, or from the lab file's folder",
    };
  }
  return /^\w+:\/\//.test(value)
    ? { step: "download it to this machine, and write the path of the file" }
    : {};
}

/** A release by itself, or in another spelling. Of a number it is not known whether 4.2 is 4.20. */
export function suggestTopic(value: unknown): Suggestion {
  const [, release] = /^(?:ocp|openshift)?[-_ ]?v?(\d+\.\d+)$/i.exec(String(value)) ?? [];
  const isShort = typeof value === "number" && !/\.\d\d$/.test(String(value));
  return release === undefined || isShort ? {} : { meant: `OCP-${release}` };
}

/** A day as people write it elsewhere. */
export function suggestDay(value: unknown): Suggestion {
  const text = String(value);
  const [, day = "", month = "", year] = /^(\d{1,2})\.(\d{1,2})\.(20\d\d)$/.exec(text) ?? [];
  const parts = year === undefined ? text.split("/") : [year, month, day];
  const meant = parts.map((part) => part.padStart(2, "0")).join("-");
  return isInCalendar(meant) ? { meant } : {};
}

/** Whether there is such a day; 2026-02-30 would be taken for a day in March. */
export function isInCalendar(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function hasIpv6(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasIpv6);
  return typeof value === "string" && value.includes(":") && Address6.isValid(value.trim());
}
