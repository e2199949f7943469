import { isDeepStrictEqual } from "node:util";

import type { PropertyChange } from "../server/plugin.ts";
import type { Bag } from "../server/values.ts";

type Changes = Map<string, PropertyChange>;

/**
 * How new inputs differ from the old ones, down to the single value: `connection.hostKey`. A change of
 * the triggers is always told by element, `triggers[0]`: the SDK has the engine replace the resource on
 * a change of `triggers[*]`, `update` or not, whatever the documentation of the input says.
 */
export function commandChanges(olds: Bag, news: Bag): Changes {
  const changes: Changes = new Map();
  for (const key of new Set([...Object.keys(olds.values), ...Object.keys(news.values)])) {
    if (news.unknowns.has(key)) continue;
    const empty = key === "triggers" ? [] : undefined;
    compare(key, olds.values[key] ?? empty, news.values[key] ?? empty, changes);
  }
  for (const key of news.unknowns) {
    const change = Object.hasOwn(olds.values, key) ? "update" : "add";
    changes.set(key === "triggers" ? "triggers[0]" : key, change);
  }
  return changes;
}

function compare(path: string, old: unknown, wanted: unknown, changes: Changes): void {
  if (isDeepStrictEqual(old, wanted)) return;
  if (old === undefined) changes.set(path, "add");
  else if (wanted === undefined) changes.set(path, "delete");
  else if (Array.isArray(old) && Array.isArray(wanted)) {
    for (let i = 0; i < Math.max(old.length, wanted.length); i++) {
      compare(`${path}[${String(i)}]`, old[i], wanted[i], changes);
    }
  } else if (isRecord(old) && isRecord(wanted)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(wanted)])) {
      compare(member(path, key), old[key], wanted[key], changes);
    }
  } else changes.set(path, "update");
}

function member(path: string, key: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key)
    ? `${path}.${key}`
    : `${path}[${JSON.stringify(key)}]`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
