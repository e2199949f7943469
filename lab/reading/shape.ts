import { entries, isMap, mendedTwice, valueAt, withoutEntries, type Faults } from "./mended.ts";
import type { Lab } from "../model.ts";
import type { Finding, Path } from "./problem.ts";
import { checkShape } from "./shapeCheck.ts";

/** What of a lab file's text did not become data. */
export interface Gaps {
  /** Values that could not be read; they are null in the data. */
  readonly unread: readonly Path[];
  /** Maps with entries that could not be read, so that nothing can be said to be missing from them. */
  readonly incomplete: readonly Path[];
}

/** What is in the data of a lab file, right or wrong. */
export interface Written {
  readonly servers: ReadonlySet<string>;
  readonly clusters: ReadonlySet<string>;
  /** Of clusters, whatever they are. */
  readonly ids: ReadonlySet<unknown>;
  /** `servers`, `clusters`: where there may be more than these names. */
  readonly open: ReadonlySet<string>;
}

/** The model of a lab file's data, as far as its shape allows one. */
interface Shape {
  /** With stand-ins for what is wrong; absent where too much is wrong. */
  readonly lab?: Lab;
  /**
   * The lab; where something of it is wrong, two labs with different stand-ins for that: what is found
   * in only one of them comes from a stand-in.
   */
  readonly labs: readonly Lab[];
  readonly written: Written;
  readonly findings: readonly Finding[];
  /** Of these places, and what is in them, nothing more is to be said. */
  readonly unread: readonly Path[];
}

/** Checks keys, types and single values against the schema. */
export function readShape(read: unknown, gaps: Gaps = { unread: [], incomplete: [] }): Shape {
  const { data, findings: renamed } = withoutOldNames(read);
  const { lab, findings, unknown, unread: wrong } = checkShape(data);
  const unread = [...gaps.unread, ...wrong];
  const labs = lab && unread.length === 0 ? [lab] : labsWithout(data, { unknown, unread });
  return {
    ...(labs[0] && { lab: labs[0] }),
    labs,
    written: writtenIn(data, [...unread, ...gaps.incomplete], findings),
    findings: [...renamed, ...findings.filter(tellable(data, wrong, gaps))],
    unread,
  };
}

/** DCI has given up its assisted installer for the agent-based one, which does the same. */
function withoutOldNames(data: unknown): { data: unknown; findings: Finding[] } {
  const clusters = Object.entries(entries(data, "clusters"));
  const assisted = clusters.filter(([, cluster]) => isMap(cluster) && cluster.type === "assisted");
  if (!isMap(data) || assisted.length === 0) return { data, findings: [] };
  const renamed = assisted.map(([name, cluster]) => [
    name,
    { ...(cluster as object), type: "abi" },
  ]);
  return {
    data: { ...data, clusters: Object.fromEntries([...clusters, ...renamed]) as unknown },
    findings: assisted.map(([name]) => ({
      path: ["clusters", name, "type"],
      message:
        "assisted is the old name of what DCI now installs as abi (agent-based); it is taken as that: write abi",
      warning: true,
    })),
  };
}

/** Two labs with different stand-ins for what is wrong; none where too much is. */
function labsWithout(data: unknown, faults: Faults): Lab[] {
  const mended = mendedTwice(data, faults);
  if (!mended) return [];
  const shapes = mended.map(checkShape);
  const wrong = shapes.flatMap(({ unknown, unread }) => [...unknown, ...unread]);
  const again = wrong.length === 0 ? mended : mended.map((one) => withoutEntries(one, wrong));
  const labs = wrong.length === 0 ? shapes : again.map(checkShape);
  const sound = labs.flatMap(({ lab }) => lab ?? []);
  return sound.length === 2 ? sound : [];
}

/**
 * Of an unknown key its likely meaning is told already, and of a map that was not read as a whole it is
 * not known what it has: there nothing is said to be missing. Nor is that of what was not read itself.
 */
function tellable(
  data: unknown,
  wrong: readonly Path[],
  gaps: Gaps,
): (finding: Finding) => boolean {
  const silent = new Set([...gaps.unread, ...gaps.incomplete].map(textOf));
  const incomplete = new Set(gaps.incomplete.map(textOf));
  const counts = new Map<string, number>();
  for (const path of wrong) counts.set(textOf(path), (counts.get(textOf(path)) ?? 0) + 1);
  return ({ path, atKey }) => {
    if (silent.has(textOf(path))) return false;
    if (atKey === true || valueAt(data, path) !== undefined) return true;
    // twice: as missing, and as what a misspelled key was meant to be
    return (counts.get(textOf(path)) ?? 0) < 2 && !incomplete.has(textOf(path.slice(0, -1)));
  };
}

function writtenIn(data: unknown, unread: readonly Path[], findings: readonly Finding[]): Written {
  const clusters = entries(data, "clusters");
  return {
    servers: new Set(Object.keys(entries(data, "servers"))),
    clusters: new Set(Object.keys(clusters)),
    ids: new Set(Object.values(clusters).map((cluster) => isMap(cluster) && cluster.id)),
    // an entry with a wrong name may be the one that another entry names
    open: new Set([...unread, ...findings.flatMap(misnamed)].map(textOf)),
  };
}

/** The section of an entry whose name is none. */
function misnamed({ path, atKey }: Finding): Path[] {
  return atKey === true && path.length === 2 ? [path.slice(0, 1)] : [];
}

function textOf(path: Path): string {
  return path.join("\n");
}
