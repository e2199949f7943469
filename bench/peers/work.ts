import {
  renderBase,
  renderClusterConf,
  renderClusterDhcp,
  renderClusterHosts,
  renderLabHosts,
} from "../../lab/dnsmasq.ts";
import { diskVolume, dnsmasqFolder, dnsmasqState, poolFolder } from "../../lab/hostPaths.ts";
import { buildPlan, type ClusterPlan, type NodePlan, type Plan } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";

/** How much there is to do: as many servers, with one cluster of so many machines on each. */
export interface Size {
  readonly servers: number;
  readonly machines: number;
}

/** Whether machines run: a guest takes 180 MB here, and two seconds of a processor to boot. */
export function areStarted({ servers, machines }: Size): boolean {
  return servers * machines <= 80;
}

/** What is to be there, for tools that know nothing of the lab file: the same that the plan has. */
export interface Work {
  readonly jumphost: {
    readonly name: string;
    readonly address: string;
    readonly folders: readonly string[];
    /** Contents by path. */
    readonly files: Readonly<Record<string, string>>;
  };
  readonly servers: readonly ServerWork[];
}

interface ServerWork {
  readonly name: string;
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly nic: string;
  readonly bridge: string;
  readonly cluster: string;
  readonly pool: { readonly name: string; readonly path: string };
  /** On the controller, and the volume that it becomes. */
  readonly image: string;
  readonly base: string;
  readonly networks: readonly { name: string; bridge: string; mode: "bridge" | "none" }[];
  readonly started: boolean;
  readonly machines: readonly MachineWork[];
}

interface MachineWork {
  readonly name: string;
  readonly volume: string;
  readonly bytes: number;
  readonly memoryMib: number;
  readonly vcpus: number;
  readonly nics: readonly { readonly bridge: string; readonly mac: string }[];
}

/** One change of the lab, as each phase of the comparison has one. */
export interface Change {
  /** Of the provisionhost on the first server. */
  readonly memoryMib?: number;
  /** On the first server. */
  readonly moreMachines?: number;
}

const image = ".box/guest.qcow2";
const memoryMib = 96;

/** The lab file of a size: on each server a cluster of a provisionhost, three masters, and workers. */
export function labFileOf(lab: Size, change: Change = {}): string {
  const { servers, machines } = lab;
  const more = change.moreMachines ?? 0;
  const memory = change.memoryMib ?? memoryMib;
  // API, ingress and bootstrap machine; the first cluster has room to grow
  const size = machines + 3;
  const clusters = range(servers).map((index) => {
    const own = index === 0 ? more : 0;
    const changed = index === 0 ? memory : memoryMib;
    const workers = machines - 4 + own;
    const small = `memory: ${memoryMib}MiB, vcpus: 1, disk: 40MiB`;
    const first = 11 + servers + (index === 0 ? 0 : 1) + index * size;
    return `  c${index + 1}:
    type: ipi
    id: ${index + 1}
    server: server${index + 1}
    firstAddress: 192.0.2.${first}
    size: ${size + (index === 0 ? 1 : 0)}
    workers: ${workers}
    image: ${image}
    sizes:
      provisionhost: { memory: ${changed}MiB, vcpus: 1, disk: 40MiB }
      master: { ${small} }
      worker: { ${small} }
${areStarted(lab) ? "" : `    nodes: { ${leftOff(workers)} }\n`}`;
  });
  const hosts = range(servers).map(
    (index) =>
      `  server${index + 1}: { address: 192.0.2.${11 + index}, nic: host0, hypervisor: qemu }\n`,
  );
  return `version: 1
lab: { name: bench, domain: lab.example.com }
network: { subnet: 192.0.2.0/24, gateway: 192.0.2.254, upstreamDns: [192.0.2.254], ntp: [192.0.2.1] }
ssh: { user: root, keyFile: .box/id_ed25519, knownHosts: .box/known_hosts }
jumphost: { name: jumphost, address: 192.0.2.1, nic: host0 }
dci: { sshPublicKeyFile: /root/.ssh/id_ed25519.pub }
servers:
${hosts.join("")}clusters:
${clusters.join("")}`;
}

function leftOff(workers: number): string {
  const masters = range(3).map((index) => `master-${index}`);
  const keys = ["provisionhost", ...masters, ...range(workers).map((index) => `worker-${index}`)];
  return keys.map((key) => `${key}: { power: installer }`).join(", ");
}

/** The same work for tools that have no planner. */
export function workOf(size: Size, change: Change = {}): Work {
  const plan = buildPlan(parseLab(labFileOf(size, change)));
  return {
    jumphost: jumphostOf(plan),
    servers: plan.clusters.map((one) => serverOf(plan, one, areStarted(size))),
  };
}

function jumphostOf(plan: Plan): Work["jumphost"] {
  const folder = (name: string): string => `${dnsmasqFolder}/${name}`;
  return {
    name: plan.jumphost.name,
    address: plan.jumphost.address,
    folders: [folder("conf.d"), folder("hosts.d"), folder("dhcp.d"), dnsmasqState],
    files: Object.fromEntries([
      [folder("dnsmasq.conf"), renderBase(plan)],
      [folder("hosts.d/lab"), renderLabHosts(plan)],
      ...plan.clusters.flatMap((cluster) => [
        [folder(`hosts.d/${cluster.name}`), renderClusterHosts(cluster)],
        [folder(`dhcp.d/${cluster.name}`), renderClusterDhcp(plan, cluster)],
        [folder(`conf.d/${cluster.name}.conf`), renderClusterConf(cluster)],
      ]),
      ["/etc/systemd/system/lab-dnsmasq.service", dnsmasqUnitFile],
    ]) as Record<string, string>,
  };
}

const dnsmasqUnitFile = `[Service]
ExecStart=/usr/sbin/dnsmasq --keep-in-foreground --conf-file=${dnsmasqFolder}/dnsmasq.conf

[Install]
WantedBy=multi-user.target
`;

function serverOf(plan: Plan, cluster: ClusterPlan, started: boolean): ServerWork {
  const server = plan.servers.find(({ name }) => name === cluster.servers[0]);
  const { provisioning } = cluster;
  if (!server || !provisioning) throw new Error(`${cluster.name} is no cluster of one server`);
  return {
    name: server.name,
    address: server.address,
    prefix: plan.network.prefixLength,
    gateway: plan.network.gateway,
    nic: server.nic,
    bridge: server.bridge,
    cluster: cluster.name,
    pool: { name: cluster.pool, path: poolFolder(cluster.name) },
    image,
    base: "base.qcow2",
    networks: [
      { name: cluster.baremetalNetwork, bridge: server.bridge, mode: "bridge" },
      { name: provisioning.network, bridge: provisioning.bridge, mode: "none" },
    ],
    started,
    machines: cluster.nodes.map((node) => machineOf(node, server.bridge, provisioning.bridge)),
  };
}

function machineOf(node: NodePlan, baremetal: string, provisioning: string): MachineWork {
  const { macs } = node;
  if (macs.provisioning === undefined) throw new Error(`${node.name} has one NIC`);
  return {
    name: node.name,
    volume: diskVolume(node.key),
    bytes: node.diskMib * 2 ** 20,
    memoryMib: node.memoryMib,
    vcpus: node.vcpus,
    nics: [
      { bridge: provisioning, mac: macs.provisioning },
      { bridge: baremetal, mac: macs.baremetal },
    ],
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
