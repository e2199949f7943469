import type { AddressRange } from "../ipv4.ts";
import type { Lab } from "../model.ts";
import { addressesIn } from "./leftOut.ts";
import { mend, type Mending } from "./mend.ts";
import { entries, isMap, valueAt } from "./mended.ts";
import { pathKey, type Finding, type Path } from "./problem.ts";
import { checkShape, type ShapeCheck } from "./shapeCheck.ts";
import { noGaps, tellable, type Gaps } from "./tellable.ts";

/** What is in the data of a lab file, right or wrong. */
export interface Written {
  readonly servers: ReadonlySet<string>;
  readonly clusters: ReadonlySet<string>;
  /** Of clusters, whatever they are. */
  readonly ids: ReadonlySet<unknown>;
  /** `servers`, `clusters`: where there may be more than these names. */
  readonly open: ReadonlySet<string>;
  /** Addresses that are in the file, but in no lab. */
  readonly leftOut: readonly AddressRange[];
}

/** The model of a lab file's data, as far as its shape allows one. */
interface Shape extends Mending {
  /** With stand-ins for what is wrong; absent where too much is wrong. */
  readonly lab?: Lab;
  readonly written: Written;
}

/** Checks keys, types and single values against the schema. */
export function readShape(read: unknown, gaps: Gaps = noGaps): Shape {
  const { data, findings: renamed } = withoutOldNames(read);
  const first = checkShape(data);
  const isSound = first.lab && gaps.unread.length === 0;
  const mending = isSound
    ? { labs: [first.lab], findings: [], unread: [] }
    : mend(data, first, gaps);
  const { labs } = mending;
  const unread = [...gaps.unread, ...first.unread, ...mending.unread];
  const told = first.findings.filter(tellable(data, first.unread, gaps));
  const findings = [...told, ...mending.findings];
  return {
    ...(labs[0] && { lab: labs[0] }),
    labs,
    written: {
      ...namesIn(data),
      ...leftOut(data, first, labs),
      open: openPlaces([...unread, ...gaps.incomplete], findings, first),
    },
    findings: [...renamed, ...findings],
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

function namesIn(data: unknown): Pick<Written, "servers" | "clusters"> {
  return {
    servers: new Set(Object.keys(entries(data, "servers"))),
    clusters: new Set(Object.keys(entries(data, "clusters"))),
  };
}

/** An entry with a wrong name, or in a wrong place, may be the one that another entry names. */
function openPlaces(
  unread: readonly Path[],
  findings: readonly Finding[],
  { open = [] }: ShapeCheck,
): ReadonlySet<string> {
  return new Set(
    [...unread, ...findings.flatMap(misnamed), ...open.map((key) => [key])].map(pathKey),
  );
}

/** What is written of entries that are in no lab, and of those that are in a wrong place. */
function leftOut(
  data: unknown,
  { unknown }: ShapeCheck,
  labs: readonly Lab[],
): Pick<Written, "leftOut" | "ids"> {
  const parts = (["servers", "clusters"] as const).flatMap((section) =>
    Object.entries(entries(data, section))
      .filter(([name]) => !labs.every((lab) => Object.hasOwn(lab[section], name)))
      .map(([, entry]) => entry),
  );
  const misplaced = unknown.map((path) => valueAt(data, path));
  const clusters = [...Object.values(entries(data, "clusters")), ...misplaced];
  return {
    leftOut: addressesIn([...parts, ...misplaced]),
    ids: new Set(clusters.map((cluster) => isMap(cluster) && cluster.id)),
  };
}

/** The section of an entry whose name is none. */
function misnamed({ path, atKey }: Finding): Path[] {
  return atKey === true && path.length === 2 ? [path.slice(0, 1)] : [];
}
