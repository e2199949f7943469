import { readFileSync } from "node:fs";
import { relative } from "node:path";

import { checkLab } from "./check.ts";
import { decodeText } from "./reading/fileText.ts";
import type { Lab } from "./model.ts";
import {
  byPlace,
  inBoth,
  LabFileError,
  problemText,
  type Finding,
  type Path,
} from "./reading/problem.ts";
import { Proposals } from "./reading/proposals.ts";
import { readShape } from "./reading/shape.ts";
import { readSource, type Source } from "./reading/source.ts";

export { LabFileError } from "./reading/problem.ts";

/** The lab file, in the folder of the project. */
export const labFile = "lab.yaml";

/** Takes one warning: `lab.yaml:12:5: clusters.ocp1: what may go wrong; the next step`. */
export type OnWarning = (warning: string) => void;

/**
 * The text of a lab file as data with places, before it is checked. Throws a LabFileError for a file that
 * cannot be read.
 */
export function readLabSource(path: string): Source {
  return readSource(decoded(readBytes(path), shortPath(path)));
}

/** Reads and checks a lab file. Throws a LabFileError that tells all that is wrong with it. */
export function readLab(path: string, onWarning?: OnWarning): Lab {
  return parseSource(readLabSource(path), shortPath(path), onWarning);
}

/** As readLab, of a text; `file` is what messages call it. */
export function parseLab(text: string, file = labFile, onWarning?: OnWarning): Lab {
  return parseSource(readSource(text), file, onWarning);
}

/** As parseLab, of a file's bytes. */
export function parseLabBytes(bytes: Uint8Array, file: string, onWarning?: OnWarning): Lab {
  return parseLab(decoded(bytes, file), file, onWarning);
}

/** As parseLab, of a source that was read already. */
export function parseSource(source: Source, file = labFile, onWarning?: OnWarning): Lab {
  if (source.data === undefined) throw new LabFileError(file, source.problems);
  const { lab, labs, written, findings, unread } = readShape(source.data, source.gaps);
  const [checked = [], other = checked] = labs.map((each) => checkLab(each, source, written));
  const checks = outside(unread, inBoth(checked, other));
  const found = [...findings, ...notOfNames(findings, checks)];
  const placed = found
    .map((finding) => ({ finding, place: source.place(finding) }))
    .sort((one, next) => byPlace(one.place, next.place));
  const proposals = new Proposals(labs, found, written);
  const told = placed.map(({ finding, place }) => {
    const { message, warning = false } = proposals.complete(finding);
    return { warning, problem: { ...place, message } };
  });
  for (const { warning, problem } of told) if (warning) onWarning?.(problemText(file, problem));
  const wrong = told.flatMap(({ warning, problem }) => (warning ? [] : [problem]));
  const problems = [...source.problems, ...wrong];
  if (!lab || problems.length > 0) throw new LabFileError(file, problems);
  return lab;
}

/** The findings that are at none of the paths, and at nothing in them. */
function outside(paths: readonly Path[], findings: readonly Finding[]): Finding[] {
  const closed = new Set(paths.map((path) => JSON.stringify(path)));
  return findings.filter(
    ({ path }) => !path.some((_, end) => closed.has(JSON.stringify(path.slice(0, end + 1)))),
  );
}

/** Of a name that is none, nothing more is to be said, such as that it makes others too long. */
function notOfNames(told: readonly Finding[], checks: readonly Finding[]): Finding[] {
  const keys = told.filter(({ atKey }) => atKey === true).map(({ path }) => JSON.stringify(path));
  return checks.filter(({ path, atKey }) => !atKey || !keys.includes(JSON.stringify(path)));
}

function decoded(bytes: Uint8Array, file: string): string {
  const text = decodeText(bytes);
  if (typeof text === "string") return text;
  throw new LabFileError(file, [text]);
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const reason = reasons[code] ?? message;
    throw new LabFileError(shortPath(path), [{ path: "", message: reason }]);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file; run from the project's folder, or begin with a copy of one of examples/",
  EACCES: "may not be read; check its owner and mode",
  EISDIR: "is a folder; name the lab file in it",
};

/** What messages call a lab file: below the working directory its path from there. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
