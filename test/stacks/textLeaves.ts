import type * as z from "zod";

import { labSchema } from "../../lab/model.ts";

/** A place of the lab file that takes a text. */
export interface TextLeaf {
  /** Keys from the top; a list's first element is 0, an entry of a map has the name that `entries` gives it. */
  readonly path: readonly (string | number)[];
  /** It is the entry's name itself, which is the last of the path. */
  readonly isKey: boolean;
  /** What the place takes; undefined where it takes any JSON. */
  readonly schema: z.ZodType | undefined;
}

type Schema = z.core.$ZodType;
type Def = Schema["_zod"]["def"];
type Path = TextLeaf["path"];

/**
 * All places of the lab file that take a text, from the schema itself, so that none is forgotten. `entries`
 * names an entry of the map at a path, of the given variant where there are several.
 */
export function textLeaves(entries: (map: Path, variant?: string) => string): TextLeaf[] {
  return walk(labSchema, [], entries);
}

function walk(schema: Schema, path: Path, entries: Parameters<typeof textLeaves>[0]): TextLeaf[] {
  const { def } = schema._zod;
  const inner = (next: Schema, ...more: Path): TextLeaf[] =>
    walk(next, [...path, ...more], entries);
  if (isKind(def, "string")) return [{ path, isKey: false, schema: schema as z.ZodType }];
  if (isKind(def, "object"))
    return Object.entries(def.shape).flatMap(([key, value]) => inner(value, key));
  if (isKind(def, "array")) return inner(def.element, 0);
  if (isKind(def, "record")) return entriesOf(def, path, entries);
  if (isKind(def, "pipe")) return inner(isKind(def.in._zod.def, "transform") ? def.out : def.in);
  // what may be any JSON; nothing else in the schema is lazy
  if (isKind(def, "lazy")) return [{ path, isKey: false, schema: undefined }];
  if ("innerType" in def) return inner(def.innerType as Schema);
  if (closed.has(def.type)) return [];
  throw new Error(`no rule for ${def.type} at ${path.join(".")}`);
}

/** Kinds of values that hold no text of the user's own. */
const closed: ReadonlySet<string> = new Set(["literal", "enum", "boolean", "number", "int"]);

function entriesOf(
  { keyType, valueType }: z.core.$ZodRecordDef,
  path: Path,
  entries: Parameters<typeof textLeaves>[0],
): TextLeaf[] {
  const value = valueType._zod.def;
  if (isKind(value, "union")) {
    return value.options.flatMap((option) => {
      const variant = variantOf(option);
      return walk(option, [...path, entries(path, variant)], entries);
    });
  }
  const name = isKind(keyType._zod.def, "enum")
    ? String(Object.values(keyType._zod.def.entries)[0])
    : entries(path);
  const key = { path: [...path, name], isKey: true, schema: keyType as z.ZodType };
  const keys = isKind(keyType._zod.def, "enum") ? [] : [key];
  return [...keys, ...walk(valueType, [...path, name], entries)];
}

/** The value of a variant's `type`. */
function variantOf(option: Schema): string {
  const { def } = option._zod;
  const type = isKind(def, "object") ? def.shape.type?._zod.def : undefined;
  if (!type || !isKind(type, "literal")) throw new Error("a variant without a type");
  return String(type.values[0]);
}

interface Kinds {
  readonly string: z.core.$ZodStringDef;
  readonly object: z.core.$ZodObjectDef;
  readonly array: z.core.$ZodArrayDef;
  readonly record: z.core.$ZodRecordDef;
  readonly pipe: z.core.$ZodPipeDef;
  readonly lazy: z.core.$ZodLazyDef;
  readonly union: z.core.$ZodUnionDef;
  readonly enum: z.core.$ZodEnumDef;
  readonly literal: z.core.$ZodLiteralDef<z.util.Literal>;
  readonly transform: z.core.$ZodTransformDef;
}

function isKind<K extends keyof Kinds>(def: Def, kind: K): def is Kinds[K] & Def {
  return def.type === kind;
}
