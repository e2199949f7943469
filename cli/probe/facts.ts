import * as z from "zod";

import type { HostPackages } from "../../lab/hostPackages.ts";

/** What a host is asked; see probe.py. */
export interface Question {
  /** Names of the NICs that the lab file gives it. */
  readonly nics: readonly string[];
  readonly address: string;
  readonly imageFolder: string;
  /** What the foundation sees to. */
  readonly packages: HostPackages;
  /** It serves DHCP and DNS. */
  readonly jumphost: boolean;
  /** What the lab file names on it; with `key` it must hold an SSH public key. */
  readonly files: readonly { readonly path: string; readonly key: boolean }[];
  /** Commands by their names, files by their paths. */
  readonly programs: readonly string[];
  /** Stands in for / on the host, for tests. */
  readonly root: string;
}

/** What NetworkManager says of a NIC; null where it does not run. */
const manager = z.object({ managed: z.boolean(), profile: z.string().nullable() }).nullable();

/** Null where there is none of that name. */
const nic = z
  .object({
    up: z.boolean(),
    mtu: z.number(),
    /** The bridge or bond that it is a port of. */
    master: z.string().nullable(),
    manager,
  })
  .nullable();

const listener = z.object({
  port: z.number(),
  /** `0.0.0.0`, `*` and `::` are all addresses. */
  address: z.string(),
  /** Bound to one device. */
  device: z.string().nullable(),
  process: z.string().nullable(),
  unit: z.string().nullable(),
});

/** Any may be missing: `unknown` says why. Memory and disk in MiB. */
const facts = z.object({
  python: z.string(),
  /** ID and VERSION_ID of os-release. */
  system: z.object({ id: z.string(), version: z.string() }).optional(),
  /** Hardware threads. */
  cpus: z.number().optional(),
  memory: z.number().optional(),
  /** Free below the image folder, and what the clusters have there already. */
  disk: z.object({ free: z.number(), ours: z.number() }).optional(),
  kvm: z
    .object({
      /** There is a /dev/kvm. */
      device: z.boolean(),
      /** Null where no module says. */
      nested: z.boolean().nullable(),
      /** Of the processor; null where it has none, or the firmware hides it. */
      extension: z.enum(["vmx", "svm"]).nullable(),
    })
    .optional(),
  nics: z.record(z.string(), nic).optional(),
  /** The device that has the host's address; null where none has. */
  carrier: z.string().nullable().optional(),
  /** Those that are not installed, and how many sources the package manager has. */
  packages: z.object({ missing: z.array(z.string()), sources: z.number() }).optional(),
  /** Version; null where it is not installed. */
  dnsmasq: z.string().nullable().optional(),
  /** Who has the ports 53 and 67. */
  listeners: z.array(listener).optional(),
  /** By path why one is of no use, `is not there`; null where it is as it must be. */
  files: z.record(z.string(), z.string().nullable()).optional(),
  /** Those of the programs that are not there. */
  lacking: z.array(z.string()).optional(),
});

/** What a host answers. */
export const answer = z.object({ facts, unknown: z.record(z.string(), z.string()) });

export type Answer = z.output<typeof answer>;
export type Facts = Answer["facts"];
export type Listener = z.output<typeof listener>;
