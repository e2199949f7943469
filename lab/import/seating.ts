import { foundationStackName, type Cluster } from "../model.ts";
import { label } from "../values.ts";
import { seatsOf, type SeatedCluster } from "./clusterEntry.ts";
import type { FoundCluster, Member } from "./clusters.ts";
import type { Told } from "./facts.ts";

/** Gives each machine its seat; undefined, with the reason told, for what no lab file can describe. */
export function seat(found: FoundCluster, domain: string, told: Told[]): SeatedCluster | undefined {
  const seated = unfitName(found, domain) ?? inSeats(found, told);
  if (typeof seated !== "string") return seated;
  const where = `cluster ${found.name}.${found.domain}`;
  told.push({ where, kind: "left", message: `it is left out: ${seated}` });
  return undefined;
}

/** Why the cluster cannot be in the lab file under its name. */
function unfitName({ name, domain, document }: FoundCluster, labs: string): string | undefined {
  if (domain !== labs) {
    return `all clusters of a lab are below one domain, which is ${labs} by most of them`;
  }
  if (!label.safeParse(name).success || name === foundationStackName) {
    return `${name} cannot be a cluster's name; names are lower-case labels, and ${foundationStackName} is the foundation's`;
  }
  if (document?.spoke === true && document.job?.hub === undefined) {
    return "an ACM hub deploys it, and no job's HUB_KUBECONFIG says which cluster that is";
  }
  return undefined;
}

function inSeats(found: FoundCluster, told: Told[]): SeatedCluster | string {
  const members = keyedMembers(found, told);
  const server = serverOf(found);
  if (server === undefined) {
    return "no server that was asked has a machine of it; name its servers too";
  }
  const count = (role: string): number =>
    [...members.keys()].filter((key) => key.startsWith(role)).length;
  const counts = { masters: count("master-"), workers: count("worker-") };
  const type = typeOf(found, members, counts, told);
  if (typeof type !== "string") return type.why;
  return { found, type, seats: seatsOf(found.name, type, counts), members, counts, server };
}

/** Machines by the keys of their nodes; those that have no place in a cluster are told. */
function keyedMembers({ name, members }: FoundCluster, told: Told[]): Map<string, Member> {
  const keyed = new Map<string, Member>();
  const where = `cluster ${name}`;
  for (const role of ["provisionhost", "bootstrap"] as const) {
    const [first, ...more] = members.filter((member) => member.role === role);
    if (first) keyed.set(role, first);
    for (const { label: other } of more) {
      told.push({
        where,
        kind: "left",
        message: `${other} is left out: a cluster has one ${role}`,
      });
    }
  }
  for (const role of ["master", "worker"] as const) {
    const all = members.filter((member) => member.role === role).sort(byNumber);
    for (const [index, member] of all.entries()) {
      const key = `${role}-${String(index)}`;
      keyed.set(key, member);
      if (numberOf(member) === index) continue;
      const message = `${member.label} is ${key} in the lab file, where it keeps its name`;
      told.push({ where, kind: "assumed", message });
    }
  }
  for (const { label: other, role } of members) {
    if (role !== undefined) continue;
    const message = `${other} is left out: neither its name nor an inventory says whether it is a master or a worker`;
    told.push({ where, kind: "left", message });
  }
  return keyed;
}

function numberOf({ label: name }: Member): number | undefined {
  const digits = /(\d+)$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function byNumber(one: Member, other: Member): number {
  const [ours = Infinity, theirs = Infinity] = [numberOf(one), numberOf(other)];
  if (ours !== theirs) return ours - theirs;
  return one.label < other.label ? -1 : 1;
}

/** Where most of its machines are. */
function serverOf({ members }: FoundCluster): string | undefined {
  const counts = new Map<string, number>();
  for (const { standing } of members) {
    if (standing) counts.set(standing.server, (counts.get(standing.server) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

function typeOf(
  { name, document }: FoundCluster,
  members: ReadonlyMap<string, Member>,
  { masters, workers }: SeatedCluster["counts"],
  told: Told[],
): Cluster["type"] | { readonly why: string } {
  const installType = document?.installType;
  if (installType !== undefined && document?.type === undefined) {
    return {
      why: `its inventory says install_type ${installType}, which a lab file does not know`,
    };
  }
  const several = members.has("provisionhost") ? "ipi" : "abi";
  const byNodes = masters === 1 && workers === 0 ? "sno" : several;
  const type = document?.type ?? byNodes;
  const isSingle = type === "sno";
  if (isSingle ? masters !== 1 || workers > 0 : masters < 3 || masters > 5 || workers > 124) {
    const nodes = `${String(masters)} masters and ${String(workers)} workers`;
    return { why: `it has ${nodes}, which a lab file's ${type} cluster cannot have` };
  }
  if (type === "ipi" && !members.has("provisionhost")) {
    return { why: "it is of type ipi, and none of its machines is a provisionhost" };
  }
  if (document?.type === undefined) {
    const message = `no inventory tells its type; its nodes are those of one of type ${type}`;
    told.push({ where: `cluster ${name}`, kind: "assumed", message });
  }
  return type;
}
