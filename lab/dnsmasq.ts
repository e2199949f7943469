import { dnsmasqFolder, dnsmasqState } from "./hostPaths.ts";
import { addressNumber, addressRuns, addressText, contains } from "./ipv4.ts";
import type { ClusterPlan, Plan } from "./plan.ts";

const notice = "# Written by ocplab from the lab file: change it there.";

/**
 * The base configuration, `dnsmasq.conf`. It serves only addresses that a cluster reserves and knows
 * of no cluster, so that clusters come and go without it.
 */
export function renderBase(plan: Plan): string {
  return lines(
    notice,
    "user=dnsmasq",
    "pid-file",
    "",
    "# Only this NIC (and lo); dynamic, because after a boot the NIC may come later than dnsmasq.",
    ...interfaces(plan).map((nic) => `interface=${nic}`),
    "bind-dynamic",
    "",
    ...resolving(plan),
    "",
    ...leasing(plan),
    "",
    `hostsdir=${dnsmasqFolder}/hosts.d`,
    `dhcp-hostsdir=${dnsmasqFolder}/dhcp.d`,
    `conf-dir=${dnsmasqFolder}/conf.d,*.conf`,
  );
}

/** Names of jumphost and servers, for `hosts.d`. */
export function renderLabHosts(plan: Plan): string {
  const hosts = new Map([plan.jumphost, ...plan.servers].map((host) => [host.name, host]));
  return lines(notice, ...[...hosts.values()].map(({ address, fqdn }) => `${address} ${fqdn}`));
}

/**
 * A cluster's names, for `hosts.d`. The first name of a line is the one that the address leads back
 * to: a node's own, also where API and node share one address.
 */
export function renderClusterHosts(cluster: ClusterPlan): string {
  const api = [`api.${cluster.domain}`, `api-int.${cluster.domain}`];
  const machines = [...(cluster.bootstrap ? [cluster.bootstrap] : []), ...cluster.nodes];
  const shared = machines.some(({ address }) => address === cluster.api);
  return lines(
    notice,
    ...(shared ? [] : [[cluster.api, ...api].join(" ")]),
    ...machines.map(({ address, fqdn }) =>
      [address, fqdn, ...(address === cluster.api ? api : [])].join(" "),
    ),
  );
}

/** A cluster's reservations, for `dhcp.d`: MAC, address, name and lease time of each machine. */
export function renderClusterDhcp(plan: Plan, cluster: ClusterPlan): string {
  const nodes = cluster.nodes.map((node) => [node.macs.baremetal, node.address, node.hostName]);
  const { bootstrap } = cluster;
  const machines = [
    ...(bootstrap ? [[bootstrap.mac, bootstrap.address, bootstrap.name]] : []),
    ...nodes,
  ];
  return lines(
    notice,
    ...machines.map((machine) => [...machine, plan.network.leaseTime].join(",")),
  );
}

/**
 * What of a cluster only dnsmasq's main configuration can hold, for `conf.d`: the wildcard of the
 * applications, and the domain of the cluster's addresses.
 */
export function renderClusterConf(cluster: ClusterPlan): string {
  return lines(
    notice,
    "# local after address: else a question of another type (AAAA) is told that the name does not exist.",
    `address=/apps.${cluster.domain}/${cluster.ingress}`,
    `local=/apps.${cluster.domain}/`,
    "# A reserved name counts only with the domain of its address.",
    ...domainRanges(cluster).map((range) => `domain=${cluster.domain},${range}`),
  );
}

/** The jumphost's NIC; its bridge too where it is a server, since the address moves there. */
function interfaces({ jumphost, servers }: Plan): string[] {
  const server = servers.find(({ name }) => name === jumphost.name);
  return server ? [jumphost.nic, server.bridge] : [jumphost.nic];
}

function resolving({ lab, network }: Plan): string[] {
  return [
    "# The lab's own names; every other question goes to the lab's upstream servers.",
    "no-hosts",
    "no-resolv",
    "domain-needed",
    `local=/${lab.domain}/`,
    ...network.upstreamDns.map((server) => `server=${server}`),
  ];
}

function leasing({ lab, network, jumphost }: Plan): string[] {
  const { networkAddress, netmask, leaseTime, gateway, ntp } = network;
  return [
    "# Reserved addresses only: no answer to any MAC that no cluster has.",
    `dhcp-range=${networkAddress},static,${netmask},${leaseTime}`,
    "dhcp-ignore=tag:!known",
    "dhcp-authoritative",
    `dhcp-leasefile=${dnsmasqState}/leases`,
    `dhcp-lease-max=${String(leaseLimit)}`,
    "# Node names repeat from cluster to cluster: only with their domain are they unique.",
    "dhcp-fqdn",
    `domain=${lab.domain}`,
    `dhcp-option=option:router,${gateway}`,
    `dhcp-option=option:dns-server,${jumphost.address}`,
    ...(ntp.length > 0 ? [`dhcp-option=option:ntp-server,${ntp.join(",")}`] : []),
  ];
}

// dnsmasq's own limit of 1000 is below what a large lab reserves
const leaseLimit = 65535;

/** The block, which stays the same when nodes come and go in it, and what lies outside of it. */
function domainRanges({ block, bootstrap, nodes }: ClusterPlan): string[] {
  const machines = [...(bootstrap ? [bootstrap] : []), ...nodes];
  const reserved = block && { first: addressNumber(block.first), last: addressNumber(block.last) };
  const outside = machines
    .map(({ address }) => addressNumber(address))
    .filter((address) => !reserved || !contains(reserved, { first: address, last: address }));
  return [...(reserved ? [reserved] : []), ...addressRuns(outside)].map(({ first, last }) =>
    first === last ? addressText(first) : `${addressText(first)},${addressText(last)}`,
  );
}

function lines(...text: string[]): string {
  return `${text.join("\n")}\n`;
}
