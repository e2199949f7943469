import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";

import { unifiedDiff } from "../../cli/unifiedDiff.ts";

describe("the diff of a file", () => {
  it("shows what changed with three lines around it", () => {
    assert.equal(
      unifiedDiff("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n5b\n6\n7\n8\n9\n"),
      "--- a/f\n+++ b/f\n@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n+5b\n 6\n 7\n 8\n",
    );
  });

  it("is nothing where nothing changed", () => {
    assert.equal(unifiedDiff("f", "1\n", "1\n"), "");
  });

  it("says where a last line has no end", () => {
    assert.equal(
      unifiedDiff("f", "1", "1\n2"),
      "--- a/f\n+++ b/f\n@@ -1,1 +1,2 @@\n-1\n\\ No newline at end of file\n+1\n+2\n\\ No newline at end of file\n",
    );
  });

  it("is one that patch takes, whatever changed", () => {
    const line = fc.constantFrom("a\n", "b\n", "\n", "c\r\n");
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom("", "end"))
      .map(([lines, end]) => lines.join("") + end);
    const folder = mkdtempSync(join(tmpdir(), "ocplab-diff-"));
    try {
      fc.assert(
        fc.property(text, text, (before, after) => {
          // patch removes a file that gets empty
          fc.pre(before !== after && before !== "" && after !== "");
          writeFileSync(join(folder, "f"), before);
          const options = { cwd: folder, input: unifiedDiff("f", before, after) };
          execFileSync("patch", ["--binary", "--silent", "-p1"], options);
          assert.equal(readFileSync(join(folder, "f"), "utf8"), after);
        }),
        { numRuns: 40 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
