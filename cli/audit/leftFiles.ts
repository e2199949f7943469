import { imageFolder, installState, queueState } from "../../lab/hostPaths.ts";
import type { HostFacts } from "./facts.ts";
import { left, type Finding } from "./finding.ts";
import { isLeftByName } from "./leftByName.ts";
import { clusterOfPool, isStanding, type Standing } from "./standing.ts";

const state = "/var/lib/ocplab";

/** Files in places of ours that belong to nothing on the host; what is in a folder that is left is not told too. */
export function leftFiles(facts: HostFacts, standing: Standing): Finding[] {
  const owned = ownedPaths(facts, standing);
  const found = facts.files.filter(
    (path) => isLeftByName(path, facts, standing) ?? !isOwned(path, owned, facts),
  );
  const told = found.filter((path) => !found.some((other) => path.startsWith(`${other}/`)));
  return told.map((path) => left("file", path, ""));
}

interface Owned {
  /** Objects themselves. */
  readonly paths: ReadonlySet<string>;
  /** Folders that own all that is in them. */
  readonly folders: readonly string[];
  readonly units: ReadonlySet<string>;
}

function ownedPaths({ journal, libvirt }: HostFacts, standing: Standing): Owned {
  const entries = journal.filter(({ stack }) => isStanding(standing, stack));
  const keys = (...kinds: readonly string[]): string[] =>
    entries.filter(({ kind }) => kinds.includes(kind)).map(({ key }) => key);
  const pools = (libvirt?.pool ?? []).filter(({ name }) =>
    standing.clusters.has(clusterOfPool(name) ?? ""),
  );
  return {
    paths: new Set(keys("file", "directory", "pythonPackages", "seed")),
    // services of ours fill the folders that they are given; that of the images belongs to pools
    folders: [
      ...keys("directory", "pythonPackages").filter((path) => path !== imageFolder),
      ...pools.map(({ path }) => path),
      // what a run notes while it makes something, and what the helper of installs knows
      ...[...standing.clusters.values()].flatMap(({ name, install }) => [
        `${state}/making/${name}.json`,
        `${installState}/${name}`,
        ...(install?.queue ? [`${queueState}/${install.queue.pool}`] : []),
      ]),
    ],
    units: new Set(keys("service")),
  };
}

function isOwned(path: string, { paths, folders, units }: Owned, facts: HostFacts): boolean {
  if (paths.has(path) || facts.folders.includes(path)) return true;
  if (folders.some((folder) => path === folder || path.startsWith(`${folder}/`))) return true;
  if ([...paths, ...folders].some((owned) => owned.startsWith(`${path}/`))) return true;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/\.wants\/|\/transient\//.test(path)) return units.has(name) || isRunning(name, facts);
  // the journal's entries and the claims are told by themselves
  const own = [state, `${state}/journal`, `${state}/claims`];
  if (own.some((folder) => path === folder || path.startsWith(`${folder}/`))) {
    return facts.journal.length > 0 && !/^\/var\/lib\/ocplab\/(?!journal|claims)[^/]/.test(path);
  }
  return path.startsWith("/run/ocplab") && facts.journal.length > 0;
}

/** An install, or a change of a bridge, is told of as a unit. */
function isRunning(name: string, { units }: HostFacts): boolean {
  return units?.includes(name) ?? true;
}
