import { isDeepStrictEqual } from "node:util";

import type { Difference, PropertyChange } from "../server/plugin.ts";
import type { Bag } from "../server/values.ts";
import type { Kind } from "./kind.ts";

/**
 * How the inputs that a read found, or that were set last, differ from those that the program sets.
 * A property of the object's identity that was not found is put right in place; only another value
 * of it means another object.
 */
export function difference(kind: Kind, olds: Bag, news: Bag): Difference {
  const changes = new Map<string, PropertyChange>();
  for (const property of Object.keys(kind.fields)) {
    if (kind.incidental?.includes(property)) continue;
    const change = changeOf(property, olds, news);
    if (change !== undefined) changes.set(property, change);
  }
  const replaces = kind.identity.filter((property) => changes.get(property) === "update");
  return { changes, replaces };
}

function changeOf(property: string, olds: Bag, news: Bag): PropertyChange | undefined {
  const old: unknown = olds.values[property];
  const value: unknown = news.values[property];
  if (news.unknowns.has(property)) return old === undefined ? "add" : "update";
  if (isDeepStrictEqual(old, value)) return undefined;
  if (old === undefined) return "add";
  return value === undefined ? "delete" : "update";
}
