import * as z from "zod";

import { entries, isMap, valueAt } from "./mended.ts";
import { clusterSchemas, labSchema, type Lab } from "../model.ts";
import type { Finding, Path } from "./problem.ts";
import { shapeMessage } from "./shapeMessage.ts";
import { didYouMean, listed, nearest } from "./spelling.ts";

/** What one pass over the schema says. */
export interface ShapeCheck {
  /** Absent where there are findings. */
  readonly lab?: Lab;
  readonly findings: readonly Finding[];
  /** Keys that the schema does not have. */
  readonly unknown: readonly Path[];
  /** Places of wrong and missing values, and of those that an unknown key was meant to give. */
  readonly unread: readonly Path[];
}

/** Parses data by the schema. */
export function checkShape(data: unknown): ShapeCheck {
  const known = new Map<string, readonly string[]>();
  const result = labSchema.safeParse(data, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys" && issue.inst instanceof z.ZodObject) {
        known.set(JSON.stringify(issue.path ?? []), Object.keys(issue.inst.shape));
      }
      return shapeMessage(issue);
    },
  });
  if (result.success) return { lab: result.data, findings: [], unknown: [], unread: [] };
  const checks = result.error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? unknownKeys(issue, known.get(JSON.stringify(issue.path)) ?? [], data)
      : wrongValue(issue, data),
  );
  return {
    findings: checks.flatMap(({ findings }) => findings),
    unknown: checks.flatMap(({ unknown }) => unknown),
    unread: checks.flatMap(({ unread }) => unread),
  };
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
  return {
    findings: issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown key; ${otherType(path, key, map) ?? didYouMean(key, allowed, "keys", words)}`,
      atKey: true,
    })),
    unknown: issue.keys.map((key) => [...path, key]),
    unread: issue.keys.flatMap((key) => {
      const meant = nearest(key, free);
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
    missingValue(path, data) ?? { path, message: issue.message };
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

function pathOf({ path }: z.core.$ZodIssue): Path {
  return path.map((key) => (typeof key === "number" ? key : String(key)));
}
