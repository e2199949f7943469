import { baremetalBridge } from "../../lab/bridges.ts";
import { dnsmasqUnit, poolFolder } from "../../lab/hostPaths.ts";
import type { ClusterPlan, Plan } from "../../lab/plan.ts";
import type { HostFacts, Listener } from "./facts.ts";
import { collides, type Finding } from "./finding.ts";
import { clusterOfPool, project, type Standing } from "./standing.ts";

/** What somebody else has on a host that is in the way of the plan. */
export function collisions(
  plan: Plan,
  host: string,
  facts: HostFacts,
  standing: Standing,
): Finding[] {
  const planned = plannedOf(plan);
  return [
    ...facts.journal
      .filter((entry) => entry.project !== project)
      .map(({ kind, key, project: other, stack }) =>
        collides(kind, key, `belongs to stack ${stack} of the project ${other}`),
      ),
    ...plan.clusters
      .filter(({ servers, machines }) => machines === "ours" && servers.includes(host))
      .flatMap((cluster) => ofCluster(cluster, host, facts, standing)),
    ...ofMachines(facts, planned),
    ...ofStaticLeases(facts, planned),
    ...ofDevices(facts, planned),
    ...(facts.listeners ?? []).flatMap((one) => ofListener(plan, host, one)),
  ];
}

/** Who is planned for a MAC and for an address, in words. */
interface Planned {
  readonly macs: ReadonlyMap<string, string>;
  readonly addresses: ReadonlyMap<string, string>;
  readonly machines: ReadonlySet<string>;
}

function plannedOf({ clusters }: Plan): Planned {
  const macs = new Map<string, string>();
  const addresses = new Map<string, string>();
  for (const { name, nodes, bootstrap, api, ingress } of clusters) {
    addresses.set(api, `the API of ${name}`).set(ingress, `the applications of ${name}`);
    if (bootstrap) {
      macs.set(bootstrap.mac, `the bootstrap machine of ${name}`);
      addresses.set(bootstrap.address, `the bootstrap machine of ${name}`);
    }
    for (const node of nodes) {
      addresses.set(node.address, node.name);
      for (const mac of Object.values(node.macs)) macs.set(mac, node.name);
    }
  }
  return {
    macs,
    addresses,
    machines: new Set(clusters.flatMap(({ nodes }) => nodes.map(({ name }) => name))),
  };
}

/** Objects that have a name that the cluster needs. Where it stands, a difference is drift: a preview shows it. */
function ofCluster(
  { name, nodes, pool, baremetalNetwork, provisioning }: ClusterPlan,
  host: string,
  { libvirt }: HostFacts,
  { clusters }: Standing,
): Finding[] {
  if (!libvirt) return [];
  const here = nodes.filter(({ server }) => server === host);
  const why = `of somebody else has a name that cluster ${name} needs`;
  const machines = libvirt.domain.filter((one) => {
    const node = here.find((candidate) => candidate.name === one.name);
    return node && one.uuid !== node.uuid && !one.pools.includes(pool);
  });
  if (clusters.has(name)) return machines.map((one) => collides("machine", one.name, why));
  const networks = libvirt.network.filter(
    ({ name: network, bridge }) =>
      (network === baremetalNetwork && bridge !== baremetalBridge) ||
      (network === provisioning?.network && bridge !== provisioning.bridge),
  );
  const pools = libvirt.pool.filter((one) => one.name === pool && one.path !== poolFolder(name));
  return [
    ...machines.map((one) => collides("machine", one.name, why)),
    ...networks.map((one) => collides("network", one.name, why)),
    ...pools.map((one) => collides("pool", one.name, why)),
  ];
}

function ofMachines({ libvirt }: HostFacts, { macs, machines }: Planned): Finding[] {
  return (libvirt?.domain ?? []).flatMap(({ name, macs: own, pools }) =>
    machines.has(name) || pools.some((pool) => clusterOfPool(pool) !== undefined)
      ? []
      : own.flatMap((mac) => {
          const whose = macs.get(mac);
          return whose === undefined
            ? []
            : [collides("machine", name, `has the MAC ${mac}, planned for ${whose}`)];
        }),
  );
}

function ofStaticLeases({ libvirt }: HostFacts, { macs, addresses }: Planned): Finding[] {
  return (libvirt?.network ?? []).flatMap(({ name, hosts }) =>
    hosts.flatMap(([mac, address]) => {
      const whose = macs.get(mac) ?? addresses.get(address);
      if (whose === undefined) return [];
      return [collides("network", name, `reserves ${address} for ${mac}, planned for ${whose}`)];
    }),
  );
}

function ofDevices({ links, addresses: own }: HostFacts, { macs, addresses }: Planned): Finding[] {
  const byMac = Object.entries(links).flatMap(([device, mac]) => {
    const whose = macs.get(mac);
    return whose === undefined
      ? []
      : [collides("network device", device, `has the MAC ${mac}, planned for ${whose}`)];
  });
  const byAddress = own.flatMap(([device, address]) => {
    const whose = addresses.get(address);
    return whose === undefined
      ? []
      : [collides("network device", device, `has the address ${address}, planned for ${whose}`)];
  });
  return [...byMac, ...byAddress];
}

/** Whoever else answers DHCP on the wire, or DNS at the jumphost's address. */
function ofListener(plan: Plan, host: string, listener: Listener): Finding[] {
  const { port, address, device, process, unit } = listener;
  if (unit === dnsmasqUnit) return [];
  const plans = [plan.jumphost, ...plan.servers].filter(({ name }) => name === host);
  if (port === 53 && host !== plan.jumphost.name) return [];
  const wire = [baremetalBridge, ...plans.map(({ nic }) => nic)];
  const everywhere = ["0.0.0.0", "*", ...plans.map((one) => one.address)];
  const onWire = device === "" ? everywhere.includes(address) : wire.includes(device);
  if (!onWire) return [];
  const who = process === "" ? "a program" : process;
  const what = port === 67 ? "answers DHCP" : "answers DNS";
  return [collides("program", who, `(${unit || "no unit"}) ${what} on the lab's network`)];
}
