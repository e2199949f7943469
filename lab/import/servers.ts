import { sizeText } from "../values.ts";
import type { SeatedCluster } from "./clusterEntry.ts";
import type { FoundLab, Told } from "./facts.ts";
import type { NamedHost } from "./hosts.ts";

/** What the lab file says of how a host is reached, where it is not as for all. */
export function sshEntry({ keyFile, knownHosts, jumphost }: FoundLab): Record<string, unknown> {
  const ssh = {
    ...(jumphost.user !== "root" && { user: jumphost.user }),
    ...(keyFile !== undefined && { keyFile }),
    ...(knownHosts !== undefined && { knownHosts }),
  };
  return Object.keys(ssh).length === 0 ? {} : { ssh };
}

/** The jumphost's own entry. */
export function jumphostEntry({ name, address, nic }: NamedHost): Record<string, unknown> {
  return { name, address, nic };
}

/** A server's entry, with what it has room for. */
export function serverEntry(
  server: NamedHost,
  lab: FoundLab,
  clusters: readonly SeatedCluster[],
  told: Told[],
): Record<string, unknown> {
  const { name, address, nic, found, provisioningNic } = server;
  const { facts, user } = found;
  return {
    ...{ address, nic },
    ...(user !== lab.jumphost.user && { ssh: { user } }),
    ...hypervisorOf(server, told),
    ...roomOf(server, clusters, told),
    ...(provisioningNic !== undefined && { provisioningNic }),
    ...bmcPortOf(name, facts.ports ?? [], told),
  };
}

function hypervisorOf({ name, found }: NamedHost, told: Told[]): Record<string, unknown> {
  const { machines, kvm } = found.facts;
  const types = new Set((machines ?? []).map(({ type }) => type));
  if (types.size > 0) return types.has("kvm") ? {} : { hypervisor: "qemu" };
  if (kvm !== false) return {};
  const message = "it has neither a machine nor /dev/kvm; machines on it will be emulated";
  told.push({ where: name, kind: "assumed", message });
  return { hypervisor: "qemu" };
}

/** What its machines have already fits, whatever else: they are there. */
function roomOf(
  { name, found }: NamedHost,
  clusters: readonly SeatedCluster[],
  told: Told[],
): Record<string, unknown> {
  const { memory, cpus } = found.facts;
  const machines = clusters.flatMap(({ members }) =>
    [...members.values()].flatMap(({ standing }) =>
      standing?.server === name ? [standing.machine] : [],
    ),
  );
  const used = machines.reduce((sum, { memoryMib }) => sum + memoryMib, 0);
  const threads = machines.reduce((sum, { vcpus }) => sum + vcpus, 0);
  const ratio = cpus === undefined ? 1 : Math.max(1, Math.ceil(threads / cpus));
  const whole = memory === undefined ? undefined : memory - (memory % 1024 || 0) || memory;
  const entry: Record<string, unknown> = {};
  if (whole !== undefined && used <= whole) entry.memory = sizeText(whole);
  else if (memory !== undefined) {
    const message = `its machines have ${sizeText(used)} of memory together, more than the ${sizeText(memory)} that it has; \`memory\` is left out, so nothing is checked against it`;
    told.push({ where: name, kind: "left", message });
  }
  if (cpus !== undefined && ratio <= 32) {
    entry.vcpus = cpus;
    if (ratio > 1) entry.vcpuRatio = ratio;
  }
  if (memory !== undefined) {
    const message =
      "memory and vCPUs are all that it has; write what virtual machines may take, and `disk`";
    told.push({ where: name, kind: "assumed", message });
  }
  return entry;
}

/** Where the BMCs that ocplab makes are to answer: not where others do already. */
function bmcPortOf(
  name: string,
  ports: readonly { readonly port: number; readonly unit: string }[],
  told: Told[],
): Record<string, unknown> {
  const own = ports.find(({ unit }) => unit === "ocplab-bmc.service");
  if (own) return own.port === usualBmcPort ? {} : { bmcPort: own.port };
  const taken = new Map(ports.map(({ port, unit }) => [port, unit]));
  if (!taken.has(usualBmcPort)) return {};
  let bmcPort = usualBmcPort + 1;
  while (taken.has(bmcPort)) bmcPort++;
  const unit = taken.get(usualBmcPort) ?? "";
  const who = unit === "" ? "somebody" : unit;
  const message = `${who} has port ${String(usualBmcPort)}, so the BMCs of ocplab's own machines answer at ${String(bmcPort)}`;
  told.push({ where: name, kind: "assumed", message });
  return { bmcPort };
}

const usualBmcPort = 8082;
