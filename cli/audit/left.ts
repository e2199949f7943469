import { mediaFolder } from "../../lab/hostPaths.ts";
import type { Plan } from "../../lab/plan.ts";
import type { Domain, HostFacts } from "./facts.ts";
import { left, type Finding } from "./finding.ts";
import { leftFiles } from "./leftFiles.ts";
import { leftQueue } from "./leftQueue.ts";
import { clusterOfPool, isStanding, project, type Standing } from "./standing.ts";

/** What of ours is on a host though nothing that stands there needs it. */
export function leftBehind(plan: Plan, facts: HostFacts, standing: Standing): Finding[] {
  return [
    ...leftEntries(facts, standing),
    ...leftMachines(facts, standing),
    ...leftPools(facts, standing),
    ...leftNetworks(facts, standing),
    ...leftUnits(facts, standing),
    ...leftFiles(facts, standing),
    ...leftQueue(plan, facts, standing),
    ...leftOfNetwork(facts, standing),
    ...leftLeases(facts, standing, plan),
  ];
}

/** Why something of a cluster is left, and what takes it away. */
function whose(cluster: string, { names }: Standing): string {
  return names.has(cluster)
    ? `of cluster ${cluster}, which does not stand here`
    : `of cluster ${cluster}`;
}

function leftEntries({ journal, claims }: HostFacts, standing: Standing): Finding[] {
  const entries = journal
    .filter((entry) => entry.project === project && !isStanding(standing, entry.stack))
    .map(({ kind, key, stack }) => left("journal entry", `${kind} ${key}`, `of stack ${stack}`));
  const noted = new Set(journal.filter(({ kind }) => kind === "claim").map(({ key }) => key));
  const bare = claims.filter((claim) => !noted.has(claim));
  return [...entries, ...bare.map((claim) => left("claim", claim, "which no journal knows"))];
}

function leftMachines({ libvirt }: HostFacts, standing: Standing): Finding[] {
  return (libvirt?.domain ?? []).flatMap((machine) => {
    const cluster = clusterOf(machine);
    if (cluster === undefined) return [];
    const planned = standing.clusters.get(cluster);
    if (!planned) return [left("machine", machine.name, whose(cluster, standing))];
    const known = planned.nodes.some(({ name }) => name === machine.name);
    return known ? [] : [left("machine", machine.name, `which cluster ${cluster} has not`)];
  });
}

/** By its disks: they are in the cluster's pool. */
function clusterOf({ pools }: Domain): string | undefined {
  return pools.map(clusterOfPool).find((cluster) => cluster !== undefined);
}

function leftPools({ libvirt }: HostFacts, standing: Standing): Finding[] {
  return (libvirt?.pool ?? []).flatMap(({ name, path }) => {
    const cluster = clusterOfPool(name);
    if (cluster === undefined) {
      const orphan = name === "ocplab-media" && path === mediaFolder && !standing.foundation;
      return orphan ? [left("pool", name, "of the foundation")] : [];
    }
    return standing.clusters.has(cluster) ? [] : [left("pool", name, whose(cluster, standing))];
  });
}

function leftNetworks({ libvirt }: HostFacts, standing: Standing): Finding[] {
  return (libvirt?.network ?? []).flatMap(({ name, mode, bridge }) => {
    const [, cluster = "", which] = /^(.+)-(baremetal|provisioning)$/.exec(name) ?? [];
    if (which === undefined || standing.clusters.has(cluster)) return [];
    const shaped =
      mode === "bridge" ? /^br[01]$/.test(bridge) : mode === "none" && /^prov\d+$/.test(bridge);
    return shaped ? [left("network", name, whose(cluster, standing))] : [];
  });
}

function leftUnits({ units, journal }: HostFacts, standing: Standing): Finding[] {
  const ours = new Set(
    journal.filter((entry) => isStanding(standing, entry.stack)).map(({ key }) => key),
  );
  const bridge = journal.some(({ kind }) => kind === "bridge");
  return (units ?? [])
    .filter((unit) => {
      if (ours.has(unit)) return false;
      const [, installed] = /^ocplab-install-(.+)\.service$/.exec(unit) ?? [];
      if (installed !== undefined) return !standing.clusters.has(installed);
      // the timer of a change that is under way
      return !(bridge && unit.startsWith("ocplab-bridge"));
    })
    .filter((unit) => !/^(?:ocplab-(?:ipmi|media))@?\.service$|\.slice$/.test(unit))
    .map((unit) => left("unit", unit, ""));
}

function leftOfNetwork(
  { profiles, tables, links, journal, libvirt }: HostFacts,
  standing: Standing,
): Finding[] {
  const loaded = new Set(
    journal
      .filter(({ kind, stack }) => kind === "nftTable" && isStanding(standing, stack))
      .map(({ key }) => key),
  );
  const bridges = journal.filter(({ kind }) => kind === "bridge");
  const known = new Set(bridges.flatMap((entry) => entry.profiles ?? []));
  const used = new Set((libvirt?.network ?? []).map(({ bridge }) => bridge));
  return [
    ...(profiles ?? [])
      .filter(([uuid, name]) => /^br[01]-./.test(name) && bridges.length === 0 && !known.has(uuid))
      .map(([uuid, name]) => left("NetworkManager profile", name, `UUID ${uuid}`)),
    ...(tables ?? [])
      .filter((name) => name.includes("ocplab") && !loaded.has(name.split(" ").at(-1) ?? ""))
      .map((name) => left("firewall table", name, "")),
    ...Object.keys(links)
      .filter((name) => name.startsWith("ocpf-") || (/^prov\d+$/.test(name) && !used.has(name)))
      .map((name) => left("network device", name, "")),
  ];
}

function leftLeases({ leases }: HostFacts, { clusters }: Standing, plan: Plan): Finding[] {
  const reserved = new Set(
    plan.clusters
      .filter(({ name }) => clusters.has(name))
      .flatMap(({ nodes, bootstrap }) => [
        ...nodes.map(({ macs }) => macs.baremetal),
        ...(bootstrap ? [bootstrap.mac] : []),
      ]),
  );
  return leases
    .filter(([mac]) => !reserved.has(mac))
    .map(([mac, address]) =>
      left("lease", address, `of the MAC ${mac}, which no cluster here has`),
    );
}
