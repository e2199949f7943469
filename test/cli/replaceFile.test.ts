import assert from "node:assert/strict";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CommandFailed } from "../../cli/failure.ts";
import { replaceFile } from "../../cli/replaceFile.ts";

describe("a file that is replaced", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-replace-"));
    file = join(folder, "lab.yaml");
    writeFileSync(file, "before");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("has the new text and its own mode, and nothing is left beside it", () => {
    // a mode that no usual umask leaves as it is
    chmodSync(file, 0o626);
    const inode = statSync(file).ino;
    replaceFile(file, "before", "after");
    assert.equal(readFileSync(file, "utf8"), "after");
    assert.equal(statSync(file).mode & 0o7777, 0o626);
    assert.notEqual(statSync(file).ino, inode);
    assert.deepEqual(readdirSync(folder), ["lab.yaml"]);
  });

  it("stays as it is where another has changed it", () => {
    assert.throws(
      () => {
        replaceFile(file, "long ago", "after");
      },
      (error) =>
        error instanceof CommandFailed &&
        error.exitCode === 3 &&
        error.message ===
          "lab.yaml was changed by another meanwhile, and stays as it is now; run this again",
    );
    assert.equal(readFileSync(file, "utf8"), "before");
    assert.deepEqual(readdirSync(folder), ["lab.yaml"]);
  });

  it("stays as it is where nothing can be written beside it", () => {
    const scratch = `${file}.${String(process.pid)}.tmp`;
    writeFileSync(scratch, "of another");
    assert.throws(
      () => {
        replaceFile(file, "before", "after");
      },
      (error) =>
        error instanceof CommandFailed &&
        /^lab\.yaml cannot be written, .*EEXIST/.test(error.message),
    );
    assert.equal(readFileSync(file, "utf8"), "before");
    assert.equal(readFileSync(scratch, "utf8"), "of another");
  });
});
