import type { Path } from "./problem.ts";

/**
 * Two values that the schema takes at one place, as different as can be; undefined: nothing there. Of those
 * that count how many addresses a cluster has, the first is the least.
 */
type Pair = readonly [one: unknown, other: unknown];

/**
 * Two values for what could not be read at a path. With them the rest of the lab file is checked twice;
 * what is found both times does not come from the value. Undefined where there is no such pair.
 */
export function standInsAt(path: Path): Pair | undefined {
  const place = path.map((key, index) => general(path, key, index)).join(".");
  return pairs.find(([pattern]) => pattern.test(place))?.[1];
}

/** Names of servers, clusters and nodes as `*`, indexes of lists as `0`. */
function general(path: Path, key: string | number, index: number): string {
  if (typeof key === "number") return "0";
  const isEntry = index === 1 && (path[0] === "servers" || path[0] === "clusters");
  return isEntry || (index === 3 && path[2] === "nodes") ? "*" : key;
}

const nothing: Pair = [undefined, undefined];
const name: Pair = ["a", "b"];
const addresses = ["203.0.113.1", "198.51.100.1"] as const;
const macs = ["02:00:00:00:00:01", "02:00:00:00:00:02"] as const;
const prefixes = ["02:00:00", "06:00:00"] as const;
const smallest = { memory: "1MiB", vcpus: 1, disk: "1MiB" };

const labs = ["a", "b"].map((name) => ({ name, domain: name }));
const networks = ["10.0.0.0/8", "198.18.0.0/15"].map((subnet, index) => ({
  subnet,
  gateway: addresses[index],
  upstreamDns: [],
  ntp: addresses.slice(0, index),
}));
const jumphosts = ["a", "b"].map((name, index) => ({ name, address: addresses[index], nic: name }));

const lab: readonly (readonly [RegExp, Pair])[] = [
  [/^version$/, [1, 1]],
  [/^lab$/, [labs[0], labs[1]]],
  [/^network$/, [networks[0], networks[1]]],
  [/^jumphost$/, [jumphosts[0], jumphosts[1]]],
  [/^(lab\.(name|domain)|jumphost\.name)$/, name],
  [/^(servers|clusters)$/, nothing],
  [/^network\.subnet$/, ["10.0.0.0/8", "198.18.0.0/15"]],
  [/^network\.(gateway|ntp\.0|upstreamDns\.0|reserved\.0)$/, addresses],
  [/^network\.upstreamDns$/, [[], []]],
  [/^network\.registries\.0$/, name],
  [/^network\.ntp$/, [[], [addresses[0]]]],
  [/^network\.(reserved|leaseTime|mtu|otherMacPrefixes|registries)$/, nothing],
  [/^network\.(clusterNetwork|serviceNetwork|provisioningSubnet)$/, [undefined, "240.0.0.0/30"]],
  [/^network\.(macPrefix|provisioningMacPrefix|otherMacPrefixes\.0)$/, prefixes],
  [/^((jumphost|servers\.\*)\.)?ssh(\.\w+)?$/, nothing],
  [/^dci(\.\w+)?$/, nothing],
];

const hosts: readonly (readonly [RegExp, Pair])[] = [
  [/^(jumphost|servers\.\*)\.address$/, addresses],
  [/^(jumphost|servers\.\*)\.nic$/, name],
  [/^jumphost\.nat$/, [undefined, "n"]],
  [/^servers\.\*\.(hypervisor|bmcPort)$/, nothing],
  [/^servers\.\*\.(memory|disk)$/, [undefined, "1MiB"]],
  [/^servers\.\*\.vcpus$/, [undefined, 1]],
  [/^servers\.\*\.vcpuRatio$/, [1, 32]],
  [/^servers\.\*\.provisioningNic$/, [undefined, "p"]],
  [/^servers\.\*\.retired$/, [false, true]],
];

const clusters: readonly (readonly [RegExp, Pair])[] = [
  [/^clusters\.\*\.type$/, ["sno", "ipi"]],
  [/^clusters\.\*\.id$/, [65535, 65534]],
  [/^clusters\.\*\.(nodes\.\*\.)?server$/, name],
  [/^clusters\.\*\.(firstAddress|vips\.\w+|(bootstrap|nodes\.\*)\.address)$/, optional(addresses)],
  [/^clusters\.\*\.(bootstrap|nodes\.\*)\.mac$/, optional(macs)],
  [/^clusters\.\*\.(nodes\.\*\.(power|hostname|machine)|bmc|isolation)$/, nothing],
  [/^clusters\.\*\.adopted$/, [false, true]],
  // a node that there is not, with an address: then nobody's is said to be missing
  [/^clusters\.\*\.nodes$/, [undefined, { x: { address: addresses[1] } }]],
  [/^clusters\.\*\.nodes\.\*$/, [{}, { address: addresses[1] }]],
  [/^clusters\.\*\.(owner|purpose|expires|protected)$/, nothing],
  [/^clusters\.\*\.size$/, [undefined, 64]],
  [/^clusters\.\*\.masters$/, [3, 4]],
  // so many that nothing near the block is proposed to another one
  [/^clusters\.\*\.workers$/, [0, 16]],
  [/^clusters\.\*\.vips$/, [undefined, { api: addresses[0], ingress: addresses[1] }]],
  [/^clusters\.\*\.bootstrap$/, [undefined, { address: addresses[0], mac: macs[0] }]],
  [/^clusters\.\*\.hub$/, [undefined, "b"]],
  [/^clusters\.\*\.classic$/, [false, true]],
  [/^clusters\.\*\.image(s\.\w+)?$/, [undefined, "x"]],
  [/^clusters\.\*\.images$/, [undefined, { master: "x" }]],
  [/^clusters\.\*\.install\.topic$/, ["OCP-4.1", "OCP-9.9"]],
  [/^clusters\.\*\.install\.(e|inventoryE)xtra\./, name],
  [/^clusters\.\*\.install\b/, nothing],
  [/^clusters\.\*\.sizes$/, [undefined, { master: smallest }]],
  [/^clusters\.\*\.sizes\.\w+$/, [undefined, smallest]],
  [/^clusters\.\*\.sizes\.\w+\.vcpus$/, [1, 1024]],
  [/^clusters\.\*\.sizes\.\w+\.(memory|disk)$/, ["1MiB", "9999TiB"]],
];

const pairs = [...lab, ...hosts, ...clusters];

function optional(values: readonly [unknown, unknown]): Pair {
  return [undefined, values[1]];
}
