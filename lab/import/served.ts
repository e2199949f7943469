import type { FoundFile, Told } from "./facts.ts";
import { linesOf, settingsOf, type Setting } from "./dnsmasqFiles.ts";
import { dotted, leaseTimeOf, reservationOf, type ReservedLease } from "./reservation.ts";

/** A name that dnsmasq answers for. */
export interface ServedName {
  readonly name: string;
  readonly address: string;
  /** And any name below it. */
  readonly wildcard: boolean;
  readonly place: string;
}

export interface ServedRange {
  readonly first: string;
  /** Undefined for one that only serves reservations. */
  readonly last: string | undefined;
  readonly leaseTime: string | undefined;
  readonly place: string;
}

/** What a dnsmasq serves, by its files. */
export interface Served {
  readonly reservations: readonly ReservedLease[];
  readonly names: readonly ServedName[];
  readonly ranges: readonly ServedRange[];
  /** Of options of DHCP by their names, each value once, in their order. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  /** Servers that other questions go to; undefined where the host's own resolver says which. */
  readonly upstream: readonly string[] | undefined;
  /** Domains of all addresses, or of a range of them. */
  readonly domains: readonly Domain[];
  /** What the lab file has no words for. */
  readonly told: readonly Told[];
}

export interface Domain {
  readonly domain: string;
  readonly range: { readonly first: string; readonly last: string } | undefined;
}

/** Reads dnsmasq's files. `host` is whose they are, for messages. */
export function servedBy(host: string, files: readonly FoundFile[]): Served {
  const settings = settingsOf(files);
  const of = (...keys: string[]): Setting[] => settings.filter(({ key }) => keys.includes(key));
  const reserved = [
    ...of("dhcp-host").map(({ value, place }) => ({ text: value, place })),
    ...linesOf(files, "dhcp"),
  ].map((line) => ({ line, lease: reservationOf(line) }));
  const left = [
    ...reserved.flatMap(({ line, lease }) =>
      lease ? [] : [`${line.place}\ndhcp-host=${line.text}`],
    ),
    ...settings
      .filter((setting) => !isKnown(setting))
      .map(({ key, value, place }) => `${place}\n${value === "" ? key : `${key}=${value}`}`),
  ];
  return {
    reservations: reserved.flatMap(({ lease }) => lease ?? []),
    names: [
      ...of("address").flatMap(wildcards),
      ...of("host-record").flatMap(records),
      ...hosts(files),
    ],
    ranges: of("dhcp-range").flatMap(rangeOf),
    options: optionsOf(of("dhcp-option", "dhcp-option-force")),
    upstream: upstreamOf(settings),
    domains: of("domain").map(domainOf),
    told: left.map((each) => {
      const [place = "", text = ""] = each.split("\n");
      const message = `the lab file has no words for \`${text}\`; where the lab needs it, put it into a file of your own (docs/from-dci-lab.md)`;
      return { where: `${host}: ${place}`, kind: "left", message };
    }),
  };
}

/** Settings that say how dnsmasq runs, or that are ocplab's own way too. */
const plain = new Set(
  `conf-dir conf-file hostsdir addn-hosts dhcp-hostsfile dhcp-hostsdir dhcp-optsfile user group pid-file interface
  except-interface no-dhcp-interface listen-address bind-interfaces bind-dynamic local-service localise-queries no-hosts
  no-resolv no-poll resolv-file strict-order all-servers domain-needed bogus-priv filterwin2k expand-hosts dhcp-fqdn local
  dhcp-authoritative dhcp-leasefile dhcp-lease-max dhcp-rapid-commit read-ethers cache-size no-negcache neg-ttl local-ttl
  log-queries log-dhcp log-facility log-async quiet-dhcp port edns-packet-max dns-forward-max dhcp-host dhcp-range address
  host-record ptr-record domain stop-dns-rebind rebind-localhost-ok`.split(/\s+/),
);

/** Options of DHCP by the numbers that mean the same (RFC 2132). */
const optionNames: Readonly<Record<string, string>> = {
  "1": "netmask",
  "3": "router",
  "6": "dns-server",
  "15": "domain-name",
  "26": "mtu",
  "28": "broadcast",
  "42": "ntp-server",
  "119": "domain-search",
};
const knownOptions = new Set(Object.values(optionNames));

function isKnown({ key, value }: Setting): boolean {
  if (key === "server") return dotted.test(value);
  if (key === "address") return /^\/.*\/(\d[\d.]*)$/.test(value);
  if (key === "dhcp-ignore") return value === "tag:!known" || value === "#known";
  if (key === "dhcp-option" || key === "dhcp-option-force") {
    const option = optionOf(value);
    return option !== undefined && knownOptions.has(option.name);
  }
  return plain.has(key);
}

function wildcards({ value, place }: Setting): ServedName[] {
  const parts = value.split("/");
  const address = parts.at(-1) ?? "";
  if (!dotted.test(address)) return [];
  const domains = parts.slice(1, -1).map((domain) => domain.replace(/^\*?\./, "").toLowerCase());
  return domains.map((name) => ({ name, address, wildcard: true, place }));
}

function records({ value, place }: Setting): ServedName[] {
  const fields = value.split(",").map((field) => field.trim());
  const address = fields.find((field) => dotted.test(field));
  if (address === undefined) return [];
  const names = fields.filter((field) => /[a-z]/i.test(field) && !field.includes(":"));
  return names.map((name) => ({ name: name.toLowerCase(), address, wildcard: false, place }));
}

function hosts(files: readonly FoundFile[]): ServedName[] {
  return linesOf(files, "hosts").flatMap(({ text, place }) => {
    const [address = "", ...names] = text.split(/\s+/);
    if (!dotted.test(address) || address.startsWith("127.")) return [];
    return names.map((name) => ({ name: name.toLowerCase(), address, wildcard: false, place }));
  });
}

/** A tag may come first, with or without `set:` or `tag:`. */
function rangeOf({ value, place }: Setting): ServedRange[] {
  const fields = value.split(",").map((field) => field.trim());
  const start = fields.findIndex((field) => dotted.test(field));
  const [first, last] = fields.slice(start);
  if (start < 0 || first === undefined) return [];
  const leaseTime = fields
    .slice(start + 1)
    .map(leaseTimeOf)
    .find((time) => time !== undefined);
  const isFree = last !== undefined && dotted.test(last);
  return [{ first, last: isFree ? last : undefined, leaseTime, place }];
}

function optionOf(value: string): { name: string; values: string[] } | undefined {
  const fields = value.split(",").map((field) => field.trim());
  const at = fields.findIndex((field) => /^(option:[a-z0-9-]+|\d{1,3})$/.test(field));
  const option = fields[at];
  if (option === undefined) return undefined;
  const name = optionNames[option] ?? option.replace(/^option:/, "");
  return { name, values: fields.slice(at + 1).filter((field) => field !== "") };
}

function optionsOf(settings: readonly Setting[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { value } of settings) {
    const option = optionOf(value);
    if (!option) continue;
    const known = found.get(option.name) ?? [];
    found.set(option.name, [...new Set([...known, ...option.values])]);
  }
  return found;
}

function upstreamOf(settings: readonly Setting[]): string[] | undefined {
  const servers = settings.filter(({ key, value }) => key === "server" && dotted.test(value));
  const isAlone = settings.some(({ key }) => key === "no-resolv");
  return servers.length > 0 || isAlone ? servers.map(({ value }) => value) : undefined;
}

function domainOf({ value }: Setting): Domain {
  const [domain = "", first, last = first] = value.split(",").map((field) => field.trim());
  const isRange = first !== undefined && last !== undefined && dotted.test(first);
  return { domain: domain.toLowerCase(), range: isRange ? { first, last } : undefined };
}
