import { readFileSync } from "node:fs";
import { relative } from "node:path";

import { checkLab } from "./check.ts";
import type { Lab } from "./model.ts";
import { LabFileError, problemText } from "./problem.ts";
import { readShape } from "./shape.ts";
import { readSource } from "./source.ts";

export { LabFileError } from "./problem.ts";

/** The lab file, in the folder of the project. */
export const labFile = "lab.yaml";

/** Takes one warning: `lab.yaml:12:5: clusters.ocp1: what may go wrong; the next step`. */
export type OnWarning = (warning: string) => void;

/** Reads and checks a lab file. Throws a LabFileError that tells all that is wrong with it. */
export function readLab(path: string, onWarning?: OnWarning): Lab {
  return parseLab(readText(path), shortPath(path), onWarning);
}

/** As readLab, of a text; `file` is what messages call it. */
export function parseLab(text: string, file = labFile, onWarning?: OnWarning): Lab {
  const source = readSource(text);
  if (source.data === undefined) throw new LabFileError(file, source.problems);
  const { lab, servers, findings } = readShape(source.data);
  const found = [...findings, ...(lab ? checkLab(lab, source, servers) : [])];
  // what could not be read is not also missing
  const unread = new Set(source.problems.map(({ path }) => path));
  const placed = found
    .filter(({ warning }) => warning !== true)
    .map((finding) => source.place(finding));
  const problems = [...source.problems, ...placed.filter(({ path }) => !unread.has(path))];
  if (!lab || problems.length > 0) throw new LabFileError(file, problems);
  for (const finding of found) onWarning?.(problemText(file, source.place(finding)));
  return lab;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const reason = reasons[code] ?? message;
    throw new LabFileError(shortPath(path), [{ path: "", message: reason }]);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file; run from the project's folder, or set the path of the lab file",
  EACCES: "may not be read; check its owner and mode",
  EISDIR: "is a folder; give the path of the lab file in it",
};

/** Below the working directory a path is shown from there. */
function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
