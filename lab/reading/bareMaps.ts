import * as z from "zod";

import { labSchema } from "../model.ts";
import { isMap, type DataMap } from "./mended.ts";
import type { Path } from "./problem.ts";

/** A key of a map with nothing after it, and the keys beside it that belong below it. */
interface BareMap {
  readonly path: Path;
  readonly keys: readonly string[];
}

/** All of them in a lab file's data, but for servers and clusters by their own names. */
export function bareMaps(data: unknown): BareMap[] {
  return inMap(labSchema, data, []);
}

function inMap(schema: unknown, data: unknown, path: Path): BareMap[] {
  const kind = mapSchema(schema, data);
  if (!isMap(data) || kind === undefined) return [];
  if (kind instanceof z.ZodRecord) {
    return Object.entries(data).flatMap(([name, entry]) =>
      inMap(kind.valueType, entry, [...path, name]),
    );
  }
  const { shape } = kind;
  return Object.keys(shape).flatMap((key) => {
    if (data[key] !== null) return inMap(shape[key], data[key], [...path, key]);
    const keys = strayKeys(mapSchema(shape[key]), data, shape);
    return keys.length === 0 ? [] : [{ path: [...path, key], keys }];
  });
}

/** Keys that the map does not have, and the one without a value has. */
function strayKeys(inner: MapSchema | undefined, data: DataMap, outer: object): string[] {
  const fits = (key: string): boolean =>
    inner instanceof z.ZodObject
      ? Object.hasOwn(inner.shape, key)
      : inner?.keyType instanceof z.ZodType && isOneOf(inner.keyType, key);
  return Object.keys(data).filter((key) => !Object.hasOwn(outer, key) && fits(key));
}

/** Of names that may be anything nothing is a stray one. */
function isOneOf(names: z.ZodType, key: string): boolean {
  const { pattern } = names.meta() ?? {};
  if (typeof pattern === "string") return new RegExp(pattern).test(key);
  return names instanceof z.ZodEnum && names.safeParse(key).success;
}

type MapSchema = z.ZodObject | z.ZodRecord;

/** The map that a schema is about: without what makes it optional, and of several the one of its type. */
export function mapSchema(schema: unknown, data: unknown = {}): MapSchema | undefined {
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return schema;
  if (schema instanceof z.ZodPipe) return mapSchema(schema.in, data);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const type = isMap(data) ? data.type : undefined;
    const options = schema.options as readonly z.ZodObject<{ type: z.ZodType }>[];
    return options.find(({ shape }) => shape.type.safeParse(type).success) ?? options[0];
  }
  const hasInner = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable;
  const isFilled = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return hasInner || isFilled ? mapSchema(schema.unwrap(), data) : undefined;
}
