import { addressNumber, addressText } from "../ipv4.ts";
import { layoutCluster, type Seat } from "../layout.ts";
import { derivedMac } from "../mac.ts";
import { labSchema, type Cluster } from "../model.ts";
import { sizeText } from "../values.ts";
import { machineUuid } from "../uuid.ts";
import type { FoundCluster, Member } from "./clusters.ts";
import type { Told } from "./facts.ts";
import type { Served } from "./served.ts";

/** A cluster with its members in their seats. */
export interface SeatedCluster {
  readonly found: FoundCluster;
  readonly type: Cluster["type"];
  readonly seats: readonly Seat[];
  readonly members: ReadonlyMap<string, Member>;
  readonly counts: { readonly masters: number; readonly workers: number };
  readonly server: string;
}

/** The entry of the lab file. `id` and `macPrefix` are what the MACs are derived from. */
export function clusterEntry(
  seated: SeatedCluster,
  { id, macPrefix }: { readonly id: number; readonly macPrefix: string },
  served: Served,
  told: Told[],
): Record<string, unknown> {
  const { found, type, counts, server, members } = seated;
  const { document, name } = found;
  const adopted = !isOurs(seated);
  const block = blockOf(seated, served);
  const where = `cluster ${name}`;
  const seatAddress = (key: string): string | undefined =>
    key === "api" ? found.api : key === "ingress" ? found.ingress : members.get(key)?.address;
  const explicit = (seat: Seat): string | undefined => {
    const address = seatAddress(seat.key);
    const derived = block && seat.slot !== undefined ? addressText(block.first + seat.slot) : "";
    return address === derived ? undefined : address;
  };
  const seat = (key: string): Seat | undefined => seated.seats.find((one) => one.key === key);
  const own = (key: string): string | undefined => {
    const place = seat(key);
    return place && explicit(place);
  };
  const mac = (place: Seat): string | undefined => {
    const found = members.get(place.key)?.mac;
    const derived = derivedMac(macPrefix, id, place.macIndex ?? 0);
    return found === derived ? undefined : found;
  };
  const nodes = seated.seats.filter(({ role }) => role !== undefined);
  const bootstrap = seat("bootstrap");
  const entry = {
    type,
    id,
    server,
    ...(block && { firstAddress: addressText(block.first) }),
    ...(block && type !== "sno" && block.size > block.needed && { size: block.size }),
    ...(type !== "sno" && { masters: counts.masters, workers: counts.workers }),
    ...(adopted && { adopted: true }),
    ...(type === "ipi" && document?.ipmi === true && { bmc: "ipmi" }),
    ...(type === "sno" && document?.classic === true && { classic: true }),
    ...(document?.spoke === true && { hub: document.job?.hub }),
    ...(type !== "sno" && keyed("vips", { api: own("api"), ingress: own("ingress") })),
    ...(bootstrap && keyed("bootstrap", { address: explicit(bootstrap), mac: mac(bootstrap) })),
    ...keyed("sizes", sizesOf(seated, told)),
    ...keyed(
      "nodes",
      Object.fromEntries(
        nodes.map((place) => [
          place.key,
          defined({
            address: explicit(place),
            mac: mac(place),
            ...namesOf(seated, place.key, adopted),
          }),
        ]),
      ),
    ),
    ...installOf(seated, adopted),
  };
  if (document?.job && adopted) {
    const message = `its machines are adopted, so \`install\` is there for when they are made anew, and not enabled; of its job ${document.job.path} more than topic and components is yours to add`;
    told.push({ where, kind: "left", message });
  }
  return entry;
}

function installOf({ found }: SeatedCluster, adopted: boolean): Record<string, unknown> {
  const job = found.document?.job;
  if (!job) return {};
  const { topic, components } = job;
  const usual = components.length === 0 || (components.length === 1 && components[0] === "ocp");
  const { extra } = job;
  const more = { ...(!usual && { components }), ...(Object.keys(extra).length > 0 && { extra }) };
  return { install: { enabled: !adopted, topic, ...more } };
}

/** Whether ocplab has made its machines: they have the planned names and UUIDs. */
function isOurs({ found, members }: SeatedCluster): boolean {
  if (found.document?.classic === true && found.document.path.startsWith("/etc/ocplab/"))
    return true;
  return [...members].every(
    ([key, { mac, standing }]) =>
      key === "bootstrap" ||
      (mac !== undefined &&
        standing?.machine.name === `${found.name}-${key}` &&
        standing.machine.uuid === machineUuid(mac)),
  );
}

function namesOf(
  { found, members, server }: SeatedCluster,
  key: string,
  adopted: boolean,
): Record<string, string | undefined> {
  const member = members.get(key);
  const standing = member?.standing;
  const elsewhere = standing && standing.server !== server ? standing.server : undefined;
  if (!adopted || !member) return { server: elsewhere };
  const machine = standing?.machine.name;
  return {
    server: elsewhere,
    hostname: member.label === key ? undefined : member.label,
    machine: machine === `${found.name}-${key}` ? undefined : machine,
  };
}

/** The largest of each role, as a lab file has one size for all of them. */
function sizesOf({ found, members }: SeatedCluster, told: Told[]): Record<string, unknown> {
  const roles = new Map<string, Member[]>();
  for (const [key, member] of members) {
    const role = key.replace(/-\d+$/, "");
    if (role !== "bootstrap") roles.set(role, [...(roles.get(role) ?? []), member]);
  }
  const sizes = [...roles].flatMap(([role, all]) => {
    const machines = all.flatMap(({ standing }) => standing?.machine ?? []);
    if (machines.length === 0) return [];
    const disks = machines.map(({ disks: [first] }) => first?.sizeMib ?? 0);
    const amounts = [
      ["memory", machines.map(({ memoryMib }) => memoryMib)],
      ["vcpus", machines.map(({ vcpus }) => vcpus)],
      ["disk", disks],
    ] as const;
    for (const [what, values] of amounts) {
      if (new Set(values).size === 1) continue;
      const message = `its ${role}s differ in ${what} (${[...new Set(values)].join(", ")}), and a lab file has one for all: the largest is taken`;
      told.push({ where: `cluster ${found.name}`, kind: "left", message });
    }
    const [memory = 0, vcpus = 0, disk = 0] = amounts.map(([, values]) => Math.max(...values));
    const size = defined({ memory: amount(memory), vcpus, disk: amount(disk) });
    return [[role, size] as const];
  });
  return Object.fromEntries(sizes);
}

function amount(mib: number): string | undefined {
  return mib > 0 ? sizeText(mib) : undefined;
}

interface Block {
  readonly first: number;
  readonly size: number;
  readonly needed: number;
}

/**
 * The block of addresses, where all seats but those that are elsewhere for sure are in their places: where
 * dnsmasq's own ranges of the cluster's domain say so, or where no seat is out of place.
 */
function blockOf(
  { found, seats, members, type }: SeatedCluster,
  served: Served,
): Block | undefined {
  const needed = 1 + Math.max(...seats.map(({ slot }) => slot ?? 0));
  const starts = seats.flatMap(({ key, slot }) => {
    const text =
      key === "api" ? found.api : key === "ingress" ? found.ingress : members.get(key)?.address;
    return text === undefined || slot === undefined ? [] : [addressNumber(text) - slot];
  });
  const full = `${found.name}.${found.domain}`;
  const [range] = served.domains.flatMap((one) => (one.domain === full ? (one.range ?? []) : []));
  const first = range && addressNumber(range.first);
  const size = range ? addressNumber(range.last) - addressNumber(range.first) + 1 : 0;
  if (first !== undefined && size >= needed) {
    const inside = [...members.values()].some(({ address }) => {
      const number = address === undefined ? -1 : addressNumber(address);
      return first <= number && number < first + size;
    });
    if (starts.includes(first) || !inside) return { first, size, needed };
  }
  const [start] = starts;
  const agree = start !== undefined && starts.every((other) => other === start);
  // a block that nothing but one machine speaks for may be somebody else's
  const isWhole = agree && starts.length === seats.filter(({ slot }) => slot !== undefined).length;
  return isWhole && (type === "sno" || starts.length > 1)
    ? { first: start, size: needed, needed }
    : undefined;
}

/** All seats that a cluster of the type and counts has. */
export function seatsOf(
  name: string,
  type: Cluster["type"],
  counts: SeatedCluster["counts"],
): readonly Seat[] {
  const { masters, workers } = counts;
  const spec = { type, id: 1, server: "any", ...(type !== "sno" && { masters, workers }) };
  const cluster = labSchema.shape.clusters.parse({ [name]: spec })[name];
  if (!cluster) throw new Error(`the schema takes no cluster ${name}`);
  return layoutCluster(name, cluster).seats;
}

function keyed(key: string, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const left = Object.entries(defined(value)).filter(([, one]) => !isEmpty(one));
  return left.length === 0 ? {} : { [key]: Object.fromEntries(left) };
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function defined(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}
