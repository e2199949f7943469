import type { Lab } from "../lab/model.ts";
import { labFile, LabFileError, parseLabBytes, readLab } from "../lab/read.ts";
import { CommandFailed } from "./failure.ts";
import { changedPaths, commitOf, fileOf, mergeBase, type Commit } from "./git.ts";

/** What `ocplab diff` compares. */
export interface DiffSource {
  readonly base: DiffEnd;
  readonly head: DiffEnd & { readonly lab: Lab };
  /** Files beside the lab file that differ, relative to it; none where two files are compared. */
  readonly changedFiles: readonly string[];
  /** What may go wrong in the head's lab file. */
  readonly warnings: readonly string[];
}

interface DiffEnd {
  /** As the user named it; the lab file as it lies in the folder is `lab.yaml`. */
  readonly name: string;
  /** Undefined where a revision has no lab file. */
  readonly lab: Lab | undefined;
}

/**
 * Reads both sides: revisions of git, or lab files, which are known by their ending. Of a revision only the
 * lab file is read; nothing is checked out or run.
 * Throws a LabFileError or a CommandFailed that tells what is wrong with both.
 */
export function readDiffSource(
  baseName: string,
  headName: string | undefined,
  { fromMergeBase = false } = {},
): DiffSource {
  const head = headName === undefined || isFile(headName) ? undefined : commitOf(headName);
  const given = isFile(baseName) ? undefined : commitOf(baseName);
  const base = given && fromMergeBase ? mergeBase(given, head ?? commitOf("HEAD")) : given;
  const warnings: string[] = [];
  const headText = headName ?? labFile;
  const labs = both(
    () => (base ? labOfCommit(base) : readLab(baseName)),
    () => headLab(head, headText, (warning) => warnings.push(warning)),
  );
  const changedFiles = base && (head ?? headName === undefined) ? changedPaths(base, head) : [];
  return {
    base: { name: baseName, lab: labs.base },
    head: { name: headText, lab: labs.head },
    changedFiles: changedFiles.filter((path) => path !== labFile),
    warnings,
  };
}

function isFile(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

function labOfCommit(commit: Commit, onWarning?: (warning: string) => void): Lab | undefined {
  const bytes = fileOf(commit, labFile);
  return bytes && parseLabBytes(bytes, `${commit.name}:${labFile}`, onWarning);
}

function headLab(
  commit: Commit | undefined,
  name: string,
  onWarning: (warning: string) => void,
): Lab {
  if (!commit) return readLab(name, onWarning);
  const lab = labOfCommit(commit, onWarning);
  if (lab) return lab;
  const message = "no such file; a lab needs one, even if it has no clusters any more";
  throw new LabFileError(`${commit.name}:${labFile}`, [{ path: "", message }]);
}

/** Of two lab files that are both wrong, both are told. */
function both(
  readBase: () => Lab | undefined,
  readHead: () => Lab,
): { readonly base: Lab | undefined; readonly head: Lab } {
  const [base, head] = [tried(readBase), tried(readHead)];
  if (!("error" in base) && !("error" in head)) return { base: base.value, head: head.value };
  const errors = [base, head].flatMap((one) => ("error" in one ? [one.error.message] : []));
  throw new CommandFailed("labFile", errors.join("\n"));
}

function tried<T>(read: () => T): { readonly value: T } | { readonly error: LabFileError } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof LabFileError) return { error };
    throw error;
  }
}
