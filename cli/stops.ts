import type { Stop } from "../lab/capacity/fits.ts";

const resources: Readonly<Record<Stop["resource"], string>> = {
  addresses: "addresses",
  memory: "memory",
  vcpus: "vCPUs",
  disk: "disk",
  servers: "servers",
  hubs: "hubs",
  ids: "cluster ids",
};

/** What keeps one more cluster from fitting: `memory: server1 has the most left, ...`. */
export function stopsText(stops: readonly Stop[]): string {
  return stops.map(({ resource, reason }) => `${resources[resource]}: ${reason}`).join("; ");
}
