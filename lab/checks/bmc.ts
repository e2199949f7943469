import { ipmiPort } from "../bmc.ts";
import { addressText } from "../ipv4.ts";
import { seatNoun } from "../layout.ts";
import type { Finding, Path } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** Whether the BMCs can have their ports. */
export function* bmcFindings(checked: CheckedLab): Iterable<Finding> {
  yield* redfishFindings(checked);
  yield* ipmiFindings(checked);
}

/** What has a port of a server already. */
const takenPorts: Readonly<Record<number, string>> = {
  22: "sshd has it, by which the server is reached",
  16509: "libvirt has it, where it listens on the network",
  16514: "libvirt has it, where it listens on the network",
};
const takenOnJumphost: Readonly<Record<number, string>> = {
  53: "the lab's DNS has it",
  67: "the lab's DHCP has it",
  123: "the lab's time service has it",
};

function* redfishFindings({ lab: { servers, jumphost } }: CheckedLab): Iterable<Finding> {
  for (const [name, { bmcPort }] of Object.entries(servers)) {
    const onJumphost = name === jumphost.name ? takenOnJumphost[bmcPort] : undefined;
    const holder = takenPorts[bmcPort] ?? onJumphost;
    if (holder === undefined) continue;
    const message = `port ${String(bmcPort)} is taken: ${holder}; choose another one, for example 8082`;
    yield { path: ["servers", name, "bmcPort"], message };
  }
}

/** Whether the nodes of each server have ports of their own; in a wide subnet two may meet. */
function* ipmiFindings({ lab, layouts, subnet, line }: CheckedLab): Iterable<Finding> {
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
