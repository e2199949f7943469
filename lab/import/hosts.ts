import { baremetalBridge, provisioningBridge } from "../bridges.ts";
import { addressNumber, addressText, parseSubnet, type Subnet } from "../ipv4.ts";
import { label } from "../values.ts";
import type { FoundHost, FoundLab, HostFacts, Told } from "./facts.ts";

/** A host with its place on the baremetal network. */
export interface NamedHost {
  readonly name: string;
  /** On the baremetal network. */
  readonly address: string;
  readonly nic: string;
  readonly found: FoundHost;
  /** Bridges of the server that lead to the baremetal network. */
  readonly bridges: readonly string[];
  readonly provisioningNic: string | undefined;
}

/** The hosts of a lab, and the network that they share. */
export interface NamedHosts {
  /** `192.0.2.0/24`. */
  readonly subnet: string;
  readonly jumphost: NamedHost;
  readonly servers: readonly NamedHost[];
  readonly told: readonly Told[];
}

/** No lab file can be made; the message says why, and the next step. */
export class ImportRefused extends Error {}

/**
 * Finds the network on which most of the served addresses are, and each host's place on it. Throws
 * ImportRefused where the jumphost, or a server, has no address there.
 */
export function nameHosts(found: FoundLab, served: readonly string[]): NamedHosts {
  const told: Told[] = [];
  const subnet = subnetOf(found.jumphost, served);
  const names = new Set<string>();
  const jumphost = nameHost(found.jumphost, subnet, names, told);
  const others = found.servers.map((server) =>
    server.address === found.jumphost.address || same(server.facts, found.jumphost.facts)
      ? { ...jumphost, found: server }
      : nameHost(server, subnet, names, told),
  );
  const own = others.some(({ name }) => name === jumphost.name);
  const hasMachines = (found.jumphost.facts.machines ?? []).length > 0;
  const servers = own || !hasMachines ? others : [jumphost, ...others];
  return { subnet: subnet.text, jumphost, servers, told };
}

function same(one: HostFacts, other: HostFacts): boolean {
  const macs = (facts: HostFacts): string[] =>
    Object.values(facts.links ?? {}).flatMap(({ mac, physical }) => (physical ? [mac] : []));
  return macs(one).some((mac) => macs(other).includes(mac));
}

interface TextSubnet extends Subnet {
  readonly text: string;
}

function subnetOf(jumphost: FoundHost, served: readonly string[]): TextSubnet {
  const subnets = (jumphost.facts.addresses ?? []).map(([, text]) => subnetWithText(text));
  const count = (subnet: Subnet): number =>
    served.filter((address) => isIn(subnet, address)).length +
    // of two with as many, the one by which it was reached
    (/^[\d.]+$/.test(jumphost.address) && isIn(subnet, jumphost.address) ? 0.5 : 0);
  const [best] = subnets.sort((one, other) => count(other) - count(one));
  if (best && count(best) > 0) return best;
  throw new ImportRefused(
    `the jumphost ${jumphost.address} has no address in a network that its dnsmasq serves; name the jumphost by --jumphost`,
  );
}

function subnetWithText(text: string): TextSubnet {
  const subnet = parseSubnet(text);
  return { ...subnet, text: `${addressText(subnet.first)}/${String(subnet.prefixLength)}` };
}

export function isIn({ first, last }: Pick<Subnet, "first" | "last">, address: string): boolean {
  const number = addressNumber(address);
  return first <= number && number <= last;
}

function nameHost(
  found: FoundHost,
  subnet: TextSubnet,
  names: Set<string>,
  told: Told[],
): NamedHost {
  const name = nameOf(found, names, told);
  const own = (found.facts.addresses ?? []).find(([, text]) => isIn(subnet, bare(text)));
  if (!own) {
    throw new ImportRefused(
      `${name} (${found.address}) has no address in ${subnet.text}; a lab is one flat network: leave the host out`,
    );
  }
  const [device, text] = own;
  const nic = nicOf(name, device, found.facts, told);
  const bridges = found.facts.links?.[device]?.kind === "bridge" ? [device] : [];
  const provisioningNic = secondNic(name, device, found.facts, told);
  return { name, address: bare(text), nic, found, bridges, provisioningNic };
}

function bare(text: string): string {
  return text.replace(/\/.*$/, "");
}

function nameOf({ address, facts }: FoundHost, names: Set<string>, told: Told[]): string {
  const short = (facts.hostname ?? "").split(".")[0]?.toLowerCase() ?? "";
  const isFine = label.safeParse(short).success && short !== "localhost" && !names.has(short);
  let name = short;
  for (let number = 1; !isFine && (name === short || names.has(name)); number++) {
    name = `host${String(number)}`;
  }
  names.add(name);
  if (!isFine) {
    const message = `its host name "${short}" cannot be its name in the lab; it is called ${name}`;
    told.push({ where: address, kind: "assumed", message });
  }
  return name;
}

/** The NIC behind a device that has an address: itself, or the one port of its bridge. */
function nicOf(host: string, device: string, { links = {} }: HostFacts, told: Told[]): string {
  const link = links[device];
  const where = host;
  if (link?.kind === "bridge") {
    const [nic, ...more] = portsOf(device, links);
    if (device !== baremetalBridge) {
      const message = `its address is on the bridge ${device}, and ocplab's is called ${baremetalBridge}: the first up refuses it until the bridge has that name`;
      told.push({ where, kind: "left", message });
    }
    if (nic === undefined || more.length > 0) {
      const ports = [nic, ...more].filter((port) => port !== undefined).join(", ") || "none";
      const message = `the bridge ${device} should have one NIC as its port, and has: ${ports}`;
      told.push({ where, kind: "left", message });
    }
    return nic ?? device;
  }
  if (link?.kind !== "nic") {
    const message = `its address is on ${device}, which is no plain NIC: bonds and VLANs are refused by the first up`;
    told.push({ where, kind: "left", message });
  }
  return device;
}

function portsOf(bridge: string, links: NonNullable<HostFacts["links"]>): string[] {
  const ports = Object.entries(links).filter(
    ([, { master, kind }]) => master === bridge && kind === "nic",
  );
  const physical = ports.filter(([, port]) => port.physical);
  return (physical.length > 0 ? physical : ports).map(([name]) => name).sort();
}

/** Of a bridge beside the baremetal one that has a NIC, as an ACM hub and its spokes share. */
function secondNic(
  host: string,
  device: string,
  { links = {} }: HostFacts,
  told: Told[],
): string | undefined {
  const bridged = Object.entries(links).filter(
    ([name, { kind }]) => kind === "bridge" && name !== device && portsOf(name, links).length === 1,
  );
  const [first] = bridged;
  const own = bridged.find(([name]) => name === provisioningBridge) ?? first;
  if (!own) return undefined;
  const [name] = own;
  const [nic] = portsOf(name, links);
  if (name !== provisioningBridge) {
    const message = `bridge ${name} has the NIC ${nic ?? "?"}; ocplab has a second NIC for the provisioning network of an ACM hub only, on ${provisioningBridge}: it is left out`;
    told.push({ where: host, kind: "left", message });
    return undefined;
  }
  return nic;
}
