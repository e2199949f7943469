import * as z from "zod";

import { labSchema, type Lab } from "./model.ts";
import type { Finding, Path } from "./problem.ts";
import { shapeMessage } from "./shapeMessage.ts";
import { didYouMean } from "./spelling.ts";

/** The model of a lab file's data, as far as its shape allows one. */
interface Shape {
  /** Without the servers and clusters whose own shape is wrong; absent where more is wrong. */
  readonly lab?: Lab;
  /** Names of all servers in the data. */
  readonly servers: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** Checks keys, types and single values against the schema. */
export function readShape(written: unknown): Shape {
  const { data, findings: renamed } = withoutOldNames(written);
  const servers = new Set(Object.keys(entries(data, "servers")));
  const whole = parse(data);
  const findings = [...renamed, ...whole.findings];
  const sound = whole.lab ? undefined : withoutEntries(data, whole.findings);
  return { ...(sound === undefined ? whole : parse(sound)), servers, findings };
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

function parse(data: unknown): Omit<Shape, "servers"> {
  const known = new Map<string, readonly string[]>();
  const result = labSchema.safeParse(data, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys" && issue.inst instanceof z.ZodObject) {
        known.set(JSON.stringify(issue.path ?? []), Object.keys(issue.inst.shape));
      }
      return shapeMessage(issue);
    },
  });
  if (result.success) return { lab: result.data, findings: [] };
  return { findings: result.error.issues.flatMap((issue) => findingsOf(issue, known, data)) };
}

function findingsOf(
  issue: z.core.$ZodIssue,
  known: ReadonlyMap<string, readonly string[]>,
  data: unknown,
): Finding[] {
  const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  if (issue.code === "unrecognized_keys") {
    const allowed = known.get(JSON.stringify(issue.path)) ?? [];
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown key; ${didYouMean(key, allowed, "keys")}`,
      atKey: true,
    }));
  }
  if (issue.code === "invalid_key") {
    const message = issue.issues[0]?.message ?? issue.message;
    return [{ path, message, atKey: true }];
  }
  return [{ path, message: missingId(path, data) ?? issue.message }];
}

/** Of a cluster without an id: which one to take. */
function missingId(path: Path, data: unknown): string | undefined {
  const [map, name, key, ...deeper] = path;
  if (map !== "clusters" || key !== "id" || deeper.length > 0) return undefined;
  const ids = new Map(
    Object.entries(entries(data, "clusters")).map(([other, cluster]) => [other, idOf(cluster)]),
  );
  if (ids.get(String(name)) !== undefined) return undefined;
  const taken = new Set(ids.values());
  let id = 1;
  while (taken.has(id)) id++;
  return `is missing; add \`id: ${String(id)}\`, the next free one`;
}

function idOf(cluster: unknown): unknown {
  return isMap(cluster) ? (cluster.id ?? undefined) : undefined;
}

/** The data without the entries of servers and clusters that have findings; undefined if others do. */
function withoutEntries(data: unknown, findings: readonly Finding[]): unknown {
  const sound = {
    servers: { ...entries(data, "servers") },
    clusters: { ...entries(data, "clusters") },
  };
  for (const { path } of findings) {
    const [map, name] = path;
    if ((map !== "servers" && map !== "clusters") || typeof name !== "string") return undefined;
    Reflect.deleteProperty(sound[map], name);
  }
  return { ...entries({ data }, "data"), ...sound };
}

/** The map at a key of a map; empty where either is none. */
function entries(data: unknown, key: string): Readonly<Record<string, unknown>> {
  const value = isMap(data) ? data[key] : undefined;
  return isMap(value) ? value : {};
}

function isMap(value: unknown): value is { id?: unknown } & Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
