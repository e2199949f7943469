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
};
