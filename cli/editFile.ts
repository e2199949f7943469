import { isUtf8 } from "node:buffer";
import { readFileSync, realpathSync } from "node:fs";

import { EditRefused, type Edit } from "../lab/edit/edit.ts";
import { pathText, type Finding } from "../lab/reading/problem.ts";
import { labFile, LabFileError, readLab } from "../lab/read.ts";
import { CommandFailed } from "./failure.ts";
import { replaceFile } from "./replaceFile.ts";
import { unifiedDiff } from "./unifiedDiff.ts";

export interface EditOptions {
  readonly dryRun?: boolean;
}

/**
 * Makes an edit of the lab file, unless that is only tried, and prints its diff to stdout. `flags` are the options of the command line by the keys of the lab file, for messages. Throws a
 * LabFileError, or a CommandFailed for an edit that is refused.
 */
export function editLabFile<T extends Edit>(
  change: (text: string) => T,
  flags: Readonly<Record<string, string>>,
  { dryRun = false }: EditOptions = {},
): T {
  const text = readText();
  const edit = asked(() => change(text), flags);
  for (const finding of edit.warnings) console.error(`warning: ${argumentText(finding, flags)}`);
  if (!edit.changed) return edit;
  if (!dryRun) replaceFile(realpathSync(labFile), text, edit.text);
  process.stdout.write(unifiedDiff(labFile, text, edit.text));
  if (dryRun) console.error("nothing is written (--dry-run)");
  return edit;
}

/** The bytes that are not edited are to be the same afterwards, so all of them have to be known. */
function readText(): string {
  const bytes = readBytes();
  if (isUtf8(bytes)) return bytes.toString("utf8");
  readLab(labFile); // knows more of what is wrong
  const message = "is not UTF-8 all through; save it in UTF-8";
  throw new LabFileError(labFile, [{ path: "", message }]);
}

function readBytes(): Buffer {
  try {
    return readFileSync(labFile);
  } catch (error) {
    readLab(labFile); // says what is wrong with the file
    throw error;
  }
}

function asked<T>(change: () => T, flags: Readonly<Record<string, string>>): T {
  try {
    return change();
  } catch (error) {
    if (!(error instanceof EditRefused)) throw error;
    const { message: intro, findings, usage } = error;
    const lines = findings.map((finding) => argumentText(finding, flags));
    const text = intro === "" ? lines : [`${intro}:`, ...lines.map((line) => `  ${line}`)];
    throw new CommandFailed(usage ? "usage" : "refused", text.join("\n"));
  }
}

/** A finding about what an argument says, or about another place of the lab file. */
function argumentText({ path, message }: Finding, flags: Readonly<Record<string, string>>): string {
  const [, name, key, inner] = path;
  if (name === undefined) return `${pathText(path)}: ${message}`;
  if (key === undefined) return `${pathText([name])}: ${message}`;
  const flag = flags[`${String(key)}.${String(inner)}`] ?? flags[String(key)];
  return `${flag ?? pathText(path)}: ${message}`;
}
