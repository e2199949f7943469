import { isSpoke } from "./dci/spokeKind.ts";
import { bmcPasswordFile, bmcUnit, bmcUserFile, ipmiUnit, ofRoot } from "./hostPaths.ts";
import { seatNoun } from "./layout.ts";
import type { BmcPlan, ClusterPlan, NodePlan, Plan } from "./plan.ts";

/** What is tried on the jumphost before a cluster is installed. */
export interface JumphostTrial {
  /** That nobody but the lab's people can put there. */
  readonly files: readonly WantedFile[];
  /** Those of one server in each list; the lists are gone through side by side. */
  readonly bmcs: readonly (readonly WantedBmc[])[];
}

interface WantedFile {
  readonly path: string;
  /** It must hold an SSH public key. */
  readonly key?: true;
  /** What is said where it is not so. */
  readonly problem: string;
}

/** A BMC that must answer for the right machine. */
interface WantedBmc {
  readonly kind: "redfish" | "ipmi";
  /** As a message names the machine: `master-0 of cluster ocp1`. */
  readonly noun: string;
  readonly cluster: string;
  readonly server: string;
  /** What answers there. */
  readonly unit: string;
  readonly address: string;
  readonly port: number;
  /** Files on the jumphost with the user and with the password. */
  readonly credentials: readonly [string, string];
  /** Of the libvirt domain. */
  readonly name: string;
  readonly uuid: string;
  readonly macs: readonly string[];
}

export function jumphostTrial(plan: Plan, cluster: ClusterPlan): JumphostTrial {
  const wanted = cluster.nodes.flatMap((node) => (node.bmc ? bmcsOf(cluster, node, node.bmc) : []));
  return {
    files: wantedFiles(plan, cluster),
    bmcs: cluster.servers
      .map((server) => wanted.filter((one) => one.server === server))
      .filter((list) => list.length > 0),
  };
}

function bmcsOf(
  { name: cluster, bmc: wanted }: ClusterPlan,
  node: NodePlan,
  bmc: BmcPlan,
): WantedBmc[] {
  const { name, server, uuid, macs } = node;
  const common = {
    ...{
      noun: seatNoun(node.key, cluster),
      cluster,
      server,
      name,
      uuid,
      macs: Object.values(macs),
    },
    address: bmc.address,
    credentials: [bmcUserFile(server), bmcPasswordFile(server)],
  } as const;
  const redfish = { ...common, kind: "redfish", unit: bmcUnit, port: bmc.redfishPort } as const;
  if (wanted === "redfish") return [redfish];
  return [redfish, { ...common, kind: "ipmi", unit: ipmiUnit(name), port: bmc.ipmiPort }];
}

/** The hub gives its own key to its spokes; DCI's older role for single nodes makes one. */
function wantedFiles({ dci }: Plan, cluster: ClusterPlan): WantedFile[] {
  const { sshPublicKeyFile, pullSecretFile } = dci;
  const files: WantedFile[] = [];
  if (!isSpoke(cluster) && cluster.machines === "ours") {
    const path = ofRoot(sshPublicKeyFile);
    const problem =
      `there is no SSH public key in ${path}, by which the install logs in on its machines; next: ` +
      `ssh-keygen -t rsa -f ${path.replace(/\.pub$/, "")}, or correct dci.sshPublicKeyFile in the lab file; ` +
      "then: pulumi up -s lab";
    files.push({ path, key: true, problem });
  }
  if (pullSecretFile !== undefined) {
    const path = ofRoot(pullSecretFile);
    const problem = `there is no ${path}; put the pull secrets there, or correct dci.pullSecretFile in the lab file`;
    files.push({ path, problem });
  }
  return files;
}
