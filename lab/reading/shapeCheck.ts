import * as z from "zod";

import { mapSchema } from "./bareMaps.ts";
import { guessKey } from "./guess.ts";
import { entries, isMap, valueAt } from "./mended.ts";
import { misplacedIn } from "./misplaced.ts";
import { anyNamesSchema, clusterSchemas, labSchema, type Lab } from "../model.ts";
import { pathKey, type Finding, type Path } from "./problem.ts";
import { shapeMessage } from "./shapeMessage.ts";
import { didYouMean, listed, nearest } from "./spelling.ts";
import { ipv4Address, label } from "../values.ts";

/** What one pass over the schema says. */
export interface ShapeCheck {
  /** Absent where anything but names of servers and clusters is wrong. */
  readonly lab?: Lab;
  readonly findings: readonly Finding[];
  /** Keys that the schema does not have. */
  readonly unknown: readonly Path[];
  /** Places of wrong and missing values, and of those that an unknown key was meant to give. */
  readonly unread: readonly Path[];
  /** `servers`, `clusters`: where entries are missing that are elsewhere in the file. */
  readonly open?: readonly string[];
}

/** Parses data by the schema. A wrong name keeps nothing of its entry from being checked. */
export function checkShape(data: unknown): ShapeCheck {
  const known = new Map<string, readonly string[]>();
  const names = nameFindings(data);
  const result = anyNamesSchema.safeParse(data, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys") {
        known.set(JSON.stringify(issue.path ?? []), keysOf(issue.inst));
      }
      return shapeMessage(issue);
    },
  });
  if (result.success) return { lab: result.data, findings: names, unknown: [], unread: [] };
  const checks = result.error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? unknownKeys(issue, known.get(JSON.stringify(issue.path)) ?? [], data)
      : wrongValue(issue, data),
  );
  return withMisplaced(data, {
    findings: [...names, ...once(checks.flatMap(({ findings }) => findings))],
    unknown: checks.flatMap(({ unknown }) => unknown),
    unread: checks.flatMap(({ unread }) => unread),
  });
}

/** A number that is far too large is wrong for the schema twice. */
function once(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** Names of servers and clusters that are none. What has a plain value is no entry, and has no name. */
function nameFindings(data: unknown): Finding[] {
  return (["servers", "clusters"] as const).flatMap((section) =>
    Object.entries(entries(data, section)).flatMap(([name, entry]) => {
      const message = label.safeParse(name).error?.issues[0]?.message;
      if (message === undefined || (entry !== null && !isMap(entry))) return [];
      return [{ path: [section, name], message, atKey: true }];
    }),
  );
}

/** Of an entry in a wrong place only that is told, and nothing of its keys. */
function withMisplaced(data: unknown, check: ShapeCheck): ShapeCheck {
  const misplaced = misplacedIn(data);
  if (misplaced.length === 0) return check;
  const covered = new Set(misplaced.flatMap(({ covers }) => covers.map(pathKey)));
  const isFree = (path: Path): boolean =>
    !path.some((_, end) => covered.has(pathKey(path.slice(0, end + 1))));
  const places = misplaced.flatMap(({ covers }) => covers);
  return {
    findings: [
      ...misplaced.map(({ path, message }) => ({ path, message, atKey: true })),
      ...check.findings.filter(({ path }) => isFree(path)),
    ],
    unknown: [...places.filter(isUnknown), ...check.unknown.filter(isFree)],
    unread: [...places.filter((path) => !isUnknown(path)), ...check.unread.filter(isFree)],
    open: misplaced.flatMap(({ section }) => section ?? []),
  };
}

function keysOf(schema: unknown): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  const names = schema instanceof z.ZodRecord ? schema.keyType : undefined;
  return names instanceof z.ZodEnum ? names.options.map(String) : [];
}

/** Whether a place may go without anything in its stead: what the schema does not have, or what is deep. */
function isUnknown([section, key, ...deeper]: Path): boolean {
  const known = Object.entries(labSchema.shape).find(([name]) => name === section)?.[1];
  if (key === undefined || known === undefined || deeper.length > 0) {
    return known === undefined || deeper.length > 0;
  }
  const map = mapSchema(known);
  return map instanceof z.ZodObject && !Object.hasOwn(map.shape, key);
}

function unknownKeys(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  allowed: readonly string[],
  data: unknown,
): ShapeCheck {
  const path = pathOf(issue);
  const map = valueAt(data, path);
  // of a map full of them it is not the spelling that is wrong
  const words = issue.keys.length > 100 ? [] : allowed;
  const free = words.filter((key) => !isMap(map) || !Object.hasOwn(map, key));
  const guesses = issue.keys.map((key) => {
    const guess = guessKey(path, key, isMap(map) ? map[key] : undefined);
    const meant = guess?.meant;
    return meant === undefined || free.includes(meant) ? guess : undefined;
  });
  const steps = issue.keys.map(
    (key, index) =>
      otherType(path, key, map) ?? guesses[index]?.step ?? didYouMean(key, allowed, "keys", words),
  );
  return {
    findings: issue.keys.map((key, index) => ({
      path: [...path, key],
      message: `unknown key; ${String(steps[index])}`,
      atKey: true,
    })),
    unknown: issue.keys.map((key) => [...path, key]),
    unread: issue.keys.flatMap((key, index) => {
      const guess = guesses[index];
      const meant = guess ? guess.meant : nearest(key, free);
      return meant === undefined ? [] : [[...path, meant]];
    }),
  };
}

/** Of a key that only clusters of other types have: which ones. */
function otherType(path: Path, key: string, map: unknown): string | undefined {
  const [section, , ...deeper] = path;
  if (section !== "clusters" || deeper.length > 0 || !isMap(map)) return undefined;
  const types = clusterSchemas().flatMap(({ shape }) =>
    Object.hasOwn(shape, key) ? [shape.type.value] : [],
  );
  if (types.length === 0) return undefined;
  return `only clusters of type ${types.join(", ")} have it: remove it`;
}

function wrongValue(issue: z.core.$ZodIssue, data: unknown): ShapeCheck {
  const path = pathOf(issue);
  if (issue.code === "invalid_key") {
    const message = issue.issues[0]?.message ?? issue.message;
    return { findings: [{ path, message, atKey: true }], unknown: [], unread: [path] };
  }
  const finding = misspelledType(path, data) ??
    missingValue(path, data) ??
    serverByAddress(path, data) ?? { path, message: issue.message };
  return { findings: [finding], unknown: [], unread: [path] };
}

/** Without its type a cluster's keys are not read: of a misspelled one only this tells. */
function misspelledType(path: Path, data: unknown): Finding | undefined {
  const [section, , key, ...deeper] = path;
  if (section !== "clusters" || key !== "type" || deeper.length > 0) return undefined;
  const cluster = valueAt(data, path.slice(0, -1));
  if (!isMap(cluster) || Object.hasOwn(cluster, key)) return undefined;
  const unknown = Object.keys(cluster).filter((each) =>
    clusterSchemas().every(({ shape }) => !Object.hasOwn(shape, each)),
  );
  const near = nearest(key, unknown);
  if (near === undefined) return undefined;
  const message = `unknown key; did you mean "${key}"?`;
  return { path: [...path.slice(0, -1), near], message, atKey: true };
}

/** What a cluster cannot do without, and the lab file has or had some of. */
function missingValue(path: Path, data: unknown): Finding | undefined {
  const [section, , key, ...deeper] = path;
  if (section !== "clusters" || deeper.length > 0) return undefined;
  const value = valueAt(data, path);
  if (value !== undefined && value !== null) return undefined;
  const what = value === null ? "has no value" : "is missing";
  if (key === "id") return { path, message: what, wants: "id" };
  if (key !== "server") return undefined;
  const servers = Object.keys(entries(data, "servers"));
  const step =
    servers.length === 0
      ? "there are no servers yet: add one under `servers`"
      : `the servers here: ${listed(servers)}`;
  return { path, message: `${what}; ${step}` };
}

/** Servers are known by their names alone. */
function serverByAddress(path: Path, data: unknown): Finding | undefined {
  const value = valueAt(data, path);
  if (path[0] !== "clusters" || path.at(-1) !== "server") return undefined;
  if (typeof value !== "string" || !ipv4Address.safeParse(value).success) return undefined;
  const servers = entries(data, "servers");
  const names = Object.keys(servers);
  const owner = names.find((name) => valueAt(servers, [name, "address"]) === value);
  const step =
    owner === undefined ? `the servers here: ${listed(names)}` : `did you mean "${owner}"?`;
  return { path, message: `${value} is an address, and servers are named here; ${step}` };
}

function pathOf({ path }: z.core.$ZodIssue): Path {
  return path.map((key) => (typeof key === "number" ? key : String(key)));
}
