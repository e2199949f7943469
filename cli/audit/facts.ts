import * as z from "zod";

const pair = z.tuple([z.string(), z.string()]);

const entry = z.object({
  kind: z.string(),
  key: z.string(),
  stack: z.string(),
  project: z.string(),
  /** Of a bridge: UUIDs of its profiles. */
  profiles: z.array(z.string()).optional(),
});

const domain = z.object({
  name: z.string(),
  uuid: z.string(),
  macs: z.array(z.string()),
  /** Of its disks; empty for one that is in none. */
  pools: z.array(z.string()),
});

const network = z.object({
  name: z.string(),
  mode: z.string(),
  bridge: z.string(),
  /** Static leases as MAC and address; either may be empty. */
  hosts: z.array(pair),
});

const listener = z.object({
  port: z.number(),
  address: z.string(),
  device: z.string(),
  process: z.string(),
  unit: z.string(),
});

/** What a host has; null where it could not be asked. See provider/agent/ocplab/audit.py. */
export const hostFacts = z.object({
  journal: z.array(entry),
  /** Made on the way to objects, and noted as that. */
  folders: z.array(z.string()),
  claims: z.array(z.string()),
  /** Paths in places where nothing but ours is, and of the variables of UEFI machines. */
  files: z.array(z.string()),
  /** MAC and address. */
  leases: z.array(pair),
  /** MAC by device. */
  links: z.record(z.string(), z.string()),
  /** Device and address. */
  addresses: z.array(pair),
  /** Of dci-queue: all pools; pool, resource and cluster of what is kept out of them; pools of root's crontab. */
  queue: z.object({
    pools: z.array(z.string()),
    kept: z.array(z.tuple([z.string(), z.string(), z.string()])),
    cron: z.array(z.string()),
  }),
  libvirt: z
    .object({
      domain: z.array(domain),
      network: z.array(network),
      pool: z.array(z.object({ name: z.string(), path: z.string() })),
    })
    .nullable(),
  units: z.array(z.string()).nullable(),
  /** UUID, name, device. */
  profiles: z.array(z.tuple([z.string(), z.string(), z.string()])).nullable(),
  tables: z.array(z.string()).nullable(),
  /** UDP on the ports of DNS and DHCP. */
  listeners: z.array(listener).nullable(),
});

export type HostFacts = z.output<typeof hostFacts>;
export type Domain = z.output<typeof domain>;
export type Listener = z.output<typeof listener>;

/** The answer of a host: facts, and why some are null. */
export const hostAnswer = z.object({
  facts: hostFacts,
  unknown: z.record(z.string(), z.string()),
});
