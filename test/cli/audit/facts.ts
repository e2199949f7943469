import type { HostFacts } from "../../../cli/audit/facts.ts";

/** A host with nothing of interest on it, but for some facts. */
export function factsOf(more: Partial<HostFacts> = {}): HostFacts {
  return {
    journal: [],
    folders: [],
    claims: [],
    files: [],
    leases: [],
    links: { lo: "00:00:00:00:00:00" },
    addresses: [["br0", "192.0.2.11"]],
    queue: { pools: [], kept: [], cron: [] },
    libvirt: { domain: [], network: [], pool: [] },
    units: [],
    profiles: [],
    tables: [],
    listeners: [],
    ...more,
  };
}

/** What the journal of a host says of an object. */
export function entry(kind: string, key: string, stack = "lab"): HostFacts["journal"][number] {
  return { kind, key, stack, project: "ocplab" };
}
