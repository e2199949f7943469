import { serverOf, type ClusterPlan, type NodePlan, type Plan } from "../plan.ts";
import type { InventoryGroup } from "./inventory.ts";
import { hostsOf, nodeSshArguments } from "./nodeHosts.ts";

/**
 * The classic single node, whose machine DCI makes on its server: samples/sno_on_libvirt of
 * distributedci/dci-openshift-agent, roles sno_node_prep and sno_installer of
 * redhatci/ansible-collection-redhatci-ocp.
 */
export function snoGroups(plan: Plan, cluster: ClusterPlan): InventoryGroup {
  const { lab, network } = plan;
  const server = serverOf(plan, onlyServer(cluster));
  const { user } = server.ssh;
  const home = user === "root" ? "/root" : `/home/${user}`;
  return {
    vars: {
      install_type: "sno",
      cluster: cluster.name,
      domain: lab.domain,
      // the role empties it, and other clusters may be on the server
      dir: `${home}/clusterconfigs-${cluster.name}`,
      extcidrnet: network.subnet,
      // without it the subnet's tenth address, for every cluster
      sno_extnet_ip: cluster.api,
      api_vip: cluster.api,
      ingress_vip: cluster.ingress,
      vm_pool_name: "default",
      provisioner_hostname: server.fqdn,
      provisioner_username: user,
      networks: [{ name: cluster.baremetalNetwork, forward_mode: "bridge", bridge: server.bridge }],
      hosts: cluster.nodes.map((node) => machine(cluster, node)),
      clock_servers: network.ntp,
    },
    children: {
      provisioner: {
        hosts: { [server.fqdn]: { ansible_host: server.address, ansible_user: user } },
      },
      masters: {
        vars: { ansible_ssh_extra_args: nodeSshArguments(cluster) },
        hosts: hostsOf(cluster, "master", masterHost, ({ fqdn }) => fqdn),
      },
      workers: { hosts: {} },
    },
  };
}

function onlyServer({ name, servers: [server] }: ClusterPlan): string {
  if (server === undefined) throw new Error(`cluster ${name} has no server`);
  return server;
}

/** The machine as virt-install makes it: memory in MiB, disk in GiB. */
function machine({ baremetalNetwork }: ClusterPlan, node: NodePlan): object {
  return {
    name: node.name,
    host_name: node.key,
    memory: node.memoryMib,
    vcpus: node.vcpus,
    disk_gb: Math.ceil(node.diskMib / 1024),
    networks: [{ name: baremetalNetwork, mac: node.macs.baremetal }],
  };
}

function masterHost({ key, address }: NodePlan): object {
  return { ansible_host: address, ansible_user: "core", name: key, role: "master" };
}
