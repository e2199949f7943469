import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { isMap } from "../lab/reading/mended.ts";
import { problemText, type Path } from "../lab/reading/problem.ts";
import type { Source } from "../lab/reading/source.ts";

/**
 * A warning for each file that a lab file names on the controller and that is not there, or is none. No errors: a
 * lab file may be checked elsewhere than on the controller, where keys and images are not.
 * @param file the lab file; what it names is relative to its folder.
 */
export function namedFileWarnings(source: Source, file: string, shownAs: string): string[] {
  const folder = dirname(resolve(file));
  return namedIn(source.data, []).flatMap(({ path, name }) => {
    const wrong = faultOf(resolve(folder, name));
    if (wrong === undefined) return [];
    const last = String(path.at(-1));
    const step = steps[last] ?? "put it there, or correct the path";
    const what = wrong === "missing" ? `there is no file ${name}` : `${name} ${wrong}`;
    const message = `${what} on this machine, from the lab file's folder; ${step}`;
    return [problemText(shownAs, source.place({ path, message }))];
  });
}

function faultOf(path: string): "missing" | "is a folder" | "is empty" | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return "missing";
  if (found.isDirectory()) return "is a folder";
  return found.size === 0 && found.isFile() ? "is empty" : undefined;
}

const steps: Readonly<Record<string, string>> = {
  keyFile: "put the private key there, or remove `keyFile` to take the ssh-agent's keys",
  knownHosts: "write the hosts' pinned keys into it, as `ssh-keyscan` prints them",
};

interface NamedFile {
  readonly path: Path;
  readonly name: string;
}

/** Works on what was written, right or wrong, so that these warnings come beside errors too. */
function namedIn(data: unknown, path: Path): NamedFile[] {
  if (!isMap(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const own = [...path, key];
    if (typeof value !== "string") return namedIn(value, own);
    return isOnController(own) ? [{ path: own, name: value }] : [];
  });
}

/** Paths under `dci` and in an install's `job` are the jumphost's. */
function isOnController(path: Path): boolean {
  return places.some((pattern) => pattern.test(path.join(".")));
}

const places = [
  /^(jumphost\.|servers\.[^.]+\.)?ssh\.(keyFile|knownHosts)$/,
  /^clusters\.[^.]+\.(image|images\.\w+|install\.hooks\.[^.]+)$/,
];
