/** The unit of the lab's dnsmasq; the distribution's own dnsmasq.service is never touched. */
export const dnsmasqUnit = "ocplab-dnsmasq.service";

/** On the jumphost, where the lab file names it as a time server. */
export const ntpUnit = "ocplab-ntp.service";

/** On the jumphost, where it is the router of the lab's machines. */
export const natUnit = "ocplab-nat.service";

/** On a server: the rules that keep a strict cluster's machines apart, and the unit that loads them. */
export function isolationFile(cluster: string): string {
  return `/etc/ocplab/isolation/${cluster}.nft`;
}

/** The same cluster's unit. */
export function isolationUnit(cluster: string): string {
  return `ocplab-isolation-${cluster}.service`;
}

/** What must run for libvirt to answer: libvirtd ends itself when idle and comes back through its socket. */
export const libvirtUnit = "libvirtd.socket";

/** On the jumphost: the helper that starts, follows and forgets the installs of clusters. */
export const installHelper = "/usr/local/libexec/ocplab-install";

/** On the jumphost: the modules of that helper. */
export const installLibrary = "/usr/local/lib/ocplab/install";

/** On the jumphost: a folder for each cluster, with a record of what was installed (see ocplab-install). */
export const installState = "/var/lib/ocplab/installs";

/** On the jumphost: an empty file for each pool of dci-queue that an install has made (see ocplab-install). */
export const queueState = "/var/lib/ocplab/queues";

/** On every host: one file for each cluster that stands on it. */
export const claimFolder = "/var/lib/ocplab/claims";

/** On a server: where the pool of each cluster has its folder. */
export const imageFolder = "/var/lib/libvirt/ocplab";

/** On a server: the folder of a cluster's pool. */
export function poolFolder(cluster: string): string {
  return `${imageFolder}/${cluster}`;
}

/** In a cluster's pool: the volume of a node's disk, by the node's key. */
export function diskVolume(node: string): string {
  return `${node}.qcow2`;
}

/** On the jumphost: what the lab's dnsmasq reads, apart from the distribution's /etc/dnsmasq*. */
export const dnsmasqFolder = "/etc/ocplab/dnsmasq";

/** On the jumphost: where the lab's dnsmasq keeps its leases. */
export const dnsmasqState = "/var/lib/ocplab/dnsmasq";

/** On the jumphost: a folder for each cluster, with what DCI reads to install it. */
export const clusterFolder = "/etc/ocplab/clusters";

/** On the jumphost: inventories as dci-queue hands them out, POOL/RESOURCE. */
export const inventoryFolder = "/etc/ocplab/inventories";

/** On the jumphost: pipelines for jobs that dci-queue runs, a PIPELINES_DIR of dci-pipeline-schedule. */
export const pipelineFolder = "/etc/ocplab/pipelines";

/** On the jumphost: the pools of dci-queue with their resources, as JSON. */
export const queuesFile = "/etc/ocplab/dci/queues.json";

/** On the jumphost: what holds for all installs, as JSON. */
export const installsFile = "/etc/ocplab/dci/installs.json";

/** On the jumphost: the remote CI's credentials, where the stack has them. */
export const dciCredentialsFile = "/etc/ocplab/dci/dci_credentials.yml";

const bmcFolder = "/etc/ocplab/bmc";

/** On the jumphost: the file with the user of a server's BMCs, and nothing else in it. */
export function bmcUserFile(server: string): string {
  return `${bmcFolder}/${server}/user`;
}

/** The same with the password. */
export function bmcPasswordFile(server: string): string {
  return `${bmcFolder}/${server}/password`;
}

/** On a server: what its machines' BMCs run with. */
export const powerFolder = "/etc/ocplab/power";

/** On a server: what the BMCs note, their key and their copies of inserted media. */
export const bmcState = "/var/lib/ocplab/bmc";

/** On a server: media inserted into machines. No cluster's folder begins with a dot. */
export const mediaFolder = `${imageFolder}/.media`;

/** On a server: what a machine configures itself from, by the name of its domain; likewise. */
export function seedPath(domain: string): string {
  return `${imageFolder}/.seeds/${domain}.iso`;
}

/** On a server: the Redfish service of its machines. */
export const bmcUnit = "ocplab-bmc.service";

/** On a server: stopped, it removes what was inserted into a cluster's machines that are there no more. */
export function mediaUnit(cluster: string): string {
  return `ocplab-media@${cluster}.service`;
}

/** On a server: the IPMI service of one machine, by the name of its domain. */
export function ipmiUnit(domain: string): string {
  return `ocplab-ipmi@${domain}.service`;
}

/** A path of the lab file as installs have it, which run as root. */
export function ofRoot(path: string): string {
  return path.replace(/^~(?=\/)/, "/root");
}

/** On the jumphost: where an install, which runs as root, leaves a cluster's kubeconfig. */
export function clusterConfigs(cluster: string): string {
  return `/root/clusterconfigs-${cluster}`;
}
