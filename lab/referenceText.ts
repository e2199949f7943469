import { usualCluster } from "./capacity/fits.ts";
import { smallest } from "./checks/nodes.ts";
import { clusterType } from "./clusterType.ts";
import { layoutCluster } from "./layout.ts";
import { clusterTypeNames, type Cluster } from "./model.ts";
import { sizeText } from "./values.ts";

/** How values are written, for the reference of the lab file. */
export const formats = `## Formats

| what | how it is written | for example |
|---|---|---|
| size of memory or disk | whole number with MiB, GiB or TiB (1024 each) | \`16GiB\` |
| address | four numbers; IPv4 only | \`192.0.2.11\` |
| range of addresses | one address, or first and last with a hyphen | \`192.0.2.200-192.0.2.220\` |
| subnet | network address and prefix length, 8 to 30 | \`192.0.2.0/24\` |
| MAC | six pairs of hexadecimal digits, the first one even; either case | \`52:54:00:00:02:00\` |
| MAC prefix | three such pairs | \`52:54:00\` |
| name of server, cluster or node | lower-case letters, digits, hyphens; at most 63 (RFC 1123) | \`server1\` |
| whole name of a node, NODE.CLUSTER.DOMAIN | follows from these; at most 63 as well, since Linux keeps 64 bytes of a host name | \`master-0.ocp1.lab.example.com\` |
| name of a NIC | at most 15 bytes | \`eno1\` |
| lease time | number with m, h or d, two minutes at least, or \`infinite\` | \`24h\` |
| topic | as DCI has it, product and version | \`OCP-4.19\` |
| path on the controller | from the folder of the lab file, without spaces | \`images/rhel9.qcow2\` |
| path on the jumphost | absolute, or from a home folder | \`/etc/pull-secret.json\` |`;

/** What each type of cluster consists of and needs, as the planner sees it. */
export function typeRules(): string {
  const rows = clusterTypeNames().map((type) => {
    const cells = [`\`${type}\``, nodes(type), block(type), needs[type], minimum(type)];
    return `| ${cells.join(" | ")} |`;
  });
  const titles =
    "| type | nodes | addresses of the block, in this order | needs | least size of a node |";
  return `## Types of clusters

${titles}
|---|---|---|---|---|
${rows.join("\n")}

Every address of a block can be given by itself instead, under \`vips\`, \`bootstrap\` and \`nodes\`; with all
of them given a cluster needs no \`firstAddress\`. \`size\` keeps room in the block for more workers. A fourth and
fifth master need OpenShift 4.18 and addresses of their own. MACs are \`macPrefix\`, two bytes of \`id\`, and a byte
for the node: 00 provisionhost, 01 to 03 masters, 04 and on workers, 80 and 81 the fourth and fifth master, f0 the
bootstrap machine. The least sizes are OpenShift's ("Minimum resource requirements" of its documentation, and
"Requirements for installing OpenShift on a single node"); a node with an image of yours may have less.`;
}

const time = "`network.ntp`, where DCI installs it";
const needs: Readonly<Record<Cluster["type"], string>> = {
  ipi: "`images.provisionhost`; all nodes on one server",
  sno: `${time}, but not where it is \`classic\``,
  abi: time,
  acm: `${time}; \`provisioningNic\` on its servers; one hub in a lab`,
};

function nodes(type: Cluster["type"]): string {
  const cluster = usualCluster(type);
  if (cluster.type === "sno") return "1 master";
  const own = clusterType(cluster).provisionhost ? "provisionhost, " : "";
  return `${own}3 to 5 masters, 0 to 124 workers`;
}

function block(type: Cluster["type"]): string {
  const { seats } = layoutCluster("any", usualCluster(type));
  const keys = seats.map(({ key }) => key);
  return type === "sno"
    ? `${keys.join(", ")} (API and ingress too)`
    : [...keys, "workers"].join(", ");
}

function minimum(type: Cluster["type"]): string {
  return Object.entries(smallest[type])
    .map(([role, { memory, vcpus, disk }]) => {
      return `${role}: ${sizeText(memory)}, ${String(vcpus)} vCPUs, ${sizeText(disk)}`;
    })
    .join("; ");
}
