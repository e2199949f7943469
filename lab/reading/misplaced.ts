import { bareMaps } from "./bareMaps.ts";
import { clusterSchemas, clusterTypeNames, labSchema } from "../model.ts";
import { entries, isMap, type DataMap } from "./mended.ts";
import type { Path } from "./problem.ts";

/** An entry of servers or clusters that is where none can be, mostly by its indentation. */
export interface Misplaced {
  readonly path: Path;
  readonly message: string;
  /** Where an entry belongs, which so has more names than it seems. */
  readonly section?: Section;
  /** What is in these places is wrong for the same reason. */
  readonly covers: readonly Path[];
}

type Section = "servers" | "clusters";

/** What is told once for a whole entry, and not of each of its keys. */
export function misplacedIn(data: unknown): Misplaced[] {
  if (!isMap(data)) return [];
  return [...atTop(data), ...bareInside(data), ...inSections(data)];
}

function atTop(data: DataMap): Misplaced[] {
  return Object.entries(data).flatMap(([key, value]) => {
    const section = Object.hasOwn(labSchema.shape, key) ? undefined : looksLike(value);
    if (section === undefined) return [];
    return [misplaced([key], section, `indent it under \`${section}\``)];
  });
}

/** Keys with nothing after them, where those that belong below stand beside them. */
function bareInside(data: DataMap): Misplaced[] {
  return bareMaps(data).map(({ path, keys }) => {
    const beside = keys.map((key) => [...path.slice(0, -1), key]);
    return { ...bare(path, keys), covers: [path, ...beside] };
  });
}

function inSections(data: DataMap): Misplaced[] {
  return (["servers", "clusters"] as const).flatMap((section) => [
    ...bareOrLoose(section, entries(data, section)),
    ...Object.entries(entries(data, section)).flatMap(([name, entry]) => {
      const other = looksLike(entry);
      if (other !== undefined && other !== section) {
        return [misplaced([section, name], other, `move it to \`${other}\``)];
      }
      return insideEntry([section, name], entry);
    }),
  ]);
}

/** An entry that is indented so much that it is in the one before it. */
function insideEntry(path: Path, entry: unknown): Misplaced[] {
  if (!isMap(entry)) return [];
  const known = entryKeys(path[0] === "servers" ? "servers" : "clusters");
  return Object.entries(entry).flatMap(([key, value]) => {
    const section = known.has(key) ? undefined : looksLike(value);
    if (section === undefined) return [];
    const step = `indent it less, to stand in \`${section}\` by itself`;
    return [misplaced([...path, key], section, step)];
  });
}

/** Keys of an entry that stand where names do: below a name with nothing after it, or by themselves. */
function bareOrLoose(section: Section, map: Readonly<DataMap>): Misplaced[] {
  const bare = bareEntries(section, map);
  const covered = new Set(bare.flatMap(({ covers }) => covers.map((path) => path.at(-1))));
  const keys = entryKeys(section);
  const loose = Object.entries(map).filter(
    ([key, value]) => keys.has(key) && value !== null && !isMap(value) && !covered.has(key),
  );
  return [...bare, ...loose.map(([key]) => looseKey([section, key], nounOf(section)))];
}

function looseKey(path: Path, noun: string): Misplaced {
  const message = `is a key of a ${noun}, and stands where names of ${noun}s do: indent it as its ${noun}'s other keys`;
  return { path, message, covers: [path] };
}

/** Names with nothing after them, whose keys stand beside them instead of below. */
function bareEntries(section: Section, map: Readonly<DataMap>): Misplaced[] {
  const found: { name: string; keys: string[] }[] = [];
  for (const [key, value] of Object.entries(map)) {
    if (value === null) found.push({ name: key, keys: [] });
    else if (!entryKeys(section).has(key) || looksLike(value) !== undefined)
      found.push({ name: "", keys: [] });
    else found.at(-1)?.keys.push(key);
  }
  return found.flatMap(({ name, keys }) => {
    if (name === "" || keys.length === 0) return [];
    const path = [section, name];
    return [{ ...bare(path, keys), section, covers: [path, ...keys.map((key) => [section, key])] }];
  });
}

function bare(path: Path, keys: readonly string[]): Pick<Misplaced, "path" | "message"> {
  const one = keys.length === 1;
  const message = `has nothing in it: ${keys.join(", ")} below it ${one ? "is" : "are"} not indented more than it is; indent ${one ? "that" : "them"}`;
  return { path, message };
}

function misplaced(path: Path, section: Section, step: string): Misplaced {
  return { path, message: `looks like a ${nounOf(section)}: ${step}`, section, covers: [path] };
}

function nounOf(section: Section): string {
  return section === "servers" ? "server" : "cluster";
}

/** What a map is by its keys, if they are those of one section and not of the other. */
function looksLike(value: unknown): Section | undefined {
  if (!isMap(value)) return undefined;
  const has = (key: string): boolean => Object.hasOwn(value, key);
  if (clusterTypeNames().some((type) => type === value.type)) return "clusters";
  if (!has("address") && has("server") && (has("id") || has("firstAddress"))) return "clusters";
  return has("address") && has("nic") && !has("name") ? "servers" : undefined;
}

function entryKeys(section: Section): ReadonlySet<string> {
  const shapes =
    section === "servers"
      ? [labSchema.shape.servers.in.unwrap().unwrap().valueType.shape]
      : clusterSchemas().map(({ shape }) => shape);
  return new Set(shapes.flatMap((shape) => Object.keys(shape)));
}
