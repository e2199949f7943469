import { isMap } from "../reading/mended.ts";
import type { Finding, Path } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** Secrets in what is handed to DCI: anybody who may read the lab file or the state could read them. */
export function* secretFindings({ lab }: CheckedLab): Iterable<Finding> {
  for (const [name, { install }] of Object.entries(lab.clusters)) {
    if (!install) continue;
    for (const key of ["extra", "inventoryExtra"] as const) {
      const path = ["clusters", name, "install", key];
      for (const place of secretsIn(install[key], path)) {
        yield { path: place, message, warning: true };
      }
    }
  }
}

const message =
  "looks like a secret, which everybody could read here and in the state; write it into a file on the jumphost, and name that in `job: { ansible_extravars_files: [...] }`";

const telling =
  /(passw(or)?d|passphrase|secret|secret_?key|private_?key|access_?key|api_?key|token|credentials?|auth)s?$/i;
const content = /-----BEGIN [A-Z ]*PRIVATE KEY-----|"auths"\s*:/;

function* secretsIn(value: unknown, path: Path): Iterable<Path> {
  if (typeof value === "string") {
    if (content.test(value) || (isTelling(path) && isPlain(value))) yield path;
  } else if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) yield* secretsIn(one, [...path, index]);
  } else if (isMap(value)) {
    if (isTelling(path) && Object.hasOwn(value, "auths")) yield path;
    else for (const [key, one] of Object.entries(value)) yield* secretsIn(one, [...path, key]);
  }
}

function isTelling(path: Path): boolean {
  return telling.test(String(path.findLast((key) => typeof key === "string")));
}

/** What is no path on a host, and nothing that Ansible looks up. */
function isPlain(value: string): boolean {
  return value !== "" && !/^(~?\/|file:)|\{\{/.test(value);
}
