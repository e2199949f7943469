import { parseSubnet } from "../ipv4.ts";
import { serverOf, type ClusterPlan, type NodePlan, type Plan } from "../plan.ts";
import type { InventoryGroup } from "./inventory.ts";
import { contentOf, hostsOf, redfishBmc } from "./nodeHosts.ts";
import { nmstateOf } from "./nodeNetwork.ts";

/**
 * As samples/abi_on_libvirt of distributedci/dci-openshift-agent, and the roles generate_manifests and
 * vendors.kvm of redhatci/ansible-collection-redhatci-ocp. A single node that is not `classic` is installed
 * this way too, and an ACM hub.
 */
export function abiGroups(plan: Plan, cluster: ClusterPlan): InventoryGroup {
  return {
    vars: abiVars(plan, cluster),
    children: {
      services: { hosts: { http_store: httpStore(plan) } },
      vm_hosts: { hosts: vmHosts(plan, cluster) },
      nodes: {
        vars: { vendor: "KVM" },
        children: roleGroups(cluster, (node) => abiNode(plan, node)),
      },
    },
  };
}

/** Masters and workers; the agent wants both groups, also where one has no host. */
export function roleGroups(
  cluster: ClusterPlan,
  variables: (node: NodePlan) => object,
): Record<string, InventoryGroup> {
  return {
    masters: { vars: { role: "master" }, hosts: hostsOf(cluster, "master", variables) },
    workers: { vars: { role: "worker" }, hosts: hostsOf(cluster, "worker", variables) },
  };
}

/** What each pod network gets of the cluster network, as OpenShift has it unless that is smaller. */
export function hostPrefix(clusterNetwork: string): number {
  return Math.max(23, parseSubnet(clusterNetwork).prefixLength);
}

function abiVars({ lab, network, dci }: Plan, cluster: ClusterPlan): Record<string, unknown> {
  return {
    install_type: "abi",
    cluster: cluster.name,
    cluster_name: cluster.name,
    base_dns_domain: lab.domain,
    api_vip: cluster.api,
    ingress_vip: cluster.ingress,
    vip_dhcp_allocation: false,
    machine_network_cidr: network.subnet,
    cluster_network_cidr: network.clusterNetwork,
    cluster_network_host_prefix: hostPrefix(network.clusterNetwork),
    service_network_cidr: network.serviceNetwork,
    ...(network.ntp[0] !== undefined && { ntp_server: network.ntp[0] }),
    // the role names a machine PREFIX + host: with ours it finds the machines that we make
    vm_node_prefix: `${cluster.name}-`,
    setup_registry_service: false,
    use_local_mirror_registry: false,
    repo_root_path: "{{ dci_cluster_configs_dir }}",
    ssh_public_key: contentOf(dci.sshPublicKeyFile),
  };
}

/** Serves the discovery image from the jumphost; the agent picks a free port for each job. */
function httpStore({ jumphost }: Plan): object {
  return { ansible_host: jumphost.address, ansible_connection: "local", http_port: 8040 };
}

/** By their full names: a short one may be that of a node, or of the jumphost. */
function vmHosts(plan: Plan, cluster: ClusterPlan): Record<string, object> {
  const servers = cluster.servers.map((name) => serverOf(plan, name));
  return Object.fromEntries(
    servers.map(({ fqdn, address, ssh, bridge }) => [
      fqdn,
      { ansible_host: address, ansible_user: ssh.user, vm_bridge_name: bridge },
    ]),
  );
}

function abiNode(plan: Plan, node: NodePlan): object {
  return {
    ansible_host: node.address,
    mac: node.macs.baremetal,
    uuid: node.uuid,
    vm_host: serverOf(plan, node.server).fqdn,
    ...redfishBmc(node),
    network_config: abiNetwork(plan, node),
  };
}

/** In the form of the role process_nmstate. */
function abiNetwork(plan: Plan, node: NodePlan): object {
  const { interfaces, dnsServers, gateway } = nmstateOf(plan, node);
  return {
    interfaces: interfaces.map(({ name, mac, mtu, address, prefixLength }) => ({
      name,
      mac,
      ...(mtu !== undefined && { mtu }),
      ...(address !== undefined && {
        addresses: { ipv4: [{ ip: address, prefix: prefixLength }] },
      }),
    })),
    dns_server_ips: dnsServers,
    routes: [{ destination: "0.0.0.0/0", address: gateway.address, interface: gateway.interface }],
  };
}
