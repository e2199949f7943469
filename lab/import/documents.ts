import { parseDocument } from "yaml";

import { clusterFolder } from "../hostPaths.ts";
import type { FoundFile } from "./facts.ts";
import { readInventory, type Inventory, type InventoryHost } from "./inventory.ts";
import { isMap, plainText, type Json } from "./json.ts";

/** A machine as an inventory of DCI names it. */
export interface DocumentNode {
  readonly name: string;
  readonly role: "provisionhost" | "master" | "worker" | undefined;
  readonly macs: readonly string[];
  readonly address: string | undefined;
}

/** What one inventory says of one cluster. */
export interface ClusterDocument {
  readonly path: string;
  readonly name: string;
  readonly domain: string;
  readonly type: "ipi" | "sno" | "abi" | "acm" | undefined;
  /** An ACM hub deploys it. */
  readonly spoke: boolean;
  /** The older role, which makes its machine itself. */
  readonly classic: boolean;
  /** As the inventory has it, for messages. */
  readonly installType: string | undefined;
  readonly api: string | undefined;
  readonly ingress: string | undefined;
  readonly bootstrapMac: string | undefined;
  readonly ipmi: boolean;
  readonly nodes: readonly DocumentNode[];
  readonly networks: {
    readonly clusterNetwork: string | undefined;
    readonly serviceNetwork: string | undefined;
    readonly provisioningSubnet: string | undefined;
  };
  readonly job: Job | undefined;
}

/** What DCI was told to install. */
export interface Job {
  readonly path: string;
  readonly topic: string;
  readonly components: readonly string[];
  /** Variables beside ocplab's own; none of a job that somebody else wrote. */
  readonly extra: Readonly<Record<string, Json>>;
  /** It makes a hub of its cluster. */
  readonly isHub: boolean;
  /** Name of the hub that its cluster is a spoke of. */
  readonly hub: string | undefined;
}

/** Clusters by the inventories among the files; jobs and settings say what is installed. */
export function documentsIn(files: readonly FoundFile[]): ClusterDocument[] {
  const documents = files.filter(({ kind }) => kind === "dci");
  const jobs = documents.flatMap(jobsIn);
  return documents.flatMap(({ path, text }) => {
    const inventory = readInventory(path, text);
    const document = inventory && clusterOf(path, inventory);
    if (!document) return [];
    const job = jobs.find((one) => isOf(one, document));
    const type = job?.isHub === true && document.type === "abi" ? "acm" : document.type;
    return [{ ...document, type, job }];
  });
}

const types: Readonly<Record<string, ClusterDocument["type"]>> = {
  ipi: "ipi",
  sno: "sno",
  abi: "abi",
  assisted: "abi",
  // DCI calls a spoke so; what it is follows from its nodes
  acm: "abi",
};

function clusterOf(path: string, { vars, hosts }: Inventory): ClusterDocument | undefined {
  const name = plainText(vars.cluster) ?? plainText(vars.cluster_name);
  const domain = plainText(vars.domain) ?? plainText(vars.base_dns_domain);
  if (name === undefined || domain === undefined) return undefined;
  const nodes = [...hosts.flatMap(nodeOf), ...resources(vars.hosts)];
  const masters = nodes.filter(({ role }) => role === "master").length;
  const installType = plainText(vars.install_type);
  const type = types[installType ?? ""];
  const isHub = vars.enable_acm === true || vars.enable_acm === "true";
  const isSingle = type === "abi" && masters === 1;
  return {
    ...{ path, name, domain, installType, nodes, job: undefined },
    type: isHub && type === "abi" ? "acm" : isSingle ? "sno" : type,
    classic: installType === "sno",
    spoke: installType === "acm",
    api: plainText(vars.apivip) ?? plainText(vars.api_vip),
    ingress: plainText(vars.ingressvip) ?? plainText(vars.ingress_vip),
    bootstrapMac: plainText(vars.externalMACAddress)?.toLowerCase(),
    ipmi: hosts.some(
      (host) => host.vars.ipmi_port !== undefined && host.vars.kvm_uuid === undefined,
    ),
    networks: {
      clusterNetwork: plainText(vars.cluster_network_cidr),
      serviceNetwork: plainText(vars.service_network_cidr),
      provisioningSubnet: plainText(vars.prov_network),
    },
  };
}

const roles: Readonly<Record<string, DocumentNode["role"]>> = {
  masters: "master",
  workers: "worker",
  provisioner: "provisionhost",
};

function nodeOf({ name, groups, vars }: InventoryHost): DocumentNode[] {
  const group = ["masters", "workers", "provisioner"].find((one) => groups.includes(one));
  const macs = [vars.baremetal_mac, vars.mac].flatMap((mac) => plainText(mac)?.toLowerCase() ?? []);
  // of the older single-node role this is the server
  if (
    group === undefined ||
    (group === "provisioner" && macs.length === 0 && !isProvisionhost(name))
  )
    return [];
  const address = plainText(vars.ansible_host);
  const isAddress = address !== undefined && /^[\d.]+$/.test(address);
  const label = plainText(vars.name) ?? name;
  return [{ name: label, role: roles[group], macs, address: isAddress ? address : undefined }];
}

function isProvisionhost(name: string): boolean {
  return name.includes("provision");
}

/** The `hosts` of libvirt_resources.yml, and of the older single node's. */
function resources(value: unknown): DocumentNode[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((host: unknown) => {
    const name = isMap(host) ? (plainText(host.host_name) ?? plainText(host.name)) : undefined;
    if (!isMap(host) || name === undefined) return [];
    const networks: unknown[] = Array.isArray(host.networks) ? host.networks : [];
    const macs = networks.flatMap((one) =>
      isMap(one) ? (plainText(one.mac)?.toLowerCase() ?? []) : [],
    );
    return [{ name, role: undefined, macs, address: undefined }];
  });
}

interface FoundJob extends Job {
  readonly inventory: string | undefined;
  readonly names: readonly string[];
}

/** The jobs of a pipeline, or what the older settings of dci-openshift-agent said. */
function jobsIn({ path, text }: FoundFile): FoundJob[] {
  if (!/\.ya?ml$/.test(path)) return [];
  const document = parseDocument(text, { logLevel: "silent" });
  if (document.errors.length > 0) return [];
  const data: unknown = document.toJS({ maxAliasCount: 100 });
  const prefix = /([^/]+?)-(?:settings|pipeline)\.ya?ml$/.exec(path)?.[1];
  const named = prefix === undefined ? [] : [prefix];
  if (Array.isArray(data)) return data.flatMap((job: unknown) => pipelineJob(path, named, job));
  const topic = isMap(data) ? plainText(data.dci_topic) : undefined;
  if (topic === undefined) return [];
  // components of settings are written in another way than dci-pipeline's
  const none = { components: [], extra: {}, isHub: false, hub: undefined, inventory: undefined };
  return [{ path, topic, ...none, names: named }];
}

function pipelineJob(path: string, named: readonly string[], job: unknown): FoundJob[] {
  const topic = isMap(job) ? plainText(job.topic) : undefined;
  if (!isMap(job) || topic === undefined) return [];
  const names = [job.name, job.configuration].flatMap((name) => plainText(name) ?? []);
  const variables = isMap(job.ansible_extravars) ? job.ansible_extravars : {};
  const environment = isMap(job.ansible_envvars) ? job.ansible_envvars : {};
  const kubeconfig =
    plainText(variables.hub_kubeconfig_path) ?? plainText(environment.HUB_KUBECONFIG);
  return [
    {
      path,
      topic,
      components: texts(job.components),
      extra: path.startsWith(`${clusterFolder}/`) ? withoutOurs(variables) : {},
      isHub: variables.enable_acm === true,
      hub: /clusterconfigs-([^/]+)\/kubeconfig$/.exec(kubeconfig ?? "")?.[1],
      inventory: plainText(job.ansible_inventory),
      names: [...named, ...names],
    },
  ];
}

/** What lab/dci/pipeline.ts gives a job itself. */
const ours = new Set([
  "dci_config_dirs",
  "dci_cluster_configs_dir",
  "dci_gits_to_components",
  "dci_tags",
  "dci_teardown_on_success",
  "enable_acm",
  "acm_cluster_type",
  "hub_kubeconfig_path",
  "dci_clusterinstance_template_dir",
]);

function withoutOurs(variables: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(variables).filter(([key]) => !ours.has(key)));
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((one: unknown) => plainText(one) ?? []) : [];
}

/** A job is a cluster's by its inventory, or by its name, or by the prefix of both files. */
function isOf({ inventory, names }: FoundJob, { path, name }: ClusterDocument): boolean {
  if (inventory?.startsWith("/") === true) return inventory === path;
  const prefix = /([^/]+?)-hosts(?:\.ya?ml)?$/.exec(path)?.[1];
  return names.includes(name) || (prefix !== undefined && names.includes(prefix));
}
