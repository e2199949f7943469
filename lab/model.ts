import * as z from "zod";

import { hookNames } from "./hookNames.ts";
import {
  addressRange,
  byteSize,
  componentName,
  domainName,
  expiry,
  filePath,
  hostKey,
  hostPath,
  ipv4Address,
  ipv4Subnet,
  label,
  labSubnet,
  leaseTime,
  macAddress,
  machineName,
  macPrefix,
  nicName,
  oneLine,
  ownerName,
  registry,
  shown,
  topicName,
  userName,
  wholeNumber,
} from "./values.ts";

/** The stack of the foundation; no cluster may have its name. */
export const foundationStackName = "lab";

const network = z
  .strictObject({
    subnet: labSubnet.describe("The flat network that jumphost, servers and nodes share."),
    gateway: ipv4Address.describe("The router that the nodes are told of."),
    upstreamDns: z
      .array(ipv4Address)
      .describe("Where questions for other names than the lab's are forwarded; may be empty."),
    ntp: z.array(ipv4Address).default([]).describe("Time servers that the nodes are told of."),
    leaseTime: leaseTime.default("24h").describe("How long a node may use its address unasked."),
    macPrefix: macPrefix
      .prefault("52:54:00")
      .describe("First half of derived MACs; another one for a second lab on the same wire."),
    provisioningMacPrefix: macPrefix
      .optional()
      .describe("The same on the provisioning networks; without it macPrefix plus one."),
    otherMacPrefixes: z
      .array(macPrefix)
      .default([])
      .describe("What other labs on the same wire use, so that no MAC of this one is theirs."),
    reserved: z
      .array(addressRange)
      .default([])
      .describe(
        "Addresses of the subnet that no cluster gets: printers, other people's machines. One each, or `FIRST-LAST`; hosts of the lab may be among them.",
      ),
    mtu: wholeNumber(1280, 9216, "an MTU")
      .default(1500)
      .describe("Largest packet, in bytes; NICs and bridges must agree on it."),
    clusterNetwork: ipv4Subnet
      .default("10.128.0.0/14")
      .describe("Inside of every cluster: addresses of its pods."),
    serviceNetwork: ipv4Subnet
      .default("172.30.0.0/16")
      .describe("Inside of every cluster: addresses of its services."),
    registries: z
      .array(registry)
      .default([])
      .describe("Registries that nodes pull from, `host` or `host:port`; asked before an install."),
    // DCI's role node_prep makes it a /21, wider than the installer's own default
    provisioningSubnet: ipv4Subnet
      .default("172.22.0.0/21")
      .describe("Addresses on the provisioning networks."),
  })
  .describe("The baremetal network.");

const ssh = {
  user: userName.describe("Who logs in; anyone but root needs sudo without a password."),
  keyFile: filePath.describe("Private key; without it the ssh-agent's keys."),
  knownHosts: filePath.describe("File of pinned host keys; without it OpenSSH's own files."),
};

const host = {
  address: ipv4Address.describe("The host's own address on the baremetal network."),
  nic: nicName.describe("The physical NIC on the baremetal network."),
  ssh: z
    .strictObject({
      user: ssh.user.optional(),
      keyFile: ssh.keyFile.optional(),
      knownHosts: ssh.knownHosts.optional(),
      hostKey: hostKey.optional().describe("The host's one pinned key, instead of a file."),
    })
    .prefault({})
    .describe("What differs for this host."),
};

const server = z.strictObject({
  ...host,
  hypervisor: z.enum(["kvm", "qemu"]).default("kvm").describe("qemu is software emulation."),
  memory: byteSize.optional().describe("Memory that virtual machines may take."),
  vcpus: wholeNumber(1, 4096, "a number of CPUs").optional().describe("Hardware threads."),
  vcpuRatio: z
    .number()
    .min(1)
    .max(32)
    .default(1)
    .describe("How many virtual CPUs one hardware thread may carry."),
  disk: byteSize.optional().describe("Room for disks below the image folder."),
  provisioningNic: nicName
    .optional()
    .describe("A second NIC, on the provisioning network that an ACM hub shares with its spokes."),
  bmcPort: wholeNumber(1, 65535, "a port")
    .default(8082)
    .describe("Where the BMCs of its nodes answer (Redfish)."),
  retired: z.boolean().default(false).describe("Take everything of ours off this server."),
});

const node = z.strictObject({
  address: ipv4Address.optional().describe("Takes the node out of the cluster's block."),
  mac: macAddress.optional().describe("MAC on the baremetal network, instead of the derived one."),
  server: label.optional().describe("Another server than the cluster's."),
  hostname: label
    .optional()
    .describe("Its name in DNS and DHCP, instead of NODE; of an adopted cluster only."),
  machine: machineName
    .optional()
    .describe("Name of its libvirt machine, instead of CLUSTER-NODE; of an adopted cluster only."),
  power: z
    .enum(["ours", "installer"])
    .optional()
    .describe(
      "Who switches the machine on and off. Usually the installer where it has an empty disk, else `ours`.",
    ),
});

// for editors only: which nodes there are is for the checks to say, which know the cluster's counts
const nodeKey = z.string().meta({ pattern: "^(provisionhost|(master|worker)-[0-9]+)$" });

/** Keys of a job in the pipeline file, beside those that follow from the plan; dci-pipeline's own names. */
const job = z
  .strictObject({
    ansible_extravars_files: z.array(hostPath).optional().describe("Files with more variables."),
    ansible_skip_tags: z.array(z.string()).optional(),
    ansible_tags: z.array(z.string()).optional(),
    comment: z.string().optional(),
    dci_vault_file: hostPath.optional().describe("Password of values under `!vault`."),
    fallback_last_success: z.array(z.string()).optional(),
    inventory_playbook: hostPath.optional().describe("Run before the job."),
    pipeline_user: hostPath.optional().describe("Credentials of a user, for what is not public."),
    success_tag: z.string().optional().describe("Put on the components of a job that succeeded."),
    url: z.string().optional(),
  })
  .prefault({})
  .describe("More keys of the job for dci-pipeline; paths are the jumphost's.");

const hooks = z
  .partialRecord(z.enum(hookNames), filePath)
  .default({})
  .describe("Files with tasks of your own, relative to the lab file, instead of ours.");

const install = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .describe(
      "Install OpenShift through DCI. Back to false: kubeconfig and records on the jumphost go.",
    ),
  topic: topicName.describe("What DCI installs, as DCI names it."),
  components: z.array(componentName).min(1).default(["ocp"]).describe("DCI components."),
  extra: z
    .record(z.string(), z.json())
    .default({})
    .describe(
      "Variables, handed to DCI unread. No secrets: they would be in the state; name files on the jumphost.",
    ),
  inventoryExtra: z
    .record(z.string(), z.json())
    .default({})
    .describe("Laid over the inventory's `all`: groups, hosts, vars. No secrets here either."),
  job,
  hooks,
  queue: label
    .optional()
    .describe(
      "Pool of dci-queue in which the cluster's server is a resource, for jobs of others; an install takes it out.",
    ),
});

// Sources of the sizes: DCI's samples (abi: 120 GB disks, workers 30000 MiB) and the requirements of
// "Distributed Libvirt-based OpenShift clusters" (provisionhost and nodes at least 8 vCPU and 16 GB).
// provisionhost carries the nested bootstrap machine; a single node also runs the workload, and the nodes
// of a hub Advanced Cluster Management.
const sizes = {
  provisionhost: machineSize({ memory: "16GiB", vcpus: 8, disk: "100GiB" }),
  master: machineSize({ memory: "16GiB", vcpus: 8, disk: "120GiB" }),
  worker: machineSize({ memory: "32GiB", vcpus: 8, disk: "120GiB" }),
  single: machineSize({ memory: "32GiB", vcpus: 8, disk: "120GiB" }),
  hub: machineSize({ memory: "32GiB", vcpus: 12, disk: "160GiB" }),
};

const common = {
  id: wholeNumber(1, 65535, "a cluster id").describe("Two bytes of every MAC of the cluster."),
  server: label.describe("The server that the nodes run on."),
  firstAddress: ipv4Address.optional().describe("Where the cluster's block of addresses begins."),
  image: filePath.optional().describe("Disk image that every node boots from."),
  nodes: emptyable(z.record(nodeKey, node)).describe("What differs for single nodes."),
  install: install
    .optional()
    .describe(
      "Without it the machines are made and nothing is installed; that of a `classic` single node is not made either.",
    ),
};

/** For whom a cluster is, and how long; what must not happen to its machines. */
const reservation = {
  owner: ownerName.optional().describe("For whom it is: a person, a team, a mail address."),
  purpose: oneLine.optional().describe("What it is for."),
  expires: expiry
    .optional()
    .describe(
      "Until when it is kept: to the end of a day in UTC, or to a time. `ocplab expire` destroys what is over.",
    ),
  protected: z
    .boolean()
    .default(false)
    .describe("Refuse whatever would destroy its machines or make them anew."),
  adopted: z
    .boolean()
    .default(false)
    .describe(
      "Its machines were there before ocplab: it has names, reservations and a place in the plan, and nothing makes, changes or destroys the machines ([from-dci-lab.md](from-dci-lab.md)).",
    ),
};

/** Of clusters whose machines are ours; see lab/isolation. */
const isolation = z
  .enum(["none", "strict"])
  .default("none")
  .describe(
    "`strict`: its nodes and those of other clusters cannot reach each other, and a node can neither answer DHCP nor take another's MAC or address ([isolation.md](isolation.md)).",
  );

/** Of clusters that have more than one node. */
const several = {
  ...common,
  size: wholeNumber(1, 4096, "a number of addresses")
    .optional()
    .describe("Addresses kept for the cluster, so that it can grow."),
  masters: wholeNumber(3, 5, "a number of masters")
    .default(3)
    .describe("Those after the third need addresses of their own, under `nodes`."),
  // node indexes 4 to 0x7f of the MAC
  workers: wholeNumber(0, 124, "a number of workers").default(0).describe("May be none."),
  vips: z
    .strictObject({ api: ipv4Address.optional(), ingress: ipv4Address.optional() })
    .prefault({})
    .describe("Virtual addresses outside of the block."),
};

const hub = label
  .optional()
  .describe("The ACM hub that deploys the cluster, instead of DCI itself.");

const ipi = z.strictObject({
  type: z.literal("ipi"),
  ...several,
  // all other types need a BMC that inserts media
  bmc: z.enum(["redfish", "ipmi"]).default("redfish").describe("How the installer switches nodes."),
  bootstrap: z
    .strictObject({ address: ipv4Address.optional(), mac: macAddress.optional() })
    .prefault({})
    .describe("The installer's temporary machine inside provisionhost."),
  sizes: z
    .strictObject({
      provisionhost: sizes.provisionhost,
      master: sizes.master,
      worker: sizes.worker,
    })
    .prefault({}),
  images: z
    .strictObject({
      provisionhost: filePath.optional(),
      master: filePath.optional(),
      worker: filePath.optional(),
    })
    .prefault({})
    .describe("Disk images by role, instead of `image`."),
  ...reservation,
  isolation,
});

const abi = z.strictObject({
  type: z.literal("abi"),
  ...several,
  hub,
  sizes: z.strictObject({ master: sizes.master, worker: sizes.worker }).prefault({}),
  images: imagesOfNodes(),
  ...reservation,
  isolation,
});

const acm = z.strictObject({
  type: z.literal("acm"),
  ...several,
  sizes: z.strictObject({ master: sizes.hub, worker: sizes.worker }).prefault({}),
  images: imagesOfNodes(),
  ...reservation,
  isolation,
});

const sno = z.strictObject({
  type: z.literal("sno"),
  ...common,
  hub,
  classic: z
    .boolean()
    .default(false)
    .describe(
      "Installed by DCI's older single-node role, which makes the machine itself: only where `install` is enabled.",
    ),
  sizes: z.strictObject({ master: sizes.single }).prefault({}),
  images: z.strictObject({ master: filePath.optional() }).prefault({}),
  ...reservation,
  isolation,
});

const dci = z
  .strictObject({
    credentialsFile: hostPath
      .optional()
      .describe(
        "The remote CI's, as YAML; without it the stack's, or else dci-pipeline's usual one.",
      ),
    pullSecretFile: hostPath
      .optional()
      .describe("More pull secrets, for registries beside DCI's own."),
    sshPublicKeyFile: hostPath
      .default("/root/.ssh/id_rsa.pub")
      .describe("Of who runs the installs: it may log in on provisionhosts and nodes."),
    parallelInstalls: wholeNumber(1, 1000, "a number of installs")
      .default(4)
      .describe("So many run at once; further ones wait."),
  })
  .prefault({})
  .describe("What DCI needs on the jumphost; paths are the jumphost's.");

/** The lab file. The one place of its keys, their meaning and their defaults. */
export const labSchema = z.strictObject({
  version: z
    .literal(1, {
      error: ({ input }) =>
        input === undefined || input === null
          ? `${input === null ? "has no value" : "is missing"}; write \`version: 1\``
          : `${shown(input)} is no version of this format; write 1`,
    })
    .describe("Version of this format."),
  lab: z.strictObject({
    name: label.describe("Name of the lab, for people."),
    domain: domainName.describe("Hosts are NAME.DOMAIN, clusters have the domain NAME.DOMAIN."),
  }),
  network,
  ssh: z
    .strictObject({
      user: ssh.user.default("root"),
      keyFile: ssh.keyFile.optional(),
      knownHosts: ssh.knownHosts.optional(),
    })
    .prefault({})
    .describe("How the controller reaches every host."),
  jumphost: z
    .strictObject({
      name: label.describe("May be a server's too."),
      ...host,
      nat: nicName
        .optional()
        .describe(
          "Its NIC to the world outside, where the lab has no router: it routes for the nodes and translates their addresses.",
        ),
    })
    .describe("Serves DHCP and DNS for the whole lab, and runs the installs."),
  dci,
  servers: emptyable(z.record(label, server)),
  clusters: emptyable(z.record(label, z.discriminatedUnion("type", [ipi, sno, abi, acm]))),
});

/**
 * The same with any names for servers and clusters, so that a wrong name hides nothing of its entry; names
 * are checked apart from it.
 */
export const anyNamesSchema = labSchema.extend({
  servers: emptyable(z.record(z.string(), labSchema.shape.servers.in.unwrap().unwrap().valueType)),
  clusters: emptyable(
    z.record(z.string(), labSchema.shape.clusters.in.unwrap().unwrap().valueType),
  ),
});

/** All types of clusters that a lab file may have. */
export function clusterTypeNames(): readonly Cluster["type"][] {
  return clusterSchemas().map(({ shape }) => shape.type.value);
}

/** What a cluster of each type may have. */
export function clusterSchemas() {
  return labSchema.shape.clusters.in.unwrap().unwrap().valueType.options;
}

/** A lab file with its defaults; sizes in MiB. */
export type Lab = z.output<typeof labSchema>;
export type Cluster = Lab["clusters"][string];
export type Server = Lab["servers"][string];
export type Role = "provisionhost" | "master" | "worker";

/** A key with nothing after it, its entries commented out perhaps, is an empty map. */
function emptyable<T extends z.ZodType>(map: T) {
  return map.nullish().transform((value) => value ?? ({} as NonNullable<typeof value>));
}

function imagesOfNodes() {
  return z
    .strictObject({ master: filePath.optional(), worker: filePath.optional() })
    .prefault({})
    .describe("Disk images by role, instead of `image`.");
}

function machineSize(usual: { memory: string; vcpus: number; disk: string }) {
  return z
    .strictObject({
      memory: byteSize.prefault(usual.memory),
      vcpus: wholeNumber(1, 1024, "a number of CPUs").default(usual.vcpus),
      disk: byteSize.prefault(usual.disk),
    })
    .prefault({});
}
