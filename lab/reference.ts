import * as z from "zod";

import { labSchema } from "./model.ts";
import { formats, typeRules } from "./referenceText.ts";

/** The JSON Schema of the lab file, for editors. */
export function labJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(labSchema, { io: "input" }), null, 2)}\n`;
}

/** The reference of the lab file as Markdown: one table for each of its sections. */
export function labReference(): string {
  const schema = z.toJSONSchema(labSchema, { io: "input" }) as Schema;
  const sections = Object.entries(schema.properties ?? {}).flatMap(([name, section]) =>
    describeSection(name, section),
  );
  return `${[introduction, formats, typeRules(), ...sections].join("\n\n")}\n`;
}

const introduction = `# The lab file

Generated from the schema by \`npm run docs\`. For editors that read JSON Schema, begin the lab file with
\`# yaml-language-server: $schema=docs/lab-file.schema.json\`. Sizes are numbers with MiB, GiB or TiB.`;

/** The part of JSON Schema that zod's output uses here. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

function describeSection(name: string, schema: Schema): string[] {
  const variants = entryVariants(schema);
  if (variants === undefined) return [heading(name, schema), table(schema)];
  const [first] = variants;
  if (variants.length === 1 && first) return [heading(`${name}.NAME`, first), table(first)];
  const common = commonKeys(variants);
  const shared = { properties: common, required: first?.required ?? [] };
  return [
    heading(`${name}.NAME, every type`, {}),
    table(shared),
    ...variants.flatMap((variant) => {
      const own = Object.entries(variant.properties ?? {}).filter(([key]) => !(key in common));
      const title = `${name}.NAME, type ${String(variant.properties?.type?.const)}`;
      return [heading(title, variant), table({ ...variant, properties: Object.fromEntries(own) })];
    }),
  ];
}

/** What all kinds of entries have, and have alike. */
function commonKeys([first, ...others]: readonly Schema[]): Readonly<Record<string, Schema>> {
  const isCommon = ([key, value]: [string, Schema]): boolean =>
    others.every(
      ({ properties = {} }) => JSON.stringify(properties[key]) === JSON.stringify(value),
    );
  return Object.fromEntries(Object.entries(first?.properties ?? {}).filter(isCommon));
}

/** The kinds of entries of a map; undefined for what is no map of named things. */
function entryVariants(schema: Schema): readonly Schema[] | undefined {
  const map = schema.anyOf?.find(({ type }) => type === "object") ?? schema;
  const entry = map.additionalProperties;
  return entry ? (entry.oneOf ?? entry.anyOf ?? [entry]) : undefined;
}

function heading(title: string, { description }: Schema): string {
  return [`## \`${title}\``, ...(description === undefined ? [] : [description])].join("\n\n");
}

function table(schema: Schema): string {
  if (schema.properties === undefined) return `Value: ${valueOf(schema)}.`;
  return ["| key | value | meaning |", "|---|---|---|", ...rows(schema)].join("\n");
}

function rows(schema: Schema, prefix = ""): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const entries = entryVariants(value);
    const name = `${prefix}${key}`;
    const needed = schema.required?.includes(key) === true && value.default === undefined;
    const own = row(name, value, needed);
    if (value.properties !== undefined) return [own, ...rows(value, `${name}.`)];
    if (entries?.[0]?.properties === undefined) return [own];
    return [own, ...rows(entries[0], `${name}.NODE.`)];
  });
}

function row(name: string, schema: Schema, needed: boolean): string {
  const { description = "" } = schema;
  const usual = schema.default === undefined ? "" : usualText(schema.default);
  const meaning = `${description}${needed ? " **Required.**" : usual}`.trim();
  return `| \`${name}\` | ${valueOf(schema)} | ${meaning} |`;
}

/** A map that is empty unless it is given says nothing of use. */
function usualText(usual: unknown): string {
  const text = JSON.stringify(usual);
  return text === "{}" ? "" : ` Usually \`${text.replaceAll('"', "")}\`.`;
}

function valueOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(" or ");
  const { minimum, maximum } = schema;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (schema.items !== undefined) return `list of ${valueOf(schema.items)}`;
  if (schema.properties !== undefined || entryVariants(schema) !== undefined) return "map";
  return schema.type ?? "any";
}
