import * as z from "zod";

const link = z.object({
  mac: z.string(),
  kind: z.enum(["nic", "bridge", "tap", "other"]),
  /** The bridge or bond that it is a port of. */
  master: z.string().nullable(),
  mtu: z.number(),
  /** Has a device of the machine's behind it, so that it is no end of a container's cable. */
  physical: z.boolean(),
});

const machine = z.object({
  name: z.string(),
  uuid: z.string(),
  /** `kvm`, or `qemu` for software emulation. */
  type: z.string(),
  memoryMib: z.number(),
  vcpus: z.number(),
  running: z.boolean(),
  /** In their order; the place is the name of a bridge. */
  nics: z.array(z.object({ mac: z.string(), bridge: z.string() })),
  /** Sizes of its disks, without media; null for one that cannot be read. */
  disks: z.array(z.object({ path: z.string(), sizeMib: z.number().nullable() })),
});

/** `conf`, `hosts` and `dhcp` are dnsmasq's three kinds of files, `dci` whatever DCI reads. */
const file = z.object({
  path: z.string(),
  kind: z.enum(["conf", "hosts", "dhcp", "leases", "dci"]),
  text: z.string(),
});

/** What one host of a lab tells of itself. Any may be missing: `unknown` of the answer says why. */
export const foundHost = z.object({
  python: z.string(),
  hostname: z.string().optional(),
  links: z.record(z.string(), link).optional(),
  /** Device and address with its prefix length. */
  addresses: z.array(z.tuple([z.string(), z.string()])).optional(),
  /** Of default routes. */
  gateways: z.array(z.object({ address: z.string(), device: z.string() })).optional(),
  cpus: z.number().optional(),
  /** In MiB. */
  memory: z.number().optional(),
  kvm: z.boolean().optional(),
  /** Nameservers of its own resolver. */
  resolvers: z.array(z.string()).optional(),
  /** TCP ports that somebody listens on, with the unit. */
  ports: z.array(z.object({ port: z.number(), unit: z.string() })).optional(),
  /** Null where there is no libvirt. */
  machines: z.array(machine).nullable().optional(),
  files: z.array(file).optional(),
  /** Public keys of root. */
  keys: z.array(z.string()).optional(),
});

export type HostFacts = z.output<typeof foundHost>;
export type FoundMachine = z.output<typeof machine>;
export type FoundFile = z.output<typeof file>;

/** How a host was reached, as the lab file has it. */
export interface Reach {
  readonly address: string;
  readonly user: string;
}

/** A host, and what it told. */
export interface FoundHost extends Reach {
  readonly facts: HostFacts;
}

/** All that a lab file is made from. */
export interface FoundLab {
  /** For people; nothing on a host tells it. */
  readonly name?: string | undefined;
  readonly jumphost: FoundHost;
  /** The jumphost may be one of them, under the same address. */
  readonly servers: readonly FoundHost[];
  readonly keyFile?: string | undefined;
  readonly knownHosts?: string | undefined;
}

/** Something that the user has to know of the lab file that was made. */
export interface Told {
  /** `jumphost: /etc/dnsmasq.conf:12`, `cluster ocp1`. */
  readonly where: string;
  /** `left`: the lab file does not have it. `assumed`: it has what no host says for sure. */
  readonly kind: "left" | "assumed";
  readonly message: string;
}
