import { createHash } from "node:crypto";

import { stringify } from "yaml";

import type { Role } from "./model.ts";
import type { ClusterPlan, InstallPlan, NodePlan, Plan } from "./plan.ts";

interface DciDocument {
  /** On the jumphost. */
  readonly path: string;
  readonly content: string;
}

/** What DCI reads to install one cluster. */
export interface DciDocuments {
  /** Ansible inventory: nodes by role, with addresses and MACs as plain values. */
  readonly inventory: DciDocument;
  /** The list of jobs that `dci-pipeline` runs. */
  readonly pipeline: DciDocument;
  /** Names of the pipeline's jobs, in order. */
  readonly jobs: readonly string[];
  /** Names the install: as long as it stays, the cluster is not installed anew. */
  readonly hash: string;
}

/** Renders a cluster's documents; undefined where the lab file enables no install of it. */
export function renderDci(plan: Plan, cluster: ClusterPlan): DciDocuments | undefined {
  const { install } = cluster;
  if (!install) return undefined;
  const job = pipelineJob(cluster, install);
  const pipeline = { path: install.pipelinePath, content: yaml([job]) };
  const inventory = { path: install.inventoryPath, content: yaml(inventoryOf(plan, cluster)) };
  return { inventory, pipeline, jobs: [job.name], hash: installHash(plan, cluster, job) };
}

/**
 * A change that a running cluster can take, of its workers or of the lab's time servers, does not make
 * another install: it must not cost the cluster.
 */
function installHash(plan: Plan, cluster: ClusterPlan, job: object): string {
  const nodes = cluster.nodes.filter(({ role }) => role !== "worker");
  const network = { ...plan.network, ntp: [] };
  const inventory = inventoryOf({ ...plan, network }, { ...cluster, nodes });
  // a disk that is made anew is empty, and the cluster on it gone
  const disks = nodes.map(({ key, server, diskMib, image }) => ({ key, server, diskMib, image }));
  const inputs = JSON.stringify(inOrder([job, inventory, disks]));
  return createHash("sha256").update(inputs).digest("hex").slice(0, 16);
}

/** The same value with the keys of its maps sorted, since their order in the lab file says nothing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}

// Keys and values as distributedci/dci-pipeline and distributedci/dci-openshift-agent have them.
function pipelineJob(cluster: ClusterPlan, install: InstallPlan) {
  const agent = "/usr/share/dci-openshift-agent";
  return {
    name: cluster.name,
    stage: "ocp",
    ansible_playbook: `${agent}/dci-openshift-agent.yml`,
    ansible_cfg: `${agent}/ansible.cfg`,
    ansible_inventory: install.inventoryPath,
    configuration: cluster.name,
    topic: install.topic,
    components: install.components,
    ansible_extravars: install.extra,
    outputs: { kubeconfig: "kubeconfig" },
  };
}

function inventoryOf(plan: Plan, cluster: ClusterPlan) {
  switch (cluster.type) {
    case "ipi":
      return ipiInventory(plan, cluster);
    case "sno":
    case "abi":
    case "acm":
      return abiInventory(plan, cluster);
  }
}

/** As the IPI inventory in the README of dci-openshift-agent. */
function ipiInventory({ lab, network }: Plan, cluster: ClusterPlan) {
  return {
    all: {
      vars: {
        install_type: "ipi",
        cluster: cluster.name,
        domain: lab.domain,
        apivip: cluster.api,
        ingressvip: cluster.ingress,
        extcidrnet: network.subnet,
        // without it the bootstrap machine has a random MAC, and gets no address
        externalMACAddress: cluster.bootstrap?.mac,
        prov_nic: "eth0",
        pub_nic: "eth1",
        clock_servers: network.ntp,
      },
      children: {
        provisioner: { hosts: hostsOf(cluster, "provisionhost", ipiNode) },
        masters: { hosts: hostsOf(cluster, "master", ipiNode) },
        workers: { hosts: hostsOf(cluster, "worker", ipiNode) },
      },
    },
  };
}

function ipiNode({ key, role, address, macs }: NodePlan): object {
  return {
    ansible_host: address,
    name: key,
    role,
    baremetal_mac: macs.baremetal,
    provision_mac: macs.provisioning,
  };
}

/**
 * As the agent-based sample of dci-openshift-agent. Single nodes are installed that way: the older
 * single-node role makes a machine of its own, and removes all whose name contains the node's.
 */
function abiInventory({ lab, network }: Plan, cluster: ClusterPlan) {
  return {
    all: {
      vars: {
        install_type: "abi",
        cluster: cluster.name,
        cluster_name: cluster.name,
        base_dns_domain: lab.domain,
        api_vip: cluster.api,
        ingress_vip: cluster.ingress,
        vip_dhcp_allocation: false,
        machine_network_cidr: network.subnet,
        ...(network.ntp[0] !== undefined && { ntp_server: network.ntp[0] }),
      },
      children: {
        nodes: {
          children: {
            masters: { vars: { role: "master" }, hosts: hostsOf(cluster, "master", abiNode) },
            workers: { vars: { role: "worker" }, hosts: hostsOf(cluster, "worker", abiNode) },
          },
        },
      },
    },
  };
}

function abiNode({ address, macs }: NodePlan): object {
  return { ansible_host: address, mac: macs.baremetal };
}

function hostsOf(
  { nodes }: ClusterPlan,
  role: Role,
  variables: (node: NodePlan) => object,
): Record<string, object> {
  const chosen = nodes.filter((node) => node.role === role);
  return Object.fromEntries(chosen.map((node) => [node.key, variables(node)]));
}

/** Ansible reads YAML 1.1, where a bare 52:54:00:00:02:01 is a number to the base of 60. */
function yaml(document: unknown): string {
  const notice = "# Written by ocplab from the lab file: change it there.";
  return `---\n${notice}\n${stringify(document, { lineWidth: 0, version: "1.1" })}`;
}
