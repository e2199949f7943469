import { targetOf } from "../../provider/host/labDirectory.ts";
import { sideBySide } from "../sideBySide.ts";
import { ask, defaultPatience } from "./ask.ts";
import { compareHost } from "./compare.ts";
import { roundSize } from "./compareServer.ts";
import type { Facts } from "./facts.ts";
import { questionOf, type ProbedHost } from "./host.ts";
import type { LabFilePlaces } from "./places.ts";

/** How one host compares with the lab file. */
export interface HostReport {
  readonly host: string;
  /** `notAsked` where the host, or any fact of it that counts, could not be asked. */
  readonly outcome: "ok" | "differs" | "notAsked" | "retired";
  /** What is not as it should be, one sentence each. */
  readonly differences: readonly string[];
  /** What could not be asked, and why. */
  readonly notAsked: readonly string[];
  /** Memory and disk in MiB; null where the host did not answer. */
  readonly facts: Facts | null;
}

/** How many hosts are asked at once. */
export const atOnce = 32;

/** Asks hosts side by side, each over one connection. The folder is the lab file's. */
export async function probe(
  hosts: readonly ProbedHost[],
  places: LabFilePlaces,
  folder: string,
  patience = defaultPatience,
): Promise<HostReport[]> {
  return sideBySide(hosts, atOnce, (host) => probeHost(host, places, folder, patience));
}

/** The lines of a host: that all is well, or whatever is not. */
export function hostLines({ host, outcome, differences, notAsked, facts }: HostReport): string[] {
  if (outcome === "retired") return [`${host}: retired: not compared`];
  if (outcome === "ok") return [`${host}: ok${facts ? `: ${factsText(facts)}` : ""}`];
  return [...notAsked, ...differences].map((sentence) => `${host}: ${sentence}`);
}

async function probeHost(
  host: ProbedHost,
  places: LabFilePlaces,
  folder: string,
  patience: typeof defaultPatience,
): Promise<HostReport> {
  const { name } = host.plan;
  const none = { host: name, differences: [], notAsked: [], facts: null };
  if (host.retired) return { ...none, outcome: "retired" };
  const asked = await ask(targetOf(host.plan, folder), questionOf(host), patience);
  if ("reason" in asked) {
    return { ...none, outcome: "notAsked", notAsked: [`not asked: ${asked.reason}`] };
  }
  const compared = compareHost(host, asked.answer, places);
  return { host: name, outcome: outcomeOf(compared), ...compared, facts: asked.answer.facts };
}

function outcomeOf({ differences, notAsked }: ReturnType<typeof compareHost>) {
  if (notAsked.length > 0) return "notAsked";
  return differences.length > 0 ? "differs" : "ok";
}

/** `debian 12, Python 3.11.2, 2 hardware threads, 23GiB memory, 40GiB disk, eno1 MTU 1500 (Wired 1)` */
function factsText({ system, python, cpus, memory, disk, nics = {} }: Facts): string {
  const parts = [
    system && `${system.id} ${system.version}`,
    `Python ${python}`,
    cpus !== undefined && `${String(cpus)} hardware threads`,
    memory !== undefined && `${roundSize(memory)} memory`,
    disk && `${roundSize(disk.free)} of disk free`,
    ...Object.entries(nics).map(([name, nic]) => nic && nicText(name, nic)),
  ];
  return parts.filter(Boolean).join(", ");
}

function nicText(
  name: string,
  { mtu, manager }: NonNullable<NonNullable<Facts["nics"]>[string]>,
): string {
  const profile = manager?.profile ?? "no profile";
  return `${name} MTU ${String(mtu)} (${profile})`;
}
