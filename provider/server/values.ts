import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** Plain property values of a resource; a property that is not set is not a key. */
export type Values = Readonly<Record<string, unknown>>;

/** A value that is an object, as one; anything else as an object without properties. */
export function valuesOf(value: unknown): Values {
  return typeof value === "object" && value !== null ? (value as Values) : {};
}

/** What a property bag on the wire holds, with the marks taken off. */
export interface Bag {
  readonly values: Values;
  /** Top-level properties that are, or hold, a secret. */
  readonly secrets: ReadonlySet<string>;
  /** Top-level properties that are, or hold, a value not known during a preview. */
  readonly unknowns: ReadonlySet<string>;
}

// The signatures are part of the engine's protocol (sdk/go/common/resource/sig, plugin/rpc.go).
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** An empty bag. */
export const emptyBag: Bag = { values: {}, secrets: new Set(), unknowns: new Set() };

/** Reads a property bag off the wire; null means not set, as everywhere in the engine. */
export function decode(struct: Struct | undefined): Bag {
  const values: Record<string, unknown> = {};
  const secrets = new Set<string>();
  const unknowns = new Set<string>();
  for (const [key, raw] of Object.entries(struct?.toJavaScript() ?? {})) {
    const marks = { secret: false, unknown: false };
    const value = strip(raw, marks);
    if (marks.secret) secrets.add(key);
    if (marks.unknown) unknowns.add(key);
    if (value !== undefined && !marks.unknown) values[key] = value;
  }
  return { values, secrets, unknowns };
}

/** Puts a property bag on the wire, with the marks put back on; undefined is left out. */
export function encode(bag: Bag): Struct {
  const wire: Record<string, JavaScriptValue> = {};
  for (const [key, value] of Object.entries(bag.values)) {
    if (value !== undefined && !bag.unknowns.has(key)) wire[key] = toWire(value);
  }
  for (const key of bag.unknowns) wire[key] = unknownValue;
  for (const key of bag.secrets) {
    const value = wire[key];
    if (value !== undefined) wire[key] = { [signatureKey]: secretSignature, value };
  }
  return Struct.fromJavaScript(wire);
}

interface Marks {
  secret: boolean;
  unknown: boolean;
}

function strip(raw: unknown, marks: Marks): unknown {
  if (raw === null || raw === undefined) return undefined;
  if (raw === unknownValue) {
    marks.unknown = true;
    return undefined;
  }
  if (Array.isArray(raw)) return raw.map((item) => strip(item, marks) ?? null);
  if (typeof raw !== "object") return raw;
  const fields = new Map(Object.entries(raw));
  const signature: unknown = fields.get(signatureKey);
  if (signature === secretSignature) marks.secret = true;
  if (signature === outputSignature) {
    marks.secret ||= fields.get("secret") === true;
    marks.unknown ||= !fields.has("value");
  }
  if (signature === secretSignature || signature === outputSignature) {
    return strip(fields.get("value"), marks);
  }
  const entries = [...fields].map(([key, value]) => [key, strip(value, marks)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function toWire(value: unknown): JavaScriptValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== "object") throw new TypeError(`a ${typeof value} cannot be a property`);
  const set = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(set.map(([key, item]) => [key, toWire(item)]));
}
