import { valueAt } from "./mended.ts";
import { pathKey, type Finding, type Path } from "./problem.ts";

/** What of a lab file's text did not become data. */
export interface Gaps {
  /** Values that could not be read; they are null in the data. */
  readonly unread: readonly Path[];
  /** Maps with entries that could not be read, so that nothing can be said to be missing from them. */
  readonly incomplete: readonly Path[];
}

export const noGaps: Gaps = { unread: [], incomplete: [] };

/**
 * Of an unknown key its likely meaning is told already, and of a map that was not read as a whole it is
 * not known what it has: there nothing is said to be missing. Nor is that of what was not read itself.
 */
export function tellable(
  data: unknown,
  wrong: readonly Path[],
  gaps: Gaps,
): (finding: Finding) => boolean {
  const silent = new Set([...gaps.unread, ...gaps.incomplete].map(pathKey));
  const incomplete = new Set(gaps.incomplete.map(pathKey));
  const counts = new Map<string, number>();
  for (const path of wrong) counts.set(pathKey(path), (counts.get(pathKey(path)) ?? 0) + 1);
  return ({ path, atKey }) => {
    if (silent.has(pathKey(path))) return false;
    if (atKey === true || valueAt(data, path) !== undefined) return true;
    // twice: as missing, and as what a misspelled key was meant to be
    return (counts.get(pathKey(path)) ?? 0) < 2 && !incomplete.has(pathKey(path.slice(0, -1)));
  };
}
