import { baremetalBridge, provisioningBridge } from "./bridges.ts";
import { planCluster } from "./clusterPlan.ts";
import type { HookName } from "./hookNames.ts";
import { addressText, parseSubnet } from "./ipv4.ts";
import type { Cluster, Lab, Role, Server } from "./model.ts";
import { byName } from "./order.ts";
import type { Reservation } from "./reservation.ts";

/** All that follows from a lab file: plain, frozen data, the same for any order of the file's entries. */
export interface Plan {
  readonly lab: Lab["lab"];
  readonly network: NetworkPlan;
  readonly jumphost: JumphostPlan;
  readonly dci: Lab["dci"];
  /** By name, `server2` before `server10`. */
  readonly servers: readonly ServerPlan[];
  /** By name, likewise. */
  readonly clusters: readonly ClusterPlan[];
}

/** The baremetal network. */
interface NetworkPlan {
  /** As in the lab file: 192.0.2.0/24. */
  readonly subnet: string;
  readonly prefixLength: number;
  readonly netmask: string;
  readonly networkAddress: string;
  readonly gateway: string;
  readonly upstreamDns: readonly string[];
  readonly ntp: readonly string[];
  readonly leaseTime: string;
  readonly mtu: number;
  readonly clusterNetwork: string;
  readonly serviceNetwork: string;
  readonly provisioningSubnet: string;
  readonly registries: readonly { readonly host: string; readonly port: number }[];
}

export interface HostPlan {
  readonly name: string;
  readonly address: string;
  readonly nic: string;
  readonly fqdn: string;
  readonly ssh: SshPlan;
}

/** How the controller reaches a host. Paths as the lab file has them: relative ones start at its folder. */
interface SshPlan {
  readonly user: string;
  /** Without it the ssh-agent's keys. */
  readonly keyFile?: string;
  /** Without it, and without a host key, OpenSSH's own files. */
  readonly knownHosts?: string;
  /** The one key that the host may show; comes before `knownHosts`. */
  readonly hostKey?: string;
}

export interface JumphostPlan extends HostPlan {
  /** Its NIC to the world outside, where it is the nodes' router. */
  readonly nat?: string;
}

export interface ServerPlan extends HostPlan {
  readonly bridge: typeof baremetalBridge;
  /** Where the server has a second NIC, on the provisioning network that an ACM hub shares. */
  readonly provisioning?: { readonly nic: string; readonly bridge: typeof provisioningBridge };
  readonly hypervisor: Server["hypervisor"];
  /** Where the BMCs of its machines answer Redfish. */
  readonly bmcPort: number;
  /** Everything of ours is to be taken off. */
  readonly retired: boolean;
}

export interface ClusterPlan {
  readonly name: string;
  readonly id: number;
  readonly type: Cluster["type"];
  readonly domain: string;
  /** Names of the servers that its nodes run on. */
  readonly servers: readonly string[];
  /** Both ends inclusive; absent where every address is given by itself. */
  readonly block?: { readonly first: string; readonly last: string };
  readonly api: string;
  readonly ingress: string;
  readonly bootstrap?: BootstrapPlan;
  readonly nodes: readonly NodePlan[];
  /** First five bytes of the MACs that are derived from its id, with room for nodes to come. */
  readonly macBlocks: readonly string[];
  /** Whether its nodes are kept apart from those of other clusters (lab/isolation). */
  readonly isolation: Cluster["isolation"];
  readonly pool: string;
  readonly baremetalNetwork: string;
  readonly provisioning?: ProvisioningPlan;
  /** Name of the ACM hub that deploys it, where one does. */
  readonly hub?: string;
  /** How an installer switches its nodes. */
  readonly bmc: "redfish" | "ipmi";
  /**
   * Who makes its machines: `dci` for a single node that DCI's older role installs; nobody where they were
   * `adopted`, as somebody had made them before.
   */
  readonly machines: "ours" | "dci" | "adopted";
  readonly reservation: Reservation;
  /** Whatever would destroy its machines, or make them anew, is refused. */
  readonly protected: boolean;
  /** Present where the lab file enables the install. */
  readonly install?: InstallPlan;
}

/** A cluster's network beside the baremetal one. */
export interface ProvisioningPlan {
  /** Name of the libvirt network. */
  readonly network: string;
  /** Isolated ones have a bridge of their own; bridged ones go over the server's. */
  readonly bridge: string;
  readonly mode: "isolated" | "bridged";
}

/** Where a node's power is switched by network. */
export interface BmcPlan {
  /** The server's. */
  readonly address: string;
  readonly redfishPort: number;
  /** UDP. */
  readonly ipmiPort: number;
}

/** The installer's temporary machine; it runs inside provisionhost. */
export interface BootstrapPlan {
  readonly name: "bootstrap";
  readonly fqdn: string;
  readonly address: string;
  readonly mac: string;
}

export interface NodePlan {
  /** `provisionhost`, `master-0`, `worker-1`: unique and stable in its cluster. */
  readonly key: string;
  /** Its label in DNS: its key, unless it was adopted under another name. */
  readonly hostName: string;
  readonly role: Role;
  /** Name of the libvirt domain. */
  readonly name: string;
  readonly fqdn: string;
  readonly server: string;
  readonly address: string;
  readonly macs: { readonly baremetal: string; readonly provisioning?: string };
  /** Of the libvirt domain; BMCs know the machine by it. */
  readonly uuid: string;
  readonly memoryMib: number;
  readonly vcpus: number;
  readonly diskMib: number;
  /** Path of the disk image that it boots from; absent: an empty disk, which an installer writes. */
  readonly image?: string;
  /** Who switches it on and off. */
  readonly power: "ours" | "installer";
  /** Absent for provisionhost, and where DCI makes the machine. */
  readonly bmc?: BmcPlan;
}

/** What DCI is to install, and where on the jumphost its documents are. */
export interface InstallPlan {
  readonly topic: string;
  readonly components: readonly string[];
  /** Variables for DCI. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Laid over the inventory. */
  readonly inventoryExtra: Readonly<Record<string, unknown>>;
  /** More keys of the pipeline's job, by dci-pipeline's names. */
  readonly job: Readonly<Record<string, unknown>>;
  /** Files of the user's own hooks, relative to the lab file. */
  readonly hooks: Readonly<Partial<Record<HookName, string>>>;
  /** Where dci-queue hands out the cluster's server. */
  readonly queue?: { readonly pool: string; readonly resource: string };
  /** Holds all documents of the cluster but a queue's. */
  readonly folder: string;
  readonly inventoryPath: string;
  readonly pipelinePath: string;
}

/** The plan of a lab that `readLab` returned. Throws a plain Error for one that was never checked. */
export function buildPlan(lab: Lab): Plan {
  const { jumphost } = lab;
  return freeze({
    lab: lab.lab,
    network: planNetwork(lab.network),
    jumphost: {
      ...planHost(lab, jumphost.name, jumphost),
      ...(jumphost.nat !== undefined && { nat: jumphost.nat }),
    },
    dci: lab.dci,
    servers: byName(lab.servers).map(([name, server]) => planServer(lab, name, server)),
    clusters: byName(lab.clusters).map(([name, cluster]) => planCluster(lab, name, cluster)),
  });
}

/** The server of that name. Throws a plain Error where there is none. */
export function serverOf(plan: Plan, name: string): ServerPlan {
  const server = plan.servers.find((candidate) => candidate.name === name);
  if (!server) throw new Error(`the plan has no server called ${name}`);
  return server;
}

function planNetwork(network: Lab["network"]): NetworkPlan {
  const { first, prefixLength, netmask } = parseSubnet(network.subnet);
  const { subnet, gateway, upstreamDns, ntp, leaseTime, mtu } = network;
  const { clusterNetwork, serviceNetwork, provisioningSubnet } = network;
  return {
    ...{ subnet, prefixLength, netmask, networkAddress: addressText(first) },
    ...{ gateway, upstreamDns, ntp, leaseTime, mtu },
    ...{ clusterNetwork, serviceNetwork, provisioningSubnet },
    registries: network.registries.map((registry) => {
      const [host = "", port = "443"] = registry.split(":");
      return { host, port: Number(port) };
    }),
  };
}

function planHost(lab: Lab, name: string, host: Lab["jumphost"] | Server): HostPlan {
  const { address, nic } = host;
  return { name, address, nic, fqdn: `${name}.${lab.lab.domain}`, ssh: planSsh(lab.ssh, host.ssh) };
}

function planSsh(common: Lab["ssh"], own: Server["ssh"]): SshPlan {
  const keyFile = own.keyFile ?? common.keyFile;
  const knownHosts = own.knownHosts ?? common.knownHosts;
  return {
    user: own.user ?? common.user,
    ...(keyFile !== undefined && { keyFile }),
    ...(knownHosts !== undefined && { knownHosts }),
    ...(own.hostKey !== undefined && { hostKey: own.hostKey }),
  };
}

function planServer(lab: Lab, name: string, server: Server): ServerPlan {
  const { hypervisor, bmcPort, retired, provisioningNic: nic } = server;
  return {
    ...planHost(lab, name, server),
    bridge: baremetalBridge,
    ...(nic !== undefined && { provisioning: { nic, bridge: provisioningBridge } }),
    hypervisor,
    bmcPort,
    retired,
  };
}

/** Objects that come from the model are frozen with the rest. */
function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}
