import { bmcPasswordFile, bmcUserFile } from "../hostPaths.ts";
import type { Role } from "../model.ts";
import type { BmcPlan, ClusterPlan, NodePlan } from "../plan.ts";

/** The nodes of a role as hosts of an inventory, by a name of theirs. */
export function hostsOf(
  { nodes }: ClusterPlan,
  role: Role,
  variables: (node: NodePlan) => object,
  nameOf: (node: NodePlan) => string = ({ key }) => key,
): Record<string, object> {
  const chosen = nodes.filter((node) => node.role === role);
  return Object.fromEntries(chosen.map((node) => [nameOf(node), variables(node)]));
}

/** A template that Ansible replaces by what a file on the jumphost holds. */
export function contentOf(file: string): string {
  return `{{ lookup('file', '${file}') }}`;
}

/** How the agent logs in on installed nodes: with the key of provisionhost's user, which it fetches there. */
export function nodeSshArguments({ name }: ClusterPlan): string {
  const key = `~/.ssh/${name}-provisioner_rsa`;
  return `-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -i ${key}`;
}

/** References to what the BMCs of a server ask for, which is in no document of ours. */
export function bmcCredentials(server: string): {
  readonly user: string;
  readonly password: string;
} {
  return { user: contentOf(bmcUserFile(server)), password: contentOf(bmcPasswordFile(server)) };
}

/** The node's system in the Redfish service of its server, with TLS. */
export function redfishSystem({ uuid }: NodePlan, { address, redfishPort }: BmcPlan): string {
  return `${address}:${redfishPort}/redfish/v1/Systems/${uuid}`;
}

/** Where and how the BMC of a node answers Redfish, as abi inventories name it, and the hooks. */
export function redfishBmc(node: NodePlan): object {
  const bmc = bmcOf(node);
  const { user, password } = bmcCredentials(node.server);
  return {
    bmc_address: `${bmc.address}:${bmc.redfishPort}`,
    bmc_user: user,
    bmc_password: password,
    ocplab_redfish: `https://${redfishSystem(node, bmc)}`,
  };
}

/** The BMC of a node that an installer switches. Throws a plain Error for one that has none. */
export function bmcOf(node: NodePlan): BmcPlan {
  if (!node.bmc) throw new Error(`${node.name} has no BMC`);
  return node.bmc;
}
