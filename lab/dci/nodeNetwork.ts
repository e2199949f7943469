import type { NodePlan, Plan } from "../plan.ts";

/** How a node that an agent installs is on its networks: by fixed addresses. */
export interface NodeNetwork {
  readonly interfaces: readonly NodeInterface[];
  readonly dnsServers: readonly string[];
  /** Where all else goes. */
  readonly gateway: { readonly address: string; readonly interface: string };
}

interface NodeInterface {
  /** Found by its MAC; the installer puts the real name in this one's place. */
  readonly name: string;
  readonly mac: string;
  /** Absent where it is the usual one. */
  readonly mtu?: number;
  /** Absent on the provisioning network, where the hub decides. */
  readonly address?: string;
  readonly prefixLength: number;
}

export function nmstateOf({ network, jumphost }: Plan, { macs, address }: NodePlan): NodeNetwork {
  const { prefixLength, mtu } = network;
  const size = mtu === usualMtu ? {} : { mtu };
  const baremetal = { name: "baremetal", mac: macs.baremetal, ...size, address, prefixLength };
  return {
    interfaces: [
      baremetal,
      ...(macs.provisioning === undefined
        ? []
        : [{ name: "provisioning", mac: macs.provisioning, prefixLength }]),
    ],
    dnsServers: [jumphost.address],
    gateway: { address: network.gateway, interface: baremetal.name },
  };
}

const usualMtu = 1500;
