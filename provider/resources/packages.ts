import type { Values } from "../server/values.ts";
import { hostName, listOf, packageName } from "./fields.ts";
import type { Kind } from "./kind.ts";

/** Packages that must be there, by the distribution's family. */
export const packages: Kind = {
  token: "labhost:index:Packages",
  name: "packages",
  fields: { host: hostName, debian: listOf(packageName), redhat: listOf(packageName) },
  identity: ["host"],
  // nothing in the inputs tells two lists apart for good
  key: (_inputs, { project, stack, urn }) => [project, stack, urn.split("::").at(-1)].join("/"),
  mirror: (found, inputs) => {
    const family = String(found.family);
    const missing = new Set(stringList(found.missing));
    const wanted = inputs[family];
    if (wanted === undefined) return inputs;
    return { ...inputs, [family]: stringList(wanted).filter((name) => !missing.has(name)) };
  },
};

function stringList(value: Values[string]): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
