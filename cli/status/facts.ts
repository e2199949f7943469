import * as z from "zod";

/** What a host is asked; see status.py. */
export interface Question {
  readonly server: boolean;
  /** It serves DHCP and DNS, and runs the installs. */
  readonly jumphost: boolean;
  readonly address: string;
  readonly imageFolder: string;
  readonly claimFolder: string;
  readonly clusters: readonly string[];
  /** NIC by the bridge that it is to be a port of. */
  readonly bridges: Readonly<Record<string, string>>;
  readonly leases: string;
  readonly dns: readonly [address: string, port: number];
  readonly names: readonly string[];
  readonly ports: readonly (readonly [address: string, port: number])[];
  readonly installFolder: string;
  /** Clusters. */
  readonly installs: readonly string[];
  /** Stands in for / on the host, for tests. */
  readonly root: string;
}

const install = z.object({
  hash: z.string(),
  state: z.enum(["running", "succeeded", "failed", "interrupted"]),
  /** Seconds since 1970. */
  started: z.number(),
  ended: z.number().nullable(),
  /** The play or task that runs. */
  step: z.string().nullable(),
});

/** Any may be missing: `unknown` says why. Memory and disk in MiB. */
const facts = z.object({
  now: z.number().optional(),
  claims: z.record(z.string(), z.number()).optional(),
  cpus: z.number().optional(),
  memory: z.number().optional(),
  available: z.number().optional(),
  load: z.number().optional(),
  disk: z.object({ free: z.number(), ours: z.number() }).optional(),
  carrier: z.string().nullable().optional(),
  machines: z.record(z.string(), z.string()).optional(),
  bridges: z.record(z.string(), z.boolean().nullable()).optional(),
  leases: z.record(z.string(), z.string()).optional(),
  names: z.record(z.string(), z.string().nullable()).optional(),
  answering: z.array(z.boolean()).optional(),
  installs: z.record(z.string(), install).optional(),
});

/** What a host answers. */
export const answer = z.object({ facts, unknown: z.record(z.string(), z.string()) });

export type Answer = z.output<typeof answer>;
export type Facts = Answer["facts"];
