import { EditRefused, type Edit, type OpenLab } from "./edit.ts";
import type { Finding, Path } from "../reading/problem.ts";
import { shown, sizeText } from "../values.ts";

type Entry = Readonly<Record<string, unknown>>;

/** Where an entry that is there says another thing than what is wished; what is not wished may be any. */
export function differences(existing: Entry, wanted: Entry, wish: object, path: Path): Finding[] {
  const wished = Object.entries(wish).filter(([, value]) => value !== undefined);
  return wished.flatMap(([key]) => {
    if (existing[key] === wanted[key]) return [];
    const has = existing[key] === undefined ? "none" : valueText(key, existing[key]);
    return [{ path: [...path, key], message: `it has ${has}, not ${valueText(key, wanted[key])}` }];
  });
}

/** No edit, for an entry that is there as it is wished. Throws an EditRefused where it differs. */
export function unchanged(
  { text, line }: OpenLab,
  path: Path,
  noun: string,
  found: readonly Finding[],
): Edit {
  const place = line(path);
  if (found.length === 0) return { text, changed: false, line: place, warnings: [] };
  const intro = `${noun} ${String(path[1])} is there already (line ${String(place)}), and differs; edit it by hand, or choose another name`;
  throw new EditRefused(found, { intro });
}

function valueText(key: string, value: unknown): string {
  if (typeof value === "number" && sizes.has(key)) return sizeText(value);
  return typeof value === "string" ? value : shown(value);
}

/** Keys of servers that the model has in MiB. */
const sizes = new Set(["memory", "disk"]);
