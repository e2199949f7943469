import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { valuesOf, type Values } from "../server/values.ts";
import { absolutePath, hostName, required, type Field } from "./fields.ts";
import { textOf, type Kind } from "./kind.ts";

const texts: Field = {
  problem: (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).every(
      ([name, text]) => /^[a-z-]{1,30}$/.test(name) && typeof text === "string",
    )
      ? undefined
      : "must be a map of texts by their names",
};

/** An image of texts that a machine is configured from when it first boots. */
export const seed: Kind = {
  token: "labhost:index:Seed",
  name: "seed",
  fields: { host: hostName, path: absolutePath, files: required(texts) },
  identity: ["host", "path"],
  key: (inputs) => textOf(inputs, "path"),
  mirror: ({ files }, inputs) => ({ ...inputs, files }),
  consequences,
};

/** The machine itself is not touched, so this would go unnoticed until somebody wants to log in on it. */
function consequences(olds: Values, news: Values): string[] {
  const [were, are] = [valuesOf(olds.files), valuesOf(news.files)];
  const changed = Object.keys(are).filter((name) => !isDeepStrictEqual(were[name], are[name]));
  if (changed.length === 0) return [];
  const machine = basename(textOf(news, "path"), ".iso");
  return [
    `${machine} goes on as it is, without a restart: what it configures itself from (${changed.join(", ")}) is ` +
      "read at its first boot alone. Who may log in on it stays the same too; an SSH key that has changed is let " +
      "in by hand (ssh-copy-id), or by a machine that is made anew",
  ];
}
