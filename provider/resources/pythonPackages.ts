import { absolutePath, anyText, hostName, objectOf, oneOf, required, unit } from "./fields.ts";
import { textOf } from "./kind.ts";
import type { Kind } from "./kind.ts";

/** Packages of Python at pinned versions, in a folder of their own. */
export const pythonPackages: Kind = {
  token: "labhost:index:PythonPackages",
  name: "pythonPackages",
  fields: {
    host: hostName,
    path: absolutePath,
    requirements: required(anyText),
    onChange: objectOf({ unit, verb: oneOf("reload", "restart") }),
  },
  identity: ["host", "path"],
  problems: (inputs) =>
    pins(textOf(inputs, "requirements")).length > 0
      ? []
      : [{ property: "requirements", reason: "requirements pin no package, as in flask==3.1.3" }],
  key: (inputs) => textOf(inputs, "path"),
  mirror: ({ packages }, inputs) => {
    if (!Array.isArray(packages)) return { ...inputs, requirements: undefined };
    const found = packages.map(String);
    const same = found.join() === pins(textOf(inputs, "requirements")).join();
    return same ? inputs : { ...inputs, requirements: found.map((pin) => `${pin}\n`).join("") };
  },
};

/** Name and version of each package, as the agent tells what it found; hashes have no part in it. */
function pins(requirements: string): string[] {
  return [...requirements.matchAll(/^([A-Za-z0-9._-]+)==([^\s;\\]+)/gm)]
    .map(
      ([, name = "", version = ""]) =>
        `${name.replaceAll(/[-_.]+/g, "-").toLowerCase()}==${version}`,
    )
    .sort();
}
