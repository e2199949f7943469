import type { Plan } from "../../lab/plan.ts";
import type { Hosts } from "../../provider/host/hosts.ts";
import { HostError, HostUnreachable } from "../../provider/host/session.ts";
import { dnsmasqState } from "../../lab/hostPaths.ts";
import { collisions } from "./collisions.ts";
import { hostAnswer } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { leftBehind } from "./left.ts";
import { standingOn } from "./standing.ts";

/** What was found on one host. Part of `ocplab audit --json`. */
export interface HostAudit {
  readonly host: string;
  /** `notAsked` where the host, or a part of it, could not be asked. */
  readonly outcome: "clean" | "found" | "notAsked";
  readonly findings: readonly Finding[];
  /** What could not be asked, and why. */
  readonly notAsked: readonly string[];
}

/** Asks every host of the lab at once, each in one round trip, and judges by the plan. */
export async function auditHosts(plan: Plan, hosts: Hosts): Promise<HostAudit[]> {
  const names = new Set([plan.jumphost.name, ...plan.servers.map(({ name }) => name)]);
  return Promise.all([...names].map((host) => auditHost(plan, hosts, host)));
}

/** The lines of a host: that all is well, or whatever is not. */
export function auditLines({ host, outcome, findings, notAsked }: HostAudit): string[] {
  if (outcome === "clean") return [`${host}: nothing that the plan does not know`];
  return [...notAsked, ...findings.map(({ message }) => message)].map((line) => `${host}: ${line}`);
}

/** The lines of hosts on which something of ours is left, or that could not say so. */
export function leftLines(hosts: readonly HostAudit[]): string[] {
  return hosts
    .map((one) => ({ ...one, findings: one.findings.filter(({ about }) => about === "left") }))
    .filter(({ findings, notAsked }) => findings.length + notAsked.length > 0)
    .flatMap(auditLines);
}

/** What an answer of a host comes to. */
export function judge(plan: Plan, host: string, answer: unknown): HostAudit {
  const { facts, unknown } = hostAnswer.parse(answer);
  const standing = standingOn(plan, host, facts);
  const findings = [
    ...leftBehind(plan, facts, standing),
    ...collisions(plan, host, facts, standing),
  ];
  const notAsked = Object.entries(unknown).map(([what, why]) => `not asked about ${what}: ${why}`);
  const outcome = notAsked.length > 0 ? "notAsked" : findings.length > 0 ? "found" : "clean";
  return { host, outcome, findings, notAsked };
}

async function auditHost(plan: Plan, hosts: Hosts, host: string): Promise<HostAudit> {
  try {
    const { session } = await hosts.session(host);
    const answer = await session.write({ op: "audit", leases: `${dnsmasqState}/leases` });
    return judge(plan, host, answer);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const reason =
      error instanceof HostUnreachable ? error.reason : error.message.replace(`${host}: `, "");
    return { host, outcome: "notAsked", findings: [], notAsked: [`not asked: ${reason}`] };
  }
}
