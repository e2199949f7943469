import * as z from "zod";

/** A cluster's pool on one server, as the stack's state knows it. */
export interface StatePool {
  readonly name: string;
  /** Another one would be another pool for libvirt's provider. */
  readonly uuid: string;
}

const resource = z.object({
  type: z.string(),
  id: z.string().optional(),
  provider: z.string().optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});
const state = z.object({ deployment: z.object({ resources: z.array(resource).default([]) }) });

/** Pools by the name of their server, from what `pulumi stack export` prints. */
export function poolsOf(exported: unknown): Map<string, StatePool> {
  const pools = new Map<string, StatePool>();
  for (const { type, id, provider = "", outputs = {} } of state.parse(exported).deployment
    .resources) {
    // the provider of a server has the server's name: ...::pulumi:providers:libvirt::server1::ID
    const server = provider.split("::").at(-2);
    if (type !== "libvirt:index/pool:Pool" || id === undefined || server === undefined) continue;
    pools.set(server, { name: String(outputs.name), uuid: id });
  }
  return pools;
}
