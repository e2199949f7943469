import type { Facts } from "./facts.ts";
import type { ProbedHost } from "./host.ts";
import type { LabFilePlaces } from "./places.ts";

/** Whether a host's NICs are there, up, and the right ones. */
export function* compareNics(
  host: ProbedHost,
  facts: Facts,
  places: LabFilePlaces,
): Iterable<string> {
  for (const nic of host.nics) {
    const key = String(nic.path.at(-1));
    const says = places.says(nic.path, nic.name);
    const baremetal = nic.network === "baremetal";
    const found = facts.nics?.[nic.name];
    if (!found) {
      const step = baremetal ? rightNic(host, facts) : "correct the name";
      yield `${key}: ${says}, but the host has no such NIC; ${step}`;
      continue;
    }
    const { up, mtu, master, manager } = found;
    if (!up) yield `${key}: ${says}, but ${nic.name} is down; see to its cable, and to its profile`;
    if (baremetal && mtu !== host.mtu) yield otherMtu(host, nic.name, mtu, places);
    const ours = nic.network !== "outside";
    if (host.server && ours && !manager?.managed)
      yield `${key}: ${unmanaged(nic.name, says, manager)}`;
    if (baremetal && isElsewhere(facts, [nic.name, master])) {
      const { address } = host.plan;
      yield `${key}: ${says}, but ${address} is not on it; ${rightNic(host, facts)}`;
    }
  }
}

function otherMtu(host: ProbedHost, nic: string, mtu: number, places: LabFilePlaces): string {
  const usual = String(host.mtu);
  const says = places.says(["network", "mtu"], usual);
  return `mtu: ${says}, but ${nic} has ${String(mtu)}; write \`mtu: ${String(mtu)}\` in \`network\`, or set the NIC's to ${usual}`;
}

function unmanaged(nic: string, says: string, manager: object | null): string {
  return manager
    ? `${says}, but NetworkManager does not manage ${nic}; run \`nmcli device set ${nic} managed yes\` on it`
    : `${says}, but NetworkManager does not run; install and start it`;
}

/** Whether neither the NIC nor what it is a port of has the host's address. */
function isElsewhere({ carrier }: Facts, devices: readonly (string | null)[]): boolean {
  return carrier !== undefined && (carrier === null || !devices.includes(carrier));
}

function rightNic({ plan }: ProbedHost, { carrier }: Facts): string {
  if (carrier === undefined) return "correct the name";
  return carrier === null
    ? `none of its devices has ${plan.address}: correct the address, or set it up`
    : `${plan.address} is on ${carrier}: name the NIC that it goes through`;
}
