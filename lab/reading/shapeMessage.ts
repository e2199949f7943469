import * as z from "zod";

import { nearest } from "./spelling.ts";
import { suggestTopic } from "./suggestion.ts";
import { shown, topicName } from "../values.ts";

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** The message for what has none of its own in the schema: maps, lists, flags, choices, plain numbers. */
export function shapeMessage(issue: RawIssue): string | undefined {
  const { code, input } = issue;
  if (code === "invalid_type") {
    const key = String(issue.path?.at(-1));
    return wrongType(input, issue.expected, issue.inst, key);
  }
  if (code === "invalid_value") return wrongChoice(input, issue.values.map(String));
  if (code === "invalid_union" && Array.isArray(issue.options)) {
    const choices: readonly unknown[] = issue.options;
    return wrongChoice(property(input, String(issue.discriminator)), choices.map(String));
  }
  if (code === "invalid_union")
    return `${shown(input)} is no plain value; write text, a number, true or false`;
  if (code === "too_small" && issue.origin === "array") {
    return "is an empty list; add an entry, or remove the key";
  }
  if (code === "too_small") {
    return `${shown(input)} is too small; write at least ${String(issue.minimum)}`;
  }
  if (code === "too_big") {
    return `${shown(input)} is too large; write at most ${String(issue.maximum)}`;
  }
  return undefined;
}

function wrongType(input: unknown, expected: string, schema: unknown, key: string): string {
  const [noun, step] = types[expected] ?? [expected, `write ${expected}`];
  if (input === undefined || input === null) {
    const what = input === undefined ? "is missing" : "has no value";
    const keys = requiredKeys(schema);
    return keys.length > 0 ? `${what}; it needs: ${keys.join(", ")}` : `${what}; ${step}`;
  }
  return `${shown(input)} is not ${noun}; ${likely(input, expected) ?? likelyMap(input, expected, key) ?? step}`;
}

/** What was probably meant by one value in the place of a list, or by a word of YAML 1.1. */
function likely(input: unknown, expected: string): string | undefined {
  if (typeof input !== "string" && typeof input !== "number") return undefined;
  if (expected === "array" && !/[[\]]/.test(String(input)))
    return `write it in square brackets: [${String(input)}]`;
  if (expected !== "boolean") return undefined;
  if (/^(y|yes|on|true)$/i.test(String(input))) return "write true, without quotes";
  return /^(n|no|off|false)$/i.test(String(input)) ? "write false, without quotes" : undefined;
}

/** What was probably meant by one value, or a list, in the place of a map. */
function likelyMap(input: unknown, expected: string, key: string): string | undefined {
  if (expected === "record" && Array.isArray(input)) {
    const name = property(input[0], "name");
    if (typeof name !== "string") return undefined;
    return `write \`${name}:\` in the place of \`- name: ${name}\`, and so on, with the keys below it, indented`;
  }
  if (expected !== "object") return undefined;
  if (typeof input !== "string" && typeof input !== "number" && typeof input !== "boolean") {
    return undefined;
  }
  const text = String(input);
  if (key === "install") {
    const { meant = "OCP-4.19" } = topicName.safeParse(text).success
      ? { meant: text }
      : suggestTopic(input);
    return `write \`install: { enabled: ${String(input !== false)}, topic: ${meant} }\``;
  }
  if (key === "images")
    return `write \`image: ${text}\` for every node, or \`images: { ROLE: ${text} }\``;
  return key === "ssh" ? `write \`ssh: { user: ${text} }\`` : undefined;
}

const types: Readonly<Record<string, readonly [noun: string, step: string]>> = {
  object: ["a map", "write `key: value` lines below the key, indented"],
  record: ["a map", "write `name: ...` lines below the key, indented"],
  array: ["a list", "write it in square brackets, for example [192.0.2.1]"],
  boolean: ["true or false", "write true or false without quotes"],
  number: ["a number", "write a number without quotes"],
};

function wrongChoice(value: unknown, choices: readonly string[]): string {
  const listed = choices.join(", ").replace(/, ([^,]*)$/, " or $1");
  if (value === undefined) return `is missing; write ${listed}`;
  if (value === null) return `has no value; write ${listed}`;
  const near = typeof value === "string" ? nearest(value, choices) : undefined;
  const step = near === undefined ? `write ${listed}` : `did you mean ${near}?`;
  return `${shown(value)} is not ${listed}; ${step}`;
}

function requiredKeys(schema: unknown): string[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape)
    .filter(([, value]) => !z.safeParse(value, undefined).success)
    .map(([key]) => key);
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
