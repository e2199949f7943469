import { imageOf, sizeOf } from "../clusterPlan.ts";
import { clusterType } from "../clusterType.ts";
import type { Layout } from "../layout.ts";
import type { Cluster, Role } from "../model.ts";
import type { Finding, Path } from "../reading/problem.ts";
import { didYouMean } from "../reading/spelling.ts";
import { sizeText } from "../values.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** The nodes of each cluster: where they run, what they boot from, whether they are large enough. */
export function* nodeFindings(checked: CheckedLab): Iterable<Finding> {
  for (const layout of checked.layouts) {
    const { name, cluster } = layout;
    yield* serverFindings(checked, ["clusters", name, "server"], cluster.server);
    yield* overrideFindings(checked, layout);
    // those of an adopted cluster are what they are
    if (!cluster.adopted) yield* roleFindings(layout);
  }
}

function* serverFindings(checked: CheckedLab, path: Path, name: string): Iterable<Finding> {
  if (!checked.mayHaveServer(name)) {
    const step = didYouMean(name, [...checked.serverNames], "servers");
    yield { path, message: `no server is called "${name}"; ${step}` };
  } else if (checked.server(name)?.retired) {
    const line = checked.line(["servers", name, "retired"]);
    yield { path, message: `server ${name} is retired (${line}); choose another server` };
  }
}

function* overrideFindings(checked: CheckedLab, layout: Layout): Iterable<Finding> {
  const { name, cluster, seats } = layout;
  const keys = seats.filter(({ role }) => role !== undefined).map(({ key }) => key);
  for (const [key, { server }] of Object.entries(cluster.nodes)) {
    const path = ["clusters", name, "nodes", key];
    if (!keys.includes(key)) {
      yield { path, message: `the cluster has no such node; ${nodeStep(key, keys)}`, atKey: true };
    } else if (server !== undefined) {
      yield* otherServer(checked, cluster, [...path, "server"], server);
    }
  }
}

function nodeStep(key: string, keys: readonly string[]): string {
  const [, role, number = ""] = /^(master|worker)[-_ ]?(\d+)$/i.exec(key) ?? [];
  if (role === undefined) return didYouMean(key, keys, "nodes");
  const meant = `${role.toLowerCase()}-${number}`;
  if (keys.includes(meant)) return `did you mean "${meant}"?`;
  const last = keys.findLast((other) => other.startsWith(role.toLowerCase()));
  if (last === undefined) return `it has no ${role}s: remove the entry`;
  return `its last ${role} is ${last}: remove the entry, or add ${role}s`;
}

function* otherServer(
  checked: CheckedLab,
  cluster: Cluster,
  path: Path,
  server: string,
): Iterable<Finding> {
  const isolated = clusterType(cluster).provisioning === "isolated" && !cluster.adopted;
  if (isolated && server !== cluster.server) {
    const message = `is not ${cluster.server}: the nodes of an ${cluster.type} cluster share an isolated provisioning network, which ends at its server; remove the key`;
    yield { path, message };
  } else {
    yield* serverFindings(checked, path, server);
  }
}

function* roleFindings({ name, cluster, seats }: Layout): Iterable<Finding> {
  const roles = new Set(seats.flatMap(({ role }) => role ?? []));
  for (const role of roles) {
    if (imageOf(cluster, role) !== undefined) continue;
    if (role === "provisionhost") {
      const message = "is missing; provisionhost boots from a disk image: give its path";
      yield { path: ["clusters", name, "images", role], message };
    } else {
      yield* tooSmall(name, cluster, role);
    }
  }
}

// "Minimum resource requirements" of the OpenShift documentation: machines of a cluster, and of a
// single node ("Requirements for installing OpenShift on a single node").
const severalNodes = {
  master: { memory: gib(16), vcpus: 4, disk: gib(100) },
  worker: { memory: gib(8), vcpus: 2, disk: gib(100) },
};
/** The least that OpenShift asks for, by type and role; memory and disk in MiB. */
export const smallest = {
  ipi: severalNodes,
  abi: severalNodes,
  acm: severalNodes,
  sno: { master: { memory: gib(16), vcpus: 8, disk: gib(120) } },
};

function gib(amount: number): number {
  return amount * 1024;
}

/** A node that an installer writes must be of the size that OpenShift asks for. */
function* tooSmall(name: string, cluster: Cluster, role: Role): Iterable<Finding> {
  const limits: Partial<Record<Role, { memory: number; vcpus: number; disk: number }>> =
    smallest[cluster.type];
  const limit = limits[role];
  if (!limit) return;
  const { memory, vcpus, disk } = sizeOf(cluster, role);
  const sizes = [
    ["memory", memory, limit.memory, sizeText],
    ["vcpus", vcpus, limit.vcpus, String],
    ["disk", disk, limit.disk, sizeText],
  ] as const;
  for (const [key, size, least, text] of sizes) {
    if (size >= least) continue;
    const message = `${text(size)} is less than OpenShift's minimum for a ${role} of an ${cluster.type} cluster; write ${text(least)} or more`;
    yield { path: ["clusters", name, "sizes", role, key], message };
  }
}
