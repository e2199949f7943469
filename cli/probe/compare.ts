import { compareKvm, compareRoom } from "./compareServer.ts";
import { compareNics } from "./compareNics.ts";
import { compareFiles, comparePrograms } from "./compareInstalls.ts";
import { compareDnsmasq, comparePorts } from "./compareJumphost.ts";
import type { Answer, Facts } from "./facts.ts";
import type { ProbedHost } from "./host.ts";
import type { LabFilePlaces } from "./places.ts";

/** What came out of comparing one host with the lab file; sentences without the host's name. */
export interface Compared {
  /** What is not as the lab file says, or as a host of a lab must be; each with the next step. */
  readonly differences: readonly string[];
  /** Facts that could not be found, and why. */
  readonly notAsked: readonly string[];
}

/** Compares a host's answer with the lab file. */
export function compareHost(host: ProbedHost, answer: Answer, places: LabFilePlaces): Compared {
  const differences: string[] = [];
  const notAsked: string[] = [];
  for (const { noun, fact, counts, compare } of comparisons) {
    if (!counts(host)) continue;
    if (answer.facts[fact] === undefined) {
      notAsked.push(`${noun} not asked: ${answer.unknown[fact] ?? "the host does not say"}`);
    } else {
      differences.push(...compare(host, answer.facts, places));
    }
  }
  return { differences, notAsked };
}

/** One fact, what a message calls it, and for which hosts it counts. */
interface Comparison {
  readonly fact: keyof Facts;
  readonly noun: string;
  readonly counts: (host: ProbedHost) => boolean;
  readonly compare: (host: ProbedHost, facts: Facts, places: LabFilePlaces) => Iterable<string>;
}

const comparisons: readonly Comparison[] = [
  { fact: "python", noun: "python3", counts: () => true, compare: comparePython },
  { fact: "system", noun: "operating system", counts: () => true, compare: compareSystem },
  { fact: "packages", noun: "packages", counts: () => true, compare: comparePackages },
  {
    fact: "cpus",
    noun: "CPUs",
    counts: ({ server }) => server?.vcpus !== undefined,
    compare: compareRoom("vcpus"),
  },
  {
    fact: "memory",
    noun: "memory",
    counts: ({ server }) => server?.memory !== undefined,
    compare: compareRoom("memory"),
  },
  {
    fact: "disk",
    noun: "disk",
    counts: ({ server }) => server?.disk !== undefined,
    compare: compareRoom("disk"),
  },
  {
    fact: "kvm",
    noun: "KVM",
    counts: ({ server }) => server?.hypervisor === "kvm",
    compare: compareKvm,
  },
  { fact: "nics", noun: "NICs", counts: () => true, compare: compareNics },
  // compared with the NICs
  { fact: "carrier", noun: "addresses", counts: () => true, compare: () => [] },
  {
    fact: "dnsmasq",
    noun: "dnsmasq",
    counts: ({ jumphost }) => jumphost,
    compare: compareDnsmasq,
  },
  {
    fact: "listeners",
    noun: "ports 53 and 67",
    counts: ({ jumphost }) => jumphost,
    compare: comparePorts,
  },
  {
    fact: "files",
    noun: "files",
    counts: ({ installs }) => installs.files.length > 0,
    compare: compareFiles,
  },
  {
    fact: "lacking",
    noun: "DCI's programs",
    counts: ({ installs }) => installs.programs.length > 0,
    compare: comparePrograms,
  },
];

/** What labhost's agent is written for; on a server, what the BMCs' packages are there for. */
function* comparePython({ server }: ProbedHost, { python }: Facts): Iterable<string> {
  const [major = 0, minor = 0] = python.split(".").map(Number);
  const least = server ? 9 : 6;
  if (major > 3 || (major === 3 && minor >= least)) return;
  const step = server
    ? "use a release that has Python 3.9 or later"
    : "install Python 3.6 or later";
  yield `python3: it is ${python}; ${step}`;
}

/** What the foundation knows how to prepare, by ID of os-release. */
const supported: Readonly<Record<string, readonly string[]>> = {
  rhel: ["8", "9", "10"],
  centos: ["8", "9", "10"],
  rocky: ["8", "9", "10"],
  almalinux: ["8", "9", "10"],
  debian: ["12", "13"],
};

function* compareSystem(_host: ProbedHost, { system }: Facts): Iterable<string> {
  const { id = "", version = "" } = system ?? {};
  if (supported[id]?.includes(version.split(".")[0] ?? "")) return;
  const what = `${id} ${version}`.trim() || "unknown";
  yield `operating system: it is ${what}; use RHEL, CentOS, Rocky or Alma Linux 8 to 10, or Debian 12 or 13`;
}

/** What is missing comes with the foundation, if the host has anywhere to take it from. */
function* comparePackages(_host: ProbedHost, { packages, system }: Facts): Iterable<string> {
  if (!packages || packages.missing.length === 0 || packages.sources > 0) return;
  const step =
    system?.id === "rhel"
      ? "subscribe it (`subscription-manager register`, then `subscription-manager repos --enable=...` for BaseOS and AppStream)"
      : "name a source for them";
  yield `packages: ${packages.missing.join(", ")} are not installed, and the host has no repository to take them from; ${step}, or install them by hand`;
}
