import { stringify } from "yaml";

import type { NodePlan, Plan } from "./plan.ts";

/** Who the installer runs as on provisionhost; as in the samples of dci-openshift-agent. */
export const provisionhostUser = "dci";

/** What the agent is told provisionhost's NICs are called; the seed sees to it that they are. */
export const provisionhostNics = { provisioning: "eth0", baremetal: "eth1" };

/**
 * What cloud-init's source NoCloud makes a provisionhost from, by the names of its files. `keys` may log in.
 * As the cloud-init of role ocp_on_libvirt in redhatci/ansible-collection-redhatci-ocp, but that it stays
 * on: the role's own switches itself off, and the machine too.
 */
export function provisionhostSeed(
  plan: Plan,
  node: NodePlan,
  keys: readonly string[],
): Readonly<Record<string, string>> {
  return {
    "meta-data": yaml({ "instance-id": node.uuid, "local-hostname": node.fqdn }),
    "network-config": yaml(networkConfig(plan, node)),
    "user-data": `#cloud-config\n${yaml(userData(keys))}`,
  };
}

function userData(keys: readonly string[]): object {
  const home = `/home/${provisionhostUser}`;
  const key = ["-q", "-t", "rsa", "-b", "4096", "-N", "", "-f", `${home}/.ssh/id_rsa`];
  return {
    ssh_pwauth: false,
    users: [
      {
        name: provisionhostUser,
        gecos: "Installer of the cluster",
        groups: ["wheel"],
        shell: "/bin/bash",
        sudo: "ALL=(ALL) NOPASSWD:ALL",
        lock_passwd: true,
        ssh_authorized_keys: keys,
      },
    ],
    packages: ["libvirt", "qemu-kvm"],
    runcmd: [
      // the agent fetches it before its roles could make it, and later logs in on the nodes with it
      ["runuser", "-u", provisionhostUser, "--", "ssh-keygen", ...key],
      ["usermod", "-aG", "libvirt", provisionhostUser],
      ["systemctl", "enable", "--now", "libvirtd"],
    ],
  };
}

/**
 * Both NICs by their MACs, under the names that the agent is told. The bridges over them are made by the
 * agent's role node_prep, which takes plain NICs only.
 */
function networkConfig({ network }: Plan, { macs }: NodePlan): object {
  const nic = (name: string, mac: string, more: object): object => ({
    [name]: {
      match: { macaddress: mac },
      "set-name": name,
      ...(network.mtu !== usualMtu && { mtu: network.mtu }),
      dhcp6: false,
      ...more,
    },
  });
  const { provisioning, baremetal } = provisionhostNics;
  return {
    version: 2,
    ethernets: {
      ...(macs.provisioning !== undefined &&
        nic(provisioning, macs.provisioning, { dhcp4: false, optional: true })),
      ...nic(baremetal, macs.baremetal, { dhcp4: true }),
    },
  };
}

const usualMtu = 1500;

/** For PyYAML, which takes a bare MAC of digits for a number to the base of 60. */
function yaml(value: object): string {
  return stringify(value, { lineWidth: 0, version: "1.1" });
}
