import { ipmiPort } from "./bmc.ts";
import { provisioningBridge } from "./bridges.ts";
import { clusterType, hubOf, isClassic } from "./clusterType.ts";
import { clusterFolder, inventoryFolder } from "./hostPaths.ts";
import { addressText, parseSubnet } from "./ipv4.ts";
import { layoutCluster, seatAddress, type Layout, type Seat } from "./layout.ts";
import { derivedMac, provisioningPrefix } from "./mac.ts";
import type { Cluster, Lab, Role } from "./model.ts";
import type { BmcPlan, BootstrapPlan, ClusterPlan, NodePlan } from "./plan.ts";
import type { Reservation } from "./reservation.ts";
import { machineUuid } from "./uuid.ts";

/** A cluster's part of the plan. Throws a plain Error for a lab that was never checked. */
export function planCluster(lab: Lab, name: string, cluster: Cluster): ClusterPlan {
  const layout = layoutCluster(name, cluster);
  const domain = `${name}.${lab.lab.domain}`;
  const { vips, bootstrap, provisioning } = clusterType(cluster);
  const hub = hubOf(cluster);
  const nodes = layout.seats.flatMap((seat) => planNode(lab, layout, seat, domain) ?? []);
  return {
    name,
    id: cluster.id,
    type: cluster.type,
    domain,
    servers: [...new Set(nodes.map((node) => node.server))].sort(),
    ...planBlock(layout),
    api: addressOf(layout, vips ? "api" : "master-0"),
    ingress: addressOf(layout, vips ? "ingress" : "master-0"),
    ...(bootstrap && { bootstrap: planBootstrap(lab, layout, domain) }),
    nodes,
    macBlocks: macBlocks(lab, cluster),
    isolation: cluster.isolation,
    pool: `ocplab-${name}`,
    baremetalNetwork: `${name}-baremetal`,
    ...(provisioning && {
      provisioning: {
        network: `${name}-provisioning`,
        bridge: provisioning === "bridged" ? provisioningBridge : `prov${String(cluster.id)}`,
        mode: provisioning,
      },
    }),
    ...(hub !== undefined && { hub }),
    bmc: "bmc" in cluster ? cluster.bmc : "redfish",
    machines: machinesBy(cluster),
    reservation: planReservation(cluster),
    protected: cluster.protected,
    ...planInstall(name, cluster),
  };
}

/** The MAC of a seat on the baremetal network: the lab file's, or the derived one. */
export function baremetalMac(lab: Lab, cluster: Cluster, seat: Seat): string | undefined {
  if (seat.macIndex === undefined) return undefined;
  return ownMac(cluster, seat) ?? derivedMac(lab.network.macPrefix, cluster.id, seat.macIndex);
}

/** The MAC of a node on its cluster's provisioning network, where there is one. */
export function provisioningMac(lab: Lab, cluster: Cluster, seat: Seat): string | undefined {
  const prefix = provisioningPrefix(lab.network);
  const attached = seat.role !== undefined && clusterType(cluster).provisioning !== undefined;
  if (!attached || prefix === undefined || seat.macIndex === undefined) return undefined;
  return derivedMac(prefix, cluster.id, seat.macIndex);
}

/** The MAC that the lab file gives a seat itself. */
export function ownMac(cluster: Cluster, seat: Seat): string | undefined {
  if (seat.key === "bootstrap" && "bootstrap" in cluster) return cluster.bootstrap.mac;
  return cluster.nodes[seat.key]?.mac;
}

/** A node's label in DNS. */
export function hostNameOf(cluster: Cluster, key: string): string {
  return cluster.nodes[key]?.hostname ?? key;
}

/** The name of a node's machine in libvirt. */
export function machineOf(name: string, cluster: Cluster, key: string): string {
  return cluster.nodes[key]?.machine ?? `${name}-${key}`;
}

/** The disk image that nodes of the role boot from; without one they get an empty disk. */
export function imageOf(cluster: Cluster, role: Role): string | undefined {
  const images: Partial<Record<Role, string | undefined>> = cluster.images;
  return images[role] ?? cluster.image;
}

/** Memory and disk in MiB. Throws a plain Error for a role that the cluster's type does not have. */
export function sizeOf(
  cluster: Cluster,
  role: Role,
): { readonly memory: number; readonly vcpus: number; readonly disk: number } {
  const sizes: Partial<Record<Role, { memory: number; vcpus: number; disk: number }>> =
    cluster.sizes;
  const size = sizes[role];
  if (!size) throw new Error(`a cluster of type ${cluster.type} has no ${role}`);
  return size;
}

function planNode(lab: Lab, layout: Layout, seat: Seat, domain: string): NodePlan | undefined {
  const { name, cluster } = layout;
  const { key, role } = seat;
  const baremetal = baremetalMac(lab, cluster, seat);
  if (role === undefined || baremetal === undefined) return undefined;
  const provisioning = provisioningMac(lab, cluster, seat);
  const { memory, vcpus, disk } = sizeOf(cluster, role);
  const image = imageOf(cluster, role);
  const own = cluster.nodes[key];
  const server = own?.server ?? cluster.server;
  const address = addressOf(layout, key);
  const managed = role !== "provisionhost" && machinesBy(cluster) === "ours";
  const hostName = hostNameOf(cluster, key);
  return {
    key,
    hostName,
    role,
    name: machineOf(name, cluster, key),
    fqdn: `${hostName}.${domain}`,
    server,
    address,
    macs: { baremetal, ...(provisioning !== undefined && { provisioning }) },
    uuid: machineUuid(baremetal),
    memoryMib: memory,
    vcpus,
    diskMib: disk,
    ...(image !== undefined && { image }),
    // an installer must be able to switch a machine whose disk it writes
    power: own?.power ?? (image !== undefined || role === "provisionhost" ? "ours" : "installer"),
    ...(managed && { bmc: planBmc(lab, server, address) }),
  };
}

function machinesBy(cluster: Cluster): ClusterPlan["machines"] {
  if (cluster.adopted) return "adopted";
  return isClassic(cluster) ? "dci" : "ours";
}

function macBlocks({ network }: Lab, cluster: Cluster): string[] {
  const provisioning =
    clusterType(cluster).provisioning === undefined ? undefined : provisioningPrefix(network);
  return [network.macPrefix, ...(provisioning === undefined ? [] : [provisioning])].map((prefix) =>
    derivedMac(prefix, cluster.id, 0).slice(0, -3),
  );
}

function planBmc(lab: Lab, server: string, address: string): BmcPlan {
  const host = lab.servers[server];
  if (!host) throw new Error(`the lab has no server called ${server}`);
  const port = ipmiPort(parseSubnet(lab.network.subnet), address);
  return { address: host.address, redfishPort: host.bmcPort, ipmiPort: port };
}

function planBootstrap(lab: Lab, layout: Layout, domain: string): BootstrapPlan {
  const seat = layout.seats.find(({ key }) => key === "bootstrap");
  const mac = seat && baremetalMac(lab, layout.cluster, seat);
  if (mac === undefined) throw new Error(`cluster ${layout.name} has no bootstrap machine`);
  const address = addressOf(layout, "bootstrap");
  return { name: "bootstrap", fqdn: `bootstrap.${domain}`, address, mac };
}

function planBlock({ block }: Layout): Pick<ClusterPlan, "block"> {
  if (!block) return {};
  return { block: { first: addressText(block.first), last: addressText(block.last) } };
}

function planReservation({ owner, purpose, expires }: Cluster): Reservation {
  return {
    ...(owner !== undefined && { owner }),
    ...(purpose !== undefined && { purpose }),
    ...(expires !== undefined && { expires }),
  };
}

function planInstall(name: string, cluster: Cluster): Pick<ClusterPlan, "install"> {
  const { install } = cluster;
  if (!install?.enabled) return {};
  const { topic, components, extra, inventoryExtra, job, hooks, queue: pool } = install;
  const folder = `${clusterFolder}/${name}`;
  // the file names are the ones that DCI's own tools look for
  const own = `${folder}/${name}`;
  const resource = cluster.server;
  return {
    install: {
      ...{ topic, components, extra, inventoryExtra, job, hooks, folder },
      ...(pool !== undefined && { queue: { pool, resource } }),
      inventoryPath:
        pool === undefined ? `${own}-hosts.yml` : `${inventoryFolder}/${pool}/${resource}`,
      pipelinePath: `${own}-pipeline.yml`,
    },
  };
}

function addressOf(layout: Layout, key: string): string {
  return addressText(seatAddress(layout, key));
}
