import type { CheckFailure } from "../server/plugin.ts";
import type { Bag, Values } from "../server/values.ts";
import { connectionProblems, withDefaults } from "./connection.ts";

type Rule = (value: unknown) => string | undefined;

const text: Rule = (value) => (typeof value === "string" ? undefined : "must be a string");

const rules: Readonly<Record<string, Rule>> = {
  create: text,
  update: text,
  delete: text,
  stdin: text,
  triggers: (value) => (Array.isArray(value) ? undefined : "must be a list"),
  addPreviousOutputInEnv: (value) =>
    typeof value === "boolean" ? undefined : "must be true or false",
  environment: environmentProblem,
  logging: (value) =>
    loggings.has(value) ? undefined : `must be one of ${[...loggings].join(", ")}`,
};

const loggings = new Set<unknown>(["stdout", "stderr", "stdoutAndStderr", "none"]);

/** The inputs of a command with defaults, and what is wrong with them. */
export function checkCommand(news: Bag): { inputs: Values; failures: readonly CheckFailure[] } {
  const failures: CheckFailure[] = [];
  const { connection, ...rest } = news.values;
  for (const [property, value] of Object.entries(rest)) {
    const rule = rules[property];
    const reason = rule === undefined ? "is not an input of a command" : rule(value);
    if (reason !== undefined) failures.push({ property, reason: `${property} ${reason}` });
  }
  // what is not known yet is checked when it is
  if (news.unknowns.has("connection")) return { inputs: rest, failures };
  if (!isRecord(connection)) {
    failures.push({ property: "connection", reason: "connection is missing" });
    return { inputs: rest, failures };
  }
  for (const [key, problem] of connectionProblems(connection)) {
    failures.push({ property: `connection.${key}`, reason: `connection.${key} ${problem}` });
  }
  return { inputs: { ...rest, connection: withDefaults(connection) }, failures };
}

function environmentProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return "must be a map";
  for (const [name, item] of Object.entries(value)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      return `has ${JSON.stringify(name)}, which is no name`;
    if (typeof item !== "string") return `has ${name}, which must be a string`;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
