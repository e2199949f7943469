import { agentPlaybook } from "../../lab/dci/pipeline.ts";
import { isSpoke } from "../../lab/dci/spokeKind.ts";
import { ofRoot } from "../../lab/hostPaths.ts";
import type { ClusterPlan, Plan } from "../../lab/plan.ts";
import type { Path } from "../../lab/reading/problem.ts";

/** What clusters need on the jumphost that the foundation does not put there. */
export interface InstallNeeds {
  readonly files: readonly NamedFile[];
  /** Commands by their names, files by their paths; what DCI's packages bring. */
  readonly programs: readonly string[];
  /** Names of those that are installed by the programs. */
  readonly installed: readonly string[];
}

/** A file on the jumphost that the lab file names. */
interface NamedFile {
  /** Where the lab file names it. */
  readonly path: Path;
  /** As the lab file has it. */
  readonly name: string;
  /** It must hold an SSH public key. */
  readonly key: boolean;
  /** What to do where it is of no use. */
  readonly step: string;
}

/** Hosts other than the jumphost need nothing for installs. */
export const noNeeds: InstallNeeds = { files: [], programs: [], installed: [] };

/** Of the given clusters of the plan; files that `dci` names itself are needed by any. */
export function installNeeds({ dci }: Plan, clusters: readonly ClusterPlan[]): InstallNeeds {
  const installed = clusters.filter(({ install }) => install !== undefined);
  const isQueued = installed.some(({ install }) => install?.queue !== undefined);
  return {
    files: [
      ...dciFiles(dci),
      ...(clusters.some(logsIn) ? [publicKey(dci.sshPublicKeyFile)] : []),
      ...installed.flatMap(jobFiles),
    ],
    programs:
      installed.length > 0
        ? ["dci-pipeline", ...(isQueued ? ["dci-queue"] : []), agentPlaybook]
        : [],
    installed: installed.map(({ name }) => name),
  };
}

function dciFiles({ credentialsFile, pullSecretFile }: Plan["dci"]): NamedFile[] {
  const named = [
    ["credentialsFile", credentialsFile, "write DCI_CLIENT_ID and DCI_API_SECRET into it, as YAML"],
    ["pullSecretFile", pullSecretFile, "put the pull secrets there"],
  ] as const;
  return named.flatMap(([key, name, step]) =>
    name === undefined
      ? []
      : [{ path: ["dci", key], name, key: false, step: `${step}, or correct the path` }],
  );
}

/** Whether the jumphost's key must be known: provisionhosts let it in, and installers hand it on. */
function logsIn(cluster: ClusterPlan): boolean {
  if (cluster.nodes.some(({ role }) => role === "provisionhost")) return true;
  return cluster.install !== undefined && cluster.machines === "ours" && !isSpoke(cluster);
}

function publicKey(name: string): NamedFile {
  const make = `run \`ssh-keygen -t rsa -f ${ofRoot(name).replace(/\.pub$/, "")}\` on it`;
  const path = ["dci", "sshPublicKeyFile"];
  return { path, name, key: true, step: `${make}, or correct the path` };
}

// those keys of a job whose values are paths; which ones says lab/model.ts
const pathKeys = [
  "ansible_extravars_files",
  "dci_vault_file",
  "inventory_playbook",
  "pipeline_user",
];

function jobFiles({ name: cluster, install }: ClusterPlan): NamedFile[] {
  const step = "put it there, or correct the path";
  return pathKeys.flatMap((job) => {
    const path = ["clusters", cluster, "install", "job", job];
    const value = install?.job[job];
    if (typeof value === "string") return [{ path, name: value, key: false, step }];
    if (!Array.isArray(value)) return [];
    return value.map((name, index) => {
      return { path: [...path, index], name: String(name), key: false, step };
    });
  });
}
