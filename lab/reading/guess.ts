import type { Path } from "./problem.ts";
import { flatLab } from "./suggestion.ts";

/** What an unknown key was probably meant to be, where that is not a matter of spelling. */
export interface Guess {
  /** The next step of a message. */
  readonly step: string;
  /** The key of the same map that it stands for. */
  readonly meant?: string;
}

type Kind = "top" | "lab" | "network" | "jumphost" | "server" | "cluster";

/** A guess by the map that the key is in; undefined where nothing comes to mind. */
export function guessKey(path: Path, key: string, value: unknown): Guess | undefined {
  const kind = kindOf(path);
  if (kind === undefined) return undefined;
  if (kind === "network" && Array.isArray(value) && /^(subnet|network|cidr)s?$/.test(key)) {
    return { step: `did you mean "subnet"? It takes one: ${flatLab}`, meant: "subnet" };
  }
  if (kind === "cluster" && sizeKeys.has(key)) return { step: sizeStep(key, value) };
  const place = elsewhere[kind]?.[key];
  if (place !== undefined) return { step: `it belongs ${place}` };
  const meant = synonyms[kind]?.[key.toLowerCase().replaceAll(/[-_]/g, "")];
  return meant === undefined ? undefined : { step: `did you mean "${meant}"?`, meant };
}

function kindOf(path: Path): Kind | undefined {
  const [section = "top", ...deeper] = path;
  if (deeper.length === 0) return kinds.find((kind) => kind === section);
  if (deeper.length > 1) return undefined;
  return section === "servers" ? "server" : section === "clusters" ? "cluster" : undefined;
}

const kinds: readonly Kind[] = ["top", "lab", "network", "jumphost"];

const sizeKeys = new Set(["memory", "vcpus", "disk"]);

/** Machines of one cluster have different sizes, by their role. */
function sizeStep(key: string, value: unknown): string {
  const shown = typeof value === "string" || typeof value === "number" ? String(value) : "...";
  return `sizes are given for each role: \`sizes: { master: { ${key}: ${shown} } }\``;
}

const network = "under `network`: indent it there";
const ssh = "under `ssh`: `ssh: { user: ... }`";
const inServer = "in an entry of `servers`: indent it there";
const inCluster = "in an entry of `clusters`: indent it there";
const install = "under `install`: `install: { topic: ... }`";
const sizes = "under `sizes` (memory, vcpus, disk) or `images`";

const elsewhere: Partial<Record<Kind, Readonly<Record<string, string>>>> = {
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
};

/** A jumphost that runs machines is a server too. */
function ofServers(): Record<string, string> {
  const place = "to a server: list the jumphost under `servers` too, if machines are to run on it";
  return Object.fromEntries([...sizeKeys, "hypervisor", "vcpuRatio"].map((key) => [key, place]));
}

const synonyms: Partial<Record<Kind, Readonly<Record<string, string>>>> = {
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
    ram: "memory",
    mem: "memory",
    cpu: "vcpus",
    cpus: "vcpus",
    cores: "vcpus",
    threads: "vcpus",
    storage: "disk",
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
};
