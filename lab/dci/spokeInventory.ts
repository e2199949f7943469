import type { ClusterPlan, NodePlan, Plan } from "../plan.ts";
import { hostPrefix, roleGroups } from "./abiInventory.ts";
import type { InventoryGroup } from "./inventory.ts";
import { bmcCredentials, bmcOf, redfishBmc, redfishSystem } from "./nodeHosts.ts";
import { spokeKind } from "./spokeKind.ts";

/**
 * A cluster that an ACM hub deploys: docs/acm.md of distributedci/dci-openshift-agent, role acm_sno of
 * redhatci/ansible-collection-redhatci-ocp. The agent works on the jumphost alone; the nodes are there for
 * the hooks.
 */
export function spokeGroups(plan: Plan, cluster: ClusterPlan): InventoryGroup {
  const { lab } = plan;
  return {
    vars: {
      install_type: "acm",
      cluster: cluster.name,
      cluster_name: cluster.name,
      base_dns_domain: lab.domain,
      api_vip: cluster.api,
      ingress_vip: cluster.ingress,
      ...(spokeKind(cluster) === "sno" && singleNode(plan, cluster)),
    },
    children: {
      nodes: { children: roleGroups(cluster, spokeNode) },
    },
  };
}

function singleNode({ lab, network }: Plan, cluster: ClusterPlan): object {
  const [node] = cluster.nodes;
  if (!node) throw new Error(`cluster ${cluster.name} has no node`);
  const { user, password } = bmcCredentials(node.server);
  return {
    acm_cluster_name: cluster.name,
    acm_base_domain: lab.domain,
    acm_bmc_address: virtualMedia(node),
    acm_bmc_user: user,
    acm_bmc_pass: password,
    acm_boot_mac_address: node.macs.baremetal,
    acm_machine_cidr: network.subnet,
    acm_cluster_network_cidr: network.clusterNetwork,
    acm_cluster_network_host_prefix: hostPrefix(network.clusterNetwork),
    acm_service_network_cidr: network.serviceNetwork,
    acm_vm_external_network: true,
  };
}

/** How a BareMetalHost names a BMC that can insert media; the hub has no other way to a spoke's nodes. */
export function virtualMedia(node: NodePlan): string {
  return `redfish-virtualmedia://${redfishSystem(node, bmcOf(node))}`;
}

function spokeNode(node: NodePlan): object {
  return {
    ansible_host: node.address,
    mac: node.macs.baremetal,
    uuid: node.uuid,
    ...redfishBmc(node),
  };
}
