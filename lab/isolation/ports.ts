import type { ClusterPlan, NodePlan } from "../plan.ts";

/** Where a machine of a strict cluster is plugged into a server's bridge, as its filter knows it. */
export interface IsolatedPort {
  /** Of the machine's NIC. */
  readonly mac: string;
  /** Name of the device, which libvirt gives it whenever the machine starts. */
  readonly device: string;
  /** Group of the device where the machine was started before it had that name; see docs/decisions.md. */
  readonly group: number;
  readonly network: "baremetal" | "provisioning";
}

/**
 * The ports of a node of a strict cluster; none of others. An isolated provisioning network is the
 * cluster's own already. Names and groups follow from the cluster's id and the node's key: they stay
 * whoever comes and goes.
 */
export function isolatedPorts(
  { id, isolation, provisioning }: ClusterPlan,
  { key, macs }: NodePlan,
): readonly IsolatedPort[] {
  if (isolation !== "strict") return [];
  const { letter, first, index } = seatOf(key);
  const device = `oc${String(id)}-${letter}${index ?? ""}`;
  const group = firstGroup + id * groupsOfCluster + first + Number(index ?? 0);
  const baremetal = { mac: macs.baremetal, device, group, network: "baremetal" } as const;
  if (provisioning?.mode !== "bridged" || macs.provisioning === undefined) return [baremetal];
  return [
    {
      mac: macs.provisioning,
      device: `${device}p`,
      group: group + groupsOfCluster / 2,
      network: "provisioning",
    },
    baremetal,
  ];
}

// far from what people number by hand; half of a cluster's are for its provisioning network
const firstGroup = 0x2000_0000;
const groupsOfCluster = 1024;

/** Masters are five at most and workers 124 (lab/model.ts). */
function seatOf(key: string): { letter: string; first: number; index?: string | undefined } {
  if (key === "provisionhost") return { letter: "p", first: 0 };
  const [, role, index] = /^(master|worker)-(\d+)$/.exec(key) ?? [];
  if (index === undefined) throw new Error(`${key} is no node's key`);
  return role === "master" ? { letter: "m", first: 16, index } : { letter: "w", first: 32, index };
}
