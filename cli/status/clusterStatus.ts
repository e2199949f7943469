import { installHash } from "../../lab/dci/hash.ts";
import type { ClusterPlan, NodePlan, Plan } from "../../lab/plan.ts";
import { isOver } from "../../lab/reservation.ts";
import type { Facts } from "./facts.ts";
import { namesOf } from "./question.ts";
import type { Answers, ClusterStatus, InstallStatus } from "./report.ts";

/** How a cluster is, from what its hosts answered. */
export function clusterStatus(plan: Plan, cluster: ClusterPlan, answers: Answers): ClusterStatus {
  const factsOf = (host: string): Facts | undefined => {
    const asked = answers.hosts.get(host);
    return asked && "answer" in asked ? asked.answer.facts : undefined;
  };
  const jumphost = factsOf(plan.jumphost.name) ?? {};
  const since = jumphost.claims?.[cluster.name];
  const stateOf = (node: NodePlan): State => {
    const machines = factsOf(node.server)?.machines;
    return machines ? (machines[node.name] ?? "absent") : undefined;
  };
  const common = { ...reservation(cluster, answers.now), since: isoOf(since) };
  const missing = [
    ...(jumphost.claims ? [] : [plan.jumphost.name]),
    ...cluster.servers.filter((server) => !factsOf(server)?.machines),
  ];
  const notAsked = [...new Set(missing)].map((host) => `not asked: ${host}`);
  const isMade =
    since !== undefined ||
    cluster.nodes.some((node) => !["absent", undefined].includes(stateOf(node)));
  if (!isMade && notAsked.length === 0) return { ...common, ...unmade(cluster, common.over) };
  const install = installStatus(plan, cluster, jumphost);
  const parts = [
    machinesOf(cluster, stateOf, install),
    leasesOf(cluster, jumphost),
    recordsOf(cluster, jumphost),
    apiOf(plan, cluster, jumphost, answers, install),
  ] as const;
  const [machines, leases, names, api] = parts;
  return {
    ...common,
    ...{
      machines: machines.value,
      leases: leases.value,
      names: names.value,
      api: api.value,
      install,
    },
    problems: [...parts.flatMap(({ problems }) => problems), ...installProblems(install)],
    notAsked,
  };
}

/** As libvirt names it; undefined where nobody knows. */
type State = string | undefined;

interface Part<T> {
  readonly value: T | null;
  readonly problems: readonly string[];
}

function reservation(
  cluster: ClusterPlan,
  now: Date,
): Omit<ClusterStatus, keyof ReturnType<typeof unmade> | "since"> {
  const { name, type, servers } = cluster;
  const { owner = null, purpose = null, expires = null } = cluster.reservation;
  const over = isOver(cluster.reservation, now);
  return {
    cluster: name,
    type,
    servers,
    owner,
    purpose,
    expires,
    over,
    protected: cluster.protected,
  };
}

/** One whose time is over may be gone. */
function unmade({ name, nodes, install }: ClusterPlan, over: boolean) {
  return {
    machines: { planned: nodes.length, right: 0 },
    leases: { planned: 0, right: 0 },
    names: { planned: 0, right: 0 },
    api: "notExpected" as const,
    install: {
      state: install ? ("notBegun" as const) : ("none" as const),
      since: null,
      step: null,
    },
    problems: over ? [] : [`it is not made yet: ocplab up ${name}`],
    notAsked: [],
  };
}

function machinesOf(
  { nodes, machines }: ClusterPlan,
  stateOf: (node: NodePlan) => State,
  install: InstallStatus | null,
): Part<ClusterStatus["machines"]> {
  const own = machines === "dci" ? [] : nodes;
  const states = own.map((node) => [node, stateOf(node)] as const);
  const problems = states.flatMap(([node, state]) => {
    if (state === undefined || state === "running") return [];
    if (state === "absent") return [`${node.key}: ${node.server} has no machine ${node.name}`];
    // before an install its machines are off, and the installer switches them
    const isAwaited =
      node.power === "ours" || machines === "adopted" || install?.state === "succeeded";
    return isAwaited ? [`${node.key}: its machine on ${node.server} is ${state}`] : [];
  });
  const known = states.filter(([, state]) => state !== undefined);
  const right = known.filter(([, state]) => state === "running").length;
  return { value: known.length < own.length ? null : { planned: own.length, right }, problems };
}

function leasesOf({ nodes }: ClusterPlan, { leases }: Facts): Part<ClusterStatus["leases"]> {
  if (!leases) return { value: null, problems: [] };
  // a node that an installer has written may have its address without a lease
  const counted = nodes.flatMap(({ key, power, address, macs }) => {
    const leased = leases[macs.baremetal];
    return leased !== undefined || power === "ours" ? [{ key, address, leased }] : [];
  });
  const wrong = counted.filter(({ address, leased }) => leased !== address);
  const problems = wrong.map(({ key, address, leased }) =>
    leased === undefined
      ? `${key}: it has no lease of ${address}`
      : `${key}: it has ${leased} instead of ${address}`,
  );
  return { value: { planned: counted.length, right: counted.length - wrong.length }, problems };
}

function recordsOf(cluster: ClusterPlan, { names }: Facts): Part<ClusterStatus["names"]> {
  if (!names) return { value: null, problems: [] };
  const all = [...namesOf(cluster)];
  const wrong = all.filter(([name, address]) => names[name] !== address);
  const problems = wrong.map(([name, address]) => {
    const found = names[name];
    return found === null || found === undefined
      ? `${name}: the lab's DNS does not know it`
      : `${name}: the lab's DNS answers ${found} instead of ${address}`;
  });
  return { value: { planned: all.length, right: all.length - wrong.length }, problems };
}

function apiOf(
  plan: Plan,
  cluster: ClusterPlan,
  { answering }: Facts,
  { clusters }: Answers,
  install: InstallStatus | null,
): Part<ClusterStatus["api"]> {
  const isInstalled = cluster.machines === "adopted" || install?.state === "succeeded";
  if (install && !isInstalled) return { value: "notExpected", problems: [] };
  const answers = answering?.[clusters.indexOf(cluster)];
  if (answers === undefined) return { value: null, problems: [] };
  if (answers) return { value: "answers", problems: [] };
  const problem = `its API does not answer ${plan.jumphost.name} at ${cluster.api}:6443`;
  return { value: "silent", problems: [problem] };
}

function installStatus(
  plan: Plan,
  cluster: ClusterPlan,
  { installs }: Facts,
): InstallStatus | null {
  const none = { since: null, step: null };
  if (!cluster.install) return { state: "none", ...none };
  if (!installs) return null;
  const record = installs[cluster.name];
  if (!record) return { state: "notBegun", ...none };
  const { state, started, ended, step } = record;
  const isOld =
    state === "succeeded" && record.hash !== installHash(plan, cluster, cluster.install);
  return { state: isOld ? "outdated" : state, since: isoOf(ended ?? started), step };
}

function installProblems(install: InstallStatus | null): string[] {
  const text = install === null ? null : installText[install.state];
  return text === null ? [] : [text];
}

const installText: Readonly<Record<InstallStatus["state"], string | null>> = {
  none: null,
  running: null,
  succeeded: null,
  notBegun: "its install has not begun",
  failed: "its install failed",
  interrupted: "its install was interrupted",
  outdated:
    "what is installed is not what the lab file says: reinstall it, or put the lab file back",
};

function isoOf(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}
