import type { BmcPlan, ClusterPlan, NodePlan } from "../lab/plan.ts";

/** A node as `ocplab check --json` prints it. Memory and disk are in MiB. */
export interface NodeReport {
  readonly node: string;
  readonly role: string;
  readonly name: string;
  readonly fqdn: string;
  readonly server: string;
  readonly address: string;
  readonly mac: string;
  readonly provisioningMac: string | null;
  /** Who switches it on and off: `ours` or `installer`. */
  readonly power: string;
  /** Null for provisionhost, and where DCI makes the machine. */
  readonly bmc: BmcReport | null;
  readonly memory: number;
  readonly vcpus: number;
  readonly disk: number;
}

interface BmcReport {
  /** By which the installer switches the node: `redfish` or `ipmi`. */
  readonly kind: string;
  readonly address: string;
  /** Of that kind: TCP for Redfish, UDP for IPMI. */
  readonly port: number;
  /** Redfish answers for every node. */
  readonly redfishPort: number;
  /** Null where the cluster has no IPMI. */
  readonly ipmiPort: number | null;
}

/** The report of one node of a cluster. */
export function nodeReport({ bmc: kind }: ClusterPlan, node: NodePlan): NodeReport {
  const { key, role, name, fqdn, server, address, macs, power } = node;
  const bmc = node.bmc ? bmcReport(kind, node.bmc) : null;
  const { baremetal: mac, provisioning: provisioningMac = null } = macs;
  return {
    ...{ node: key, role, name, fqdn, server, address, mac, provisioningMac, power, bmc },
    memory: node.memoryMib,
    vcpus: node.vcpus,
    disk: node.diskMib,
  };
}

function bmcReport(
  kind: ClusterPlan["bmc"],
  { address, redfishPort, ipmiPort }: BmcPlan,
): BmcReport {
  const hasIpmi = kind === "ipmi";
  const port = hasIpmi ? ipmiPort : redfishPort;
  return { kind, address, port, redfishPort, ipmiPort: hasIpmi ? ipmiPort : null };
}
