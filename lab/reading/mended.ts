import { clusterTypeNames } from "../model.ts";
import type { Path } from "./problem.ts";
import { nearest } from "./spelling.ts";
import { standInsAt } from "./standIn.ts";

/** A map of the lab file's data. */
export type DataMap = Record<string, unknown>;

/** What of the data cannot be used as it is. */
export interface Faults {
  /** Keys that the schema does not have. */
  readonly unknown: readonly Path[];
  /** Places whose value is wrong, missing or unreadable. */
  readonly unread: readonly Path[];
}

/**
 * The data without these faults: unknown keys are gone, and values that could not be read are stand-ins, of
 * which there are two kinds. A server or cluster is left out where there is none. Undefined where more than
 * that would have to be left out.
 */
export function mended(
  data: unknown,
  { unknown, unread }: Faults,
  which: 0 | 1,
): DataMap | undefined {
  if (!isMap(data)) return undefined;
  const copy = structuredClone(data);
  for (const path of unknown) put(copy, path, undefined);
  for (const path of unread) {
    const pair = standInsAt(path);
    const value = meantType(path, copy) ?? pair?.[which];
    const done = pair ? put(copy, path, value) : removeEntry(copy, path);
    if (!done) return undefined;
  }
  return copy;
}

/** Which type a cluster is meant to have decides about all its keys, so it is guessed if that can be. */
function meantType(path: Path, data: unknown): string | undefined {
  const [section, , key, ...deeper] = path;
  if (section !== "clusters" || key !== "type" || deeper.length > 0) return undefined;
  const type = valueAt(data, path);
  return typeof type === "string" ? nearest(type, clusterTypeNames()) : undefined;
}

/** The data without the servers and clusters that the paths lead to; undefined if one leads elsewhere. */
export function withoutEntries(data: unknown, paths: readonly Path[]): DataMap | undefined {
  if (!isMap(data)) return undefined;
  const copy = structuredClone(data);
  return paths.every((path) => removeEntry(copy, path)) ? copy : undefined;
}

/** The map at a key of a map; empty where either is none. */
export function entries(data: unknown, key: string): Readonly<DataMap> {
  const value = isMap(data) ? data[key] : undefined;
  return isMap(value) ? value : {};
}

export function isMap(value: unknown): value is DataMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is at a path; undefined where nothing is. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as DataMap)[key];
  }
  return value;
}

/** Whether there was a place for it, or what it belongs to has a stand-in or is gone already. */
function put(data: DataMap, path: Path, value: unknown): boolean {
  const key = path.at(-1);
  const parent = valueAt(data, path.slice(0, -1));
  if (key === undefined) return false;
  if (typeof parent !== "object" || parent === null) return path.length > 1;
  if (value === undefined) return Reflect.deleteProperty(parent, key);
  return Reflect.set(parent, key, value);
}

function removeEntry(data: DataMap, [section, name]: Path): boolean {
  if ((section !== "servers" && section !== "clusters") || typeof name !== "string") return false;
  Reflect.deleteProperty(entries(data, section), name);
  return true;
}
