import type { Json } from "../host/message.ts";
import { valuesOf, type Values } from "../server/values.ts";
import { consequences } from "./consequences.ts";
import {
  clusterName,
  deviceName,
  flag,
  hostName,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  optional,
  required,
  text,
  wholeNumber,
} from "./fields.ts";
import { textOf, type Kind } from "./kind.ts";

const objectName = text(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "a name of an object of libvirt");
const bridgeName = text(/^[A-Za-z0-9_.-]{1,15}$/, "a bridge's name");
const nic = text(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5} on [A-Za-z0-9_.-]{1,15}$/, "MAC on BRIDGE");

/** What libvirt's own provider does not see of a cluster's pool, networks and machines on one server. */
export const libvirt: Kind = {
  token: "labhost:index:Libvirt",
  name: "libvirt",
  fields: {
    host: hostName,
    cluster: clusterName,
    pool: required(objectOf({ name: objectName, autostart: flag })),
    networks: required(
      mapOf(
        objectOf({
          mode: oneOf("bridge", "none"),
          bridge: bridgeName,
          active: flag,
          autostart: flag,
        }),
      ),
    ),
    machines: required(
      mapOf(
        objectOf({
          memoryMib: wholeNumber,
          vcpus: wholeNumber,
          nics: listOf(nic),
          volume: objectName,
          diskMib: wholeNumber,
          image: text(/^[^\0]*$/, "a path, or nothing"),
          power: oneOf("ours", "installer"),
          ports: optional(mapOf(objectOf({ device: deviceName, group: wholeNumber }))),
        }),
      ),
    ),
  },
  identity: ["host", "cluster"],
  key: (inputs) => textOf(inputs, "cluster"),
  mirror,
  warnings,
  lost: ({ cluster }) => [
    `nothing is known here of what libvirt has of cluster ${String(cluster)}, as on a server that was reinstalled; ` +
      `next: pulumi up -s lab, then ./ocplab mend ${String(cluster)}`,
  ],
  consequences,
};

interface Found {
  readonly pool: { readonly autostart: boolean } | null;
  readonly networks: Readonly<Record<string, FoundNetwork | null>>;
  readonly machines: Readonly<Record<string, FoundMachine | null>>;
}

interface FoundNetwork {
  readonly active: boolean;
  readonly autostart: boolean;
  readonly config: Shape;
  readonly live: Shape | null;
}

interface Shape {
  readonly mode: string;
  readonly bridge: string;
  /** What ocplab gives no network: addresses, DHCP. */
  readonly more: readonly string[];
}

interface FoundMachine {
  readonly config: Size;
  readonly live: Size | null;
  readonly unplugged: readonly string[];
  readonly diskMib: number | null;
  /** By MAC, of NICs that have planned devices. */
  readonly ports: Readonly<Record<string, FoundPort>>;
  readonly alien: readonly string[];
}

/** Names of a NIC's device, as defined and as it runs, and the group of the latter. */
interface FoundPort {
  readonly config: string | null;
  readonly live: string | null;
  readonly group: number | null;
}

interface Size {
  readonly memoryMib: number;
  readonly vcpus: number;
  readonly nics: readonly string[];
}

/** What is not there is shown by libvirt's own provider, which makes it; here it counts as it should be. */
function mirror(found: Json, inputs: Values): Values {
  const { pool, networks, machines } = found as unknown as Found;
  return {
    ...inputs,
    pool: pool ? { ...valuesOf(inputs.pool), autostart: pool.autostart } : inputs.pool,
    networks: eachOf(inputs.networks, (name, wanted) => foundNetwork(networks[name], wanted)),
    machines: eachOf(inputs.machines, (name, wanted) => foundMachine(machines[name], wanted)),
  };
}

function foundNetwork(found: FoundNetwork | null | undefined, wanted: Values): Values {
  if (!found) return wanted;
  const { active, autostart, config, live } = found;
  // what is defined counts at its next start, and what is active until then
  const shape = live && fits(config, wanted) ? live : config;
  const { mode, bridge, more } = shape;
  return { mode, bridge, ...(more.length > 0 && { more: more.join(", ") }), active, autostart };
}

function fits({ mode, bridge, more }: Shape, wanted: Values): boolean {
  return mode === wanted.mode && bridge === wanted.bridge && more.length === 0;
}

function foundMachine(found: FoundMachine | null | undefined, wanted: Values): Values {
  if (!found) return wanted;
  const { config, live, unplugged, diskMib, ports } = found;
  const size = (key: "memoryMib" | "vcpus"): unknown =>
    live === null || live[key] !== wanted[key] || config[key] === wanted[key]
      ? (live ?? config)[key]
      : atNextStart(String(config[key]));
  return {
    ...wanted,
    memoryMib: size("memoryMib"),
    vcpus: size("vcpus"),
    nics: foundNics(config.nics, live?.nics, unplugged, wanted.nics),
    diskMib: diskMib ?? wanted.diskMib,
    ...(wanted.ports !== undefined && {
      ports: eachOf(wanted.ports, (mac, port) => foundPort(ports[mac], port)),
    }),
  };
}

/** The group counts only where a machine runs with a device of another name. */
function foundPort(found: FoundPort | undefined, wanted: Values): Values {
  if (!found) return wanted;
  const named = found.live === null || found.live === wanted.device;
  return {
    device: found.config ?? "none in its definition",
    group: named ? wanted.group : (found.group ?? 0),
  };
}

function foundNics(
  config: readonly string[],
  live: readonly string[] | undefined,
  unplugged: readonly string[],
  wanted: unknown,
): readonly string[] {
  const same = (list: readonly string[]): boolean => String(list) === String(wanted);
  if (live === undefined) return config;
  if (!same(live)) return live;
  if (!same(config)) return config.length > 0 ? config.map(atNextStart) : [atNextStart("none")];
  return live.map((one) =>
    unplugged.includes(one.slice(0, 17)) ? `${one}, ${unpluggedNow}` : one,
  );
}

/** Such a difference is put right while the machine runs. */
const unpluggedNow = "which has lost it";
const nextStart = "at its next start";

function atNextStart(value: string): string {
  return `${value} ${nextStart}`;
}

function warnings(found: Json, { cluster, pool, machines: wanted }: Values): string[] {
  const { pool: foundPool, machines } = found as unknown as Found;
  const next = `next: ./ocplab mend ${String(cluster)}`;
  const why = "so libvirt's provider cannot read the cluster";
  const ofMachines = Object.entries(machines).flatMap(([name, machine]) => {
    if (!machine || !foundPool) return [];
    const volume = String(valuesOf(valuesOf(wanted)[name]).volume);
    if (machine.diskMib === null) return [`${name} has lost its disk ${volume}, ${why}; ${next}`];
    return machine.alien.map(
      (path) => `${name} has the disk ${path}, which is no volume of its pool, ${why}; ${next}`,
    );
  });
  return foundPool
    ? ofMachines
    : [`the pool ${String(valuesOf(pool).name)} is gone, ${why}; ${next}`];
}

function eachOf(wanted: unknown, found: (name: string, wanted: Values) => Values): Values {
  return Object.fromEntries(
    Object.entries(valuesOf(wanted)).map(([name, one]) => [name, found(name, valuesOf(one))]),
  );
}
