import type { CheckFailure } from "../server/plugin.ts";
import type { Bag, Values } from "../server/values.ts";
import type { Fields } from "./fields.ts";
import type { Kind } from "./kind.ts";

/** The inputs with their defaults, and all that is wrong with them at once. */
export function checkInputs(
  kind: Kind,
  news: Bag,
): { inputs: Values; failures: readonly CheckFailure[] } {
  const inputs = withDefaults(kind.fields, news);
  const failures = Object.entries(kind.fields).flatMap(([property, field]) => {
    if (news.unknowns.has(property)) return [];
    const value = inputs[property];
    if (value === undefined && field.required !== true) return [];
    const problem = value === undefined ? "is missing" : field.problem(value);
    return problem === undefined ? [] : [{ property, reason: sentence(property, problem) }];
  });
  const aliens = Object.keys(inputs)
    .filter((property) => !Object.hasOwn(kind.fields, property))
    .map((property) => ({ property, reason: sentence(property, alien(kind.fields)) }));
  const all = [...failures, ...aliens];
  const complete = all.length === 0 && news.unknowns.size === 0;
  return { inputs, failures: complete ? (kind.problems?.(inputs) ?? []) : all };
}

function withDefaults(fields: Fields, news: Bag): Values {
  const defaults = Object.entries(fields)
    .filter(([property, field]) => field.default !== undefined && !news.unknowns.has(property))
    .map(([property, field]) => [property, field.default] as const);
  return { ...Object.fromEntries(defaults), ...news.values };
}

function sentence(property: string, problem: string): string {
  return problem.startsWith(":") ? `${property}${problem}` : `${property} ${problem}`;
}

function alien(fields: Fields): string {
  return `is no property here; there are ${Object.keys(fields).join(", ")}`;
}
