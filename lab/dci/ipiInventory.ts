import { bmcPasswordFile } from "../hostPaths.ts";
import type { ClusterPlan, NodePlan, Plan } from "../plan.ts";
import { provisionhostNics, provisionhostUser } from "../provisionhost.ts";
import type { InventoryGroup } from "./inventory.ts";
import { bmcCredentials, bmcOf, hostsOf, nodeSshArguments, redfishSystem } from "./nodeHosts.ts";

// the machines' first NIC is on the provisioning network; RHCOS names it by its slot
const mastersProvisioningNic = "ens3";

/**
 * As the inventory in the README of distributedci/dci-openshift-agent and the variables of the roles
 * node_prep and installer in redhatci/ansible-collection-redhatci-ocp.
 */
export function ipiGroups({ lab, network, dci }: Plan, cluster: ClusterPlan): InventoryGroup {
  const redfish = cluster.bmc === "redfish";
  const node = redfish ? redfishNode : ipmiNode;
  const masters = hostsOf(cluster, "master", node);
  const workers = hostsOf(cluster, "worker", node);
  return {
    vars: {
      install_type: "ipi",
      cluster: cluster.name,
      domain: lab.domain,
      dir: `/home/${provisionhostUser}/clusterconfigs`,
      apivip: cluster.api,
      ingressvip: cluster.ingress,
      extcidrnet: network.subnet,
      prov_network: network.provisioningSubnet,
      // without it the bootstrap machine has a random MAC, and gets no address
      externalMACAddress: cluster.bootstrap?.mac,
      prov_nic: provisionhostNics.provisioning,
      pub_nic: provisionhostNics.baremetal,
      masters_prov_nic: mastersProvisioningNic,
      // the machines have no UEFI firmware
      bootmode: "legacy",
      disable_bmc_certificate_verification: true,
      // looks for Dell's and HPE's firmware, at port 443
      redfish_inspection: false,
      clock_servers: network.ntp,
    },
    children: {
      provisioner: {
        hosts: hostsOf(cluster, "provisionhost", (one) => provisionhost(one, dci.sshPublicKeyFile)),
      },
      masters: { vars: groupVars(cluster, "master", "default"), hosts: masters },
      workers: { vars: groupVars(cluster, "worker", "unknown"), hosts: workers },
      ...(redfish && { kvm_hosts_redfish: { hosts: named({ ...masters, ...workers }) } }),
    },
  };
}

function groupVars(cluster: ClusterPlan, role: string, profile: string): Record<string, string> {
  return {
    ansible_user: "core",
    ansible_ssh_extra_args: nodeSshArguments(cluster),
    role,
    hardware_profile: profile,
    // without a hint the installer writes to /dev/sda; the machines have their disk on virtio
    root_device_hint: "deviceName",
    root_device_hint_value: "/dev/vda",
  };
}

/** It lets in whose public key is in the file; the key itself is beside it. */
function provisionhost({ key, address, macs }: NodePlan, publicKeyFile: string): object {
  return {
    ansible_host: address,
    ansible_user: provisionhostUser,
    ...(publicKeyFile.endsWith(".pub") && {
      ansible_ssh_private_key_file: publicKeyFile.slice(0, -".pub".length),
    }),
    // the machine is made anew with each cluster, and its host key with it
    ansible_ssh_common_args: "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null",
    name: key,
    baremetal_mac: macs.baremetal,
    provision_mac: macs.provisioning,
    prov_nic: provisionhostNics.provisioning,
    pub_nic: provisionhostNics.baremetal,
  };
}

function redfishNode(node: NodePlan): object {
  const bmc = bmcOf(node);
  return {
    ...commonNode(node),
    redfish_port: bmc.redfishPort,
    kvm_uuid: node.uuid,
    ocplab_redfish: `https://${redfishSystem(node, bmc)}`,
  };
}

function ipmiNode(node: NodePlan): object {
  return {
    ...commonNode(node),
    ipmi_port: bmcOf(node).ipmiPort,
    ocplab_ipmi_password_file: bmcPasswordFile(node.server),
  };
}

function commonNode(node: NodePlan): object {
  const { user, password } = bmcCredentials(node.server);
  return {
    ansible_host: node.address,
    name: node.key,
    baremetal_mac: node.macs.baremetal,
    provision_mac: node.macs.provisioning,
    ipmi_address: bmcOf(node).address,
    ipmi_user: user,
    ipmi_password: password,
  };
}

function named(hosts: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(Object.keys(hosts).map((name) => [name, {}]));
}
