import { ipmiPort } from "../bmc.ts";
import { addressText } from "../ipv4.ts";
import { seatNoun } from "../layout.ts";
import type { Finding, Path } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** Whether the nodes of each server have ports of their own; in a wide subnet two may meet. */
export function* bmcFindings({ lab, layouts, subnet, line }: CheckedLab): Iterable<Finding> {
  if (subnet.prefixLength > 16) return;
  const owners = new Map<string, { readonly noun: string; readonly path: Path; address: number }>();
  for (const { name, cluster, seats } of layouts) {
    for (const { key, role, address, path } of seats) {
      if (role === undefined || role === "provisionhost" || address === undefined) continue;
      const server = cluster.nodes[key]?.server ?? cluster.server;
      const port = String(ipmiPort(subnet, addressText(address)));
      const place = `${server}:${port}`;
      const owner = owners.get(place);
      // one address for two is told by itself
      if (owner && owner.address !== address) {
        const message = `with ${addressText(address)} its IPMI has port ${port} of ${server}, as that of ${owner.noun} (${line(owner.path)}); give one of both another address, or take a subnet of /17 or smaller (${lab.network.subnet})`;
        yield { path, message };
      } else {
        owners.set(place, { noun: seatNoun(key, name), path, address });
      }
    }
  }
}
