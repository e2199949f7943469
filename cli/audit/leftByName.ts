import { clusterConfigs, diskVolume, imageFolder, mediaFolder } from "../../lab/hostPaths.ts";
import type { HostFacts } from "./facts.ts";
import type { Standing } from "./standing.ts";

/**
 * Whether a file is left that others than ocplab have made for a machine or a cluster of ours, and that only
 * its name tells of; undefined where the path is none of these. Where libvirt could not be asked nothing of
 * machines is left.
 */
export function isLeftByName(
  path: string,
  facts: HostFacts,
  standing: Standing,
): boolean | undefined {
  for (const [pattern, isLeft] of rules) {
    const [, name] = pattern.exec(path) ?? [];
    if (name !== undefined) return isLeft(name, facts, standing);
  }
  return undefined;
}

type Rule = (name: string, facts: HostFacts, standing: Standing) => boolean;

const rules: readonly (readonly [RegExp, Rule])[] = [
  // variables of a UEFI machine
  [/^\/var\/lib\/libvirt\/qemu\/nvram\/(.+?)(?:_VARS\.\w+)?$/, isOfLostMachine],
  // of a run that a power cut has ended; see provider/agent/ocplab/machine_folders.py
  [/^\/var\/lib\/libvirt\/qemu\/(?:channel\/target\/)?domain-\d+-([^/]+)$/, isOfLostRun],
  // what was inserted into a machine, by its UUID
  [
    inFolder(mediaFolder, "[^/]*-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.img"),
    isLostMedium,
  ],
  // volumes
  [inFolder(imageFolder, "([^./][^/]*/[^/]+)"), isUnknownVolume],
  // of an install: kubeconfigs, and the job's folder
  [inFolder(clusterConfigs(""), "([^/]+)", ""), isOfNoInstall],
  [inFolder("/var/lib/dci-pipeline", "([^/]+)"), isOfNoInstall],
];

function inFolder(folder: string, rest: string, separator = "/"): RegExp {
  return new RegExp(`^${folder.replaceAll(".", "\\.")}${separator}${rest}$`);
}

function isOfLostMachine(name: string, { libvirt }: HostFacts, { names }: Standing): boolean {
  const ours = [...names].some((cluster) => name.startsWith(`${cluster}-`));
  return ours && libvirt !== null && !libvirt.domain.some((one) => one.name === name);
}

function isOfLostRun(name: string, { libvirt }: HostFacts, { names }: Standing): boolean {
  // libvirt cuts a name there
  const cut = (full: string): string => full.slice(0, 20);
  const ours = [...names].some((cluster) => name.startsWith(cut(`${cluster}-`)));
  return ours && libvirt !== null && !libvirt.domain.some((one) => cut(one.name) === name);
}

function isLostMedium(uuid: string, { libvirt }: HostFacts): boolean {
  return libvirt !== null && !libvirt.domain.some((one) => one.uuid === uuid);
}

/** A cluster's pool goes as a whole with the cluster; while it stands it has its disks and what they grew from. */
function isUnknownVolume(volume: string, _facts: HostFacts, { clusters }: Standing): boolean {
  const [name = "", file = ""] = volume.split("/");
  const cluster = clusters.get(name);
  if (!cluster) return true;
  return !file.startsWith("base-") && !cluster.nodes.some(({ key }) => diskVolume(key) === file);
}

function isOfNoInstall(name: string, _facts: HostFacts, { names, clusters }: Standing): boolean {
  return names.has(name) && clusters.get(name)?.install === undefined;
}
