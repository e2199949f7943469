/** Kinds of maps in a lab file. */
export type Kind = "top" | "lab" | "network" | "jumphost" | "server" | "cluster" | InCluster;
type InCluster = "install" | "job" | "sizes" | "size";

/** What machines have of a size. */
export const sizeKeys = new Set(["memory", "vcpus", "disk"]);

const network = "under `network`: indent it there";
const ssh = "under `ssh`: `ssh: { user: ... }`";
const inServer = "in an entry of `servers`: indent it there";
const inCluster = "in an entry of `clusters`: indent it there";
const install = "under `install`: `install: { topic: ... }`";
const extra = "under `install`, beside `job`: `extra: { ... }`";
const planned = "to what follows from the plan: remove it";
const sizes = "under `sizes` (memory, vcpus, disk) or `images`";

/** Of known keys in a wrong kind of map, where they belong: the end of `it belongs ...`. */
export const elsewhere: Partial<Record<Kind, Readonly<Record<string, string>>>> = {
  top: {
    ...Object.fromEntries(
      ["subnet", "gateway", "upstreamDns", "ntp", "leaseTime", "macPrefix", "mtu"].map((key) => [
        key,
        network,
      ]),
    ),
    name: "under `lab`: indent it there",
    domain: "under `lab`: indent it there",
    nic: inServer,
    provisioningNic: inServer,
    firstAddress: inCluster,
    workers: inCluster,
    masters: inCluster,
    install: inCluster,
    sizes: inCluster,
    user: ssh,
    keyFile: ssh,
    knownHosts: ssh,
  },
  network: { name: "under `lab`", domain: "under `lab`" },
  jumphost: { user: ssh, keyFile: ssh, knownHosts: ssh, hostKey: ssh, ...ofServers() },
  server: { user: ssh, keyFile: ssh, knownHosts: ssh, hostKey: ssh },
  cluster: {
    topic: install,
    components: install,
    hooks: install,
    queue: install,
    api: "under `vips`: `vips: { api: ... }`",
    ingress: "under `vips`: `vips: { ingress: ... }`",
    address: "under `nodes`: `nodes: { master-0: { address: ... } }`, or is its `firstAddress`",
    mac: "under `nodes`: `nodes: { master-0: { mac: ... } }`",
    provisionhost: sizes,
    master: sizes,
    worker: sizes,
    domain: "to the lab as a whole: a cluster's is NAME.DOMAIN; remove it",
  },
  job: {
    ansible_extravars: extra,
    dci_credentials: "under `dci`: `dci: { credentialsFile: ... }`",
    topic: "under `install`, beside `job`",
    components: "under `install`, beside `job`",
    ...Object.fromEntries(
      [
        ...["name", "stage", "type", "prev_stages", "configuration", "inputs", "outputs"],
        ...["ansible_playbook", "ansible_cfg", "ansible_inventory", "ansible_envvars"],
      ].map((key) => [key, planned]),
    ),
  },
};

/** A jumphost that runs machines is a server too. */
function ofServers(): Record<string, string> {
  const place = "to a server: list the jumphost under `servers` too, if machines are to run on it";
  return Object.fromEntries([...sizeKeys, "hypervisor", "vcpuRatio"].map((key) => [key, place]));
}

const machineSynonyms = {
  ram: "memory",
  mem: "memory",
  cpu: "vcpus",
  cpus: "vcpus",
  cores: "vcpus",
  threads: "vcpus",
  storage: "disk",
} as const;

/** Words that other tools have for a key of that kind of map; without hyphens, in small letters. */
export const synonyms: Partial<Record<Kind, Readonly<Record<string, string>>>> = {
  top: {
    hosts: "servers",
    nodes: "servers",
    hypervisors: "servers",
    bastion: "jumphost",
    controller: "jumphost",
    baremetal: "network",
  },
  network: {
    cidr: "subnet",
    network: "subnet",
    machinenetwork: "subnet",
    range: "subnet",
    gw: "gateway",
    router: "gateway",
    defaultgateway: "gateway",
    dns: "upstreamDns",
    nameservers: "upstreamDns",
    dnsservers: "upstreamDns",
    resolvers: "upstreamDns",
    ntpservers: "ntp",
    timeservers: "ntp",
    ntpsources: "ntp",
    exclude: "reserved",
    excluded: "reserved",
    reservations: "reserved",
    reservedaddresses: "reserved",
    podnetwork: "clusterNetwork",
  },
  jumphost: { ip: "address", host: "address", hostname: "name", interface: "nic", device: "nic" },
  server: {
    ip: "address",
    host: "address",
    hostname: "address",
    interface: "nic",
    iface: "nic",
    device: "nic",
    ...machineSynonyms,
    overcommit: "vcpuRatio",
    cpuratio: "vcpuRatio",
  },
  cluster: {
    host: "server",
    hypervisor: "server",
    kind: "type",
    start: "firstAddress",
    ip: "firstAddress",
    block: "firstAddress",
    addresses: "size",
    count: "size",
    controlplane: "masters",
    controlplanes: "masters",
    mastercount: "masters",
    compute: "workers",
    workercount: "workers",
    version: "install",
    release: "install",
    vip: "vips",
    apivip: "vips",
    ingressvip: "vips",
  },
  install: {
    version: "topic",
    release: "topic",
    ocp: "topic",
    variables: "extra",
    extravars: "extra",
    ansibleextravars: "extra",
    inventory: "inventoryExtra",
    pool: "queue",
  },
  size: machineSynonyms,
};
