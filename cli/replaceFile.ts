import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename } from "node:path";

import { CommandFailed } from "./failure.ts";

/**
 * Puts another text in the place of a file's in one step, with the file's own mode and owner. Throws a
 * CommandFailed where that cannot be done, or the text is no longer what it was; the file is then as it is.
 */
export function replaceFile(file: string, was: string, text: string): void {
  const name = basename(file);
  try {
    const scratch = scratchBeside(file, text);
    try {
      if (readFileSync(file, "utf8") !== was) throw new CommandFailed("refused", changed(name));
      renameSync(scratch, file);
    } catch (error) {
      rmSync(scratch, { force: true });
      throw error;
    }
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${name} cannot be written, and stays as it is: ${reason}; see to its folder's owner and mode, then run this again`;
    throw new CommandFailed("refused", message);
  }
}

/** A new file in the same folder, like the given one but for its text; all of it is on the disk. */
function scratchBeside(file: string, text: string): string {
  const scratch = `${file}.${String(process.pid)}.tmp`;
  const { mode, uid, gid } = statSync(file);
  const handle = openSync(scratch, "wx", mode);
  try {
    writeFileSync(handle, text);
    const own = fstatSync(handle);
    if (own.uid !== uid || own.gid !== gid) fchownSync(handle, uid, gid);
    fchmodSync(handle, mode);
    fsyncSync(handle);
  } catch (error) {
    rmSync(scratch, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
  return scratch;
}

function changed(name: string): string {
  return `${name} was changed by another meanwhile, and stays as it is now; run this again`;
}
