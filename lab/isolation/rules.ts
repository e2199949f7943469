import type { ClusterPlan, NodePlan, Plan } from "../plan.ts";
import { othersOf, ownOf, type Elements } from "./identity.ts";
import { isolatedPorts, type IsolatedPort } from "./ports.ts";

/** The table of nftables that filters a strict cluster's machines on each of its servers; family `bridge`. */
export function isolationTable({ id }: ClusterPlan): string {
  return `ocplab_isolation_${String(id)}`;
}

/**
 * What `nft -f` takes, in one transaction: what the cluster's machines on a server may send, by the port
 * that it comes in at, and what of other clusters does not get to them. All else passes. Priorities as
 * numbers, as not every nft knows their names; only what nftables of RHEL 8 and a kernel without connection
 * tracking on bridges have.
 */
export function renderIsolation(plan: Plan, cluster: ClusterPlan, server: string): string {
  const table = isolationTable(cluster);
  const others = othersOf(plan, cluster);
  const ports = cluster.nodes
    .filter((node) => node.server === server)
    .flatMap((node) => isolatedPorts(cluster, node).map((port) => ({ node, port })));
  return `# Written by ocplab from the lab file: change it there. Cluster ${cluster.name}.
table bridge ${table}
delete table bridge ${table}
table bridge ${table} {
${setOf("other_macs", "ether_addr", others.macs)}
${setOf("other_addresses", "ipv4_addr", others.addresses)}
	chain from_machines {
		type filter hook prerouting priority -250; policy accept;
		iifname vmap ${braced(ports.map(({ port }) => `"${port.device}" : jump ${chainOf(port)}`))}
		iifgroup vmap ${braced(ports.map(({ port }) => `${String(port.group)} : jump ${chainOf(port)}`))}
	}
	chain to_machines {
		type filter hook postrouting priority -250; policy accept;
		oifname ${braced(ports.map(({ port }) => `"${port.device}"`))} goto to_machine
		oifgroup ${braced(ports.map(({ port }) => String(port.group)))} goto to_machine
	}
${ports.map(({ node, port }) => portChain(cluster, node, port)).join("")}	chain answer {
		udp sport 67 counter drop
		udp dport 68 counter drop
		goto from_machine
	}
	chain from_machine {
		ether daddr @other_macs counter drop
		ip daddr @other_addresses counter drop
		arp daddr ip @other_addresses counter drop
	}
	chain to_machine {
		ether type != { arp, ip } counter drop
		ether saddr @other_macs counter drop
		ip saddr @other_addresses counter drop
		arp saddr ip @other_addresses counter drop
	}
}
`;
}

function portChain(cluster: ClusterPlan, node: NodePlan, port: IsolatedPort): string {
  return `	chain ${chainOf(port)} {
${(port.network === "baremetal" ? baremetalRules(cluster, node) : provisioningRules(cluster, port)).map((rule) => `		${rule}\n`).join("")}		counter drop
	}
`;
}

/** No other MAC, no other address, no answer to DHCP, and nothing but IPv4, so no router advertisement. */
function baremetalRules(cluster: ClusterPlan, node: NodePlan): string[] {
  const { macs, addresses } = ownOf(cluster, node);
  const claimed = braced(["0.0.0.0", ...addresses]);
  return [
    `ether saddr != ${braced(macs)} counter drop`,
    `ether type arp arp saddr ether ${braced(macs)} arp saddr ip ${claimed} goto answer`,
    `ether type ip ip saddr ${braced(addresses)} goto answer`,
    // a machine that has no address yet
    "ether type ip ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept",
  ];
}

/** The hub hands out the addresses of the provisioning network, so none is planned, and only it answers. */
function provisioningRules({ hub }: ClusterPlan, { mac }: IsolatedPort): string[] {
  const next = hub === undefined ? "from_machine" : "answer";
  return [
    `ether saddr != ${mac} counter drop`,
    `ether type arp arp saddr ether ${mac} goto ${next}`,
    `ether type ip goto ${next}`,
  ];
}

function chainOf({ device }: IsolatedPort): string {
  return `from_${device}`;
}

function setOf(name: string, type: string, found: Elements): string {
  const elements = found.length === 0 ? "" : `\n\t\telements = ${braced(found)}`;
  return `	set ${name} {
		type ${type}
		flags interval${elements}
	}`;
}

function braced(items: Elements): string {
  return `{ ${items.join(", ")} }`;
}
