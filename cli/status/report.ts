import type { Capacity } from "../../lab/capacity/capacity.ts";
import type { ClusterPlan, Plan, ServerPlan } from "../../lab/plan.ts";
import type { Asked } from "../probe/ask.ts";
import { clusterStatus } from "./clusterStatus.ts";
import type { Answer } from "./facts.ts";
import { serverStatus } from "./serverStatus.ts";

/**
 * What `ocplab status --json` prints. Keys may be added to it; those that are here keep their names and their meaning
 * as long as `version` is 1. Memory and disk are in MiB. What could not be asked is null, and `notAsked` says why.
 */
export interface StatusReport {
  readonly version: 1;
  /** When the hosts were asked. */
  readonly asked: string;
  /** `notAsked` where anything could not be asked, whatever the rest says. */
  readonly outcome: "well" | "notWell" | "notAsked";
  /** By name, `server2` before `server10`. */
  readonly clusters: readonly ClusterStatus[];
  /** By name, likewise; without those that are retired. */
  readonly servers: readonly ServerStatus[];
  /** Of the jumphost, where it is no server. */
  readonly notAsked: readonly string[];
}

interface Status {
  /** What is not as the lab file says, one sentence each. */
  readonly problems: readonly string[];
  /** What could not be asked, and why. */
  readonly notAsked: readonly string[];
}

export interface ClusterStatus extends Status {
  readonly cluster: string;
  readonly type: string;
  readonly servers: readonly string[];
  readonly owner: string | null;
  readonly purpose: string | null;
  /** As in the lab file. */
  readonly expires: string | null;
  /** Its time is over, by this machine's clock. */
  readonly over: boolean;
  readonly protected: boolean;
  /** Since when it stands on the jumphost; null where it does not, or that could not be asked. */
  readonly since: string | null;
  /** Planned machines of ours, and how many of them run. Machines that DCI makes are not counted. */
  readonly machines: Count | null;
  /** Nodes that must have a lease, or have one, and those that have their planned address. */
  readonly leases: Count | null;
  /** Names that must be known, and those that the lab's DNS answers with the planned address. */
  readonly names: Count | null;
  /** `notExpected` before it is installed. */
  readonly api: "answers" | "silent" | "notExpected" | null;
  readonly install: InstallStatus | null;
}

interface Count {
  readonly planned: number;
  readonly right: number;
}

export interface InstallStatus {
  /**
   * `none`: the lab file enables no install. `notBegun`, `running`, `succeeded`, `failed`, `interrupted`: of the last
   * one. `outdated`: what was installed is not what the lab file says now.
   */
  readonly state:
    "none" | "notBegun" | "running" | "succeeded" | "failed" | "interrupted" | "outdated";
  /** When it came to this state. */
  readonly since: string | null;
  /** The play or task that runs. */
  readonly step: string | null;
}

export interface ServerStatus extends Status {
  readonly server: string;
  /** `planned` is what the lab file's nodes take; the rest is what the host says. */
  readonly memory: {
    readonly planned: number;
    readonly total: number;
    readonly available: number;
  } | null;
  readonly vcpus: {
    readonly planned: number;
    readonly threads: number;
    readonly load: number;
  } | null;
  readonly disk: { readonly planned: number; readonly free: number; readonly ours: number } | null;
  /** By name: whether its NIC is a port of it that forwards. */
  readonly bridges: Readonly<Record<string, boolean>> | null;
}

/** What was asked for, and what each host answered, by name. */
export interface Answers {
  readonly clusters: readonly ClusterPlan[];
  readonly servers: readonly ServerPlan[];
  readonly hosts: ReadonlyMap<string, Asked<Answer>>;
  readonly now: Date;
}

/** Compares what the hosts answered with the plan. */
export function statusReport(plan: Plan, capacity: Capacity, answers: Answers): StatusReport {
  const clusters = answers.clusters.map((cluster) => clusterStatus(plan, cluster, answers));
  const loads = new Map(capacity.servers.map((load) => [load.server, load]));
  const servers = answers.servers.flatMap((server) => {
    const load = loads.get(server.name);
    return load ? [serverStatus(server, load, answers.hosts.get(server.name))] : [];
  });
  const { name } = plan.jumphost;
  const isServer = servers.some(({ server }) => server === name);
  const jumphost = isServer ? [] : unasked(answers.hosts.get(name));
  const all: readonly Status[] = [...clusters, ...servers, { problems: [], notAsked: jumphost }];
  return {
    version: 1,
    asked: answers.now.toISOString(),
    outcome: outcomeOf(all),
    clusters,
    servers,
    notAsked: jumphost.map((reason) => `${name}: ${reason}`),
  };
}

/** Why a host did not answer, or what of it it could not tell. */
export function unasked(asked: Asked<Answer> | undefined): string[] {
  if (!asked || "reason" in asked) return [`not asked: ${asked?.reason ?? "nobody asked it"}`];
  return Object.entries(asked.answer.unknown).map(([what, why]) => `${what} not asked: ${why}`);
}

function outcomeOf(all: readonly Status[]): StatusReport["outcome"] {
  if (all.some(({ notAsked }) => notAsked.length > 0)) return "notAsked";
  return all.some(({ problems }) => problems.length > 0) ? "notWell" : "well";
}
