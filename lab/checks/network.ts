import { clusterType } from "../clusterType.ts";
import { addressNumber, addressText, overlap, parseSubnet } from "../ipv4.ts";
import { provisioningPrefix } from "../mac.ts";
import { pathText, type Finding, type Path } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** The lab's networks by themselves: subnets, upstream servers, MAC prefixes. */
export function* networkFindings(checked: CheckedLab): Iterable<Finding> {
  yield* subnetFindings(checked);
  yield* libvirtFindings(checked);
  yield* upstreamFindings(checked);
  yield* reservedFindings(checked);
  yield* prefixFindings(checked);
}

/** A range of addresses and who uses it, as the end of a sentence; the path of those that the file has. */
interface Range {
  readonly cidr: string;
  readonly use: string;
  readonly path?: Path;
}

interface OwnRange extends Range {
  readonly path: Path;
}

// Ranges that a cluster uses inside. The installer refuses networks that overlap each other or 172.17:
// openshift/installer pkg/types/validation/installconfig.go, and "CIDR range definitions" of the
// OpenShift documentation for those of OVN-Kubernetes.
const fixedRanges: readonly Range[] = [
  { cidr: "100.64.0.0/16", use: "OVN-Kubernetes uses to join nodes" },
  { cidr: "100.88.0.0/16", use: "OVN-Kubernetes uses for transit" },
  { cidr: "172.17.0.0/16", use: "the installer forbids" },
];

// IANA's registry of special-purpose addresses (RFC 6890), as far as no network can have them; in
// 169.254.0.0/17 OVN-Kubernetes masquerades too
const specialRanges: readonly Range[] = [
  { cidr: "0.0.0.0/8", use: "means the sender itself, and is no network" },
  { cidr: "127.0.0.0/8", use: "is every host's own (loopback)" },
  { cidr: "169.254.0.0/16", use: "hosts give themselves, and no router forwards (link-local)" },
  { cidr: "224.0.0.0/4", use: "is for multicast" },
  { cidr: "240.0.0.0/4", use: "is reserved, and no host takes an address of it" },
];

/** What libvirt's packages define on a server; nothing of ours takes it away, as others may use it. */
const libvirtDefault = "192.168.122.0/24";

function* subnetFindings(checked: CheckedLab): Iterable<Finding> {
  const ours = ownRanges(checked.lab);
  for (const [index, { cidr, use, path }] of ours.entries()) {
    const { first, prefixLength } = parseSubnet(cidr);
    const exact = `${addressText(first)}/${String(prefixLength)}`;
    if (cidr !== exact) yield { path, message: `${cidr} has host bits; did you mean ${exact}?` };
    for (const other of [...fixedRanges, ...specialRanges, ...ours.slice(0, index)]) {
      if (overlap(parseSubnet(cidr), parseSubnet(other.cidr))) {
        yield overlapFinding(checked, { cidr, use, path }, other);
      }
    }
  }
}

/** The route of the bridge virbr0 would take what is meant for the lab. */
function* libvirtFindings({ lab: { network } }: CheckedLab): Iterable<Finding> {
  if (!overlap(parseSubnet(network.subnet), parseSubnet(libvirtDefault))) return;
  const message = `${network.subnet} overlaps ${libvirtDefault}, which libvirt's own network \`default\` has on servers, on its bridge virbr0; choose another one, or remove that network on each server: virsh net-destroy default; virsh net-undefine default`;
  yield { path: ["network", "subnet"], message, warning: true };
}

/** Told of the one that comes later in the file: where a default is one of both, that is the other. */
function overlapFinding(checked: CheckedLab, one: OwnRange, other: Range): Finding {
  const turned = other.path !== undefined && checked.isLater(other.path, one.path);
  const [wrong, right] = turned ? [{ ...other, path: other.path }, one] : [one, other];
  const place = right.path === undefined ? "" : ` (${placeText(checked, right.path)})`;
  const message = `${wrong.cidr} overlaps ${right.cidr}, which ${right.use}${place}; choose another one`;
  return { path: wrong.path, message };
}

/** Defaults have no line: they are said to be where the network is. */
function placeText({ line }: CheckedLab, path: Path): string {
  const where = line(path);
  return where === line(path.slice(0, 1)) ? pathText(path) : `${pathText(path)}, ${where}`;
}

/** What the lab file gives or leaves at its defaults; the subnet last, as it is the one to move. */
function ownRanges({ network, clusters }: CheckedLab["lab"]): OwnRange[] {
  const provisioned = Object.values(clusters).some((each) => clusterType(each).provisioning);
  const range = (key: keyof typeof network, use: string): OwnRange => ({
    cidr: String(network[key]),
    use,
    path: ["network", key],
  });
  return [
    range("clusterNetwork", "the pods of each cluster use"),
    range("serviceNetwork", "the services of each cluster use"),
    ...(provisioned ? [range("provisioningSubnet", "the provisioning networks use")] : []),
    range("subnet", "is the baremetal network"),
  ];
}

function* upstreamFindings({ lab: { network, jumphost } }: CheckedLab): Iterable<Finding> {
  const index = network.upstreamDns.indexOf(jumphost.address);
  if (index < 0) return;
  const message = `${jumphost.address} is the jumphost, which would ask itself; name the server that it is to ask`;
  yield { path: ["network", "upstreamDns", index], message };
}

function* reservedFindings({ lab: { network } }: CheckedLab): Iterable<Finding> {
  for (const [index, range] of network.reserved.entries()) {
    const [first = "", last = first] = range.split("-");
    if (addressNumber(first) <= addressNumber(last)) continue;
    const message = `${range} ends before it begins; did you mean ${last}-${first}?`;
    yield { path: ["network", "reserved", index], message };
  }
}

function* prefixFindings({ lab: { network }, line }: CheckedLab): Iterable<Finding> {
  const { macPrefix } = network;
  const provisioning = provisioningPrefix(network);
  const own = ["network", "macPrefix"];
  const second =
    network.provisioningMacPrefix === undefined ? own : ["network", "provisioningMacPrefix"];
  if (provisioning === undefined) {
    const message = `nothing follows ${macPrefix} for the provisioning networks; add \`provisioningMacPrefix\``;
    yield { path: own, message };
  } else if (provisioning === macPrefix) {
    const message = `${provisioning} is also macPrefix; two networks need two prefixes, choose another one`;
    yield { path: second, message };
  }
  for (const [index, other] of network.otherMacPrefixes.entries()) {
    const whose = `of another lab on this wire (${line(["network", "otherMacPrefixes", index])})`;
    if (other === macPrefix) {
      yield { path: own, message: `${other} is the prefix ${whose}; choose another one` };
    } else if (other === provisioning) {
      const message = `the provisioning networks have ${other}, the prefix ${whose}; choose another \`provisioningMacPrefix\``;
      yield { path: second, message };
    }
  }
}
