import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LabFileError, readLab } from "../../../lab/read.ts";
import { problemsOf } from "./badFile.ts";
import { sampleLab } from "../sampleLab.ts";

describe("the file of a lab", () => {
  let folder = "";
  before(() => (folder = mkdtempSync(join(tmpdir(), "ocplab-lab-"))));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("may begin with a byte order mark of UTF-8", () => {
    assert.equal(message(Buffer.from(`\uFEFF${sampleLab}`)), "");
  });

  it("is refused in UTF-16, with its mark or without it", () => {
    const refused = "FILE: is in UTF-16, or is no text at all; save it in UTF-8";
    const little = Buffer.from(sampleLab, "utf16le");
    assert.equal(message(little), refused);
    assert.equal(message(Buffer.concat([Buffer.from([0xff, 0xfe]), little])), refused);
    assert.equal(message(Buffer.from(little).swap16()), refused);
    assert.equal(message(Buffer.concat([Buffer.from([0xfe, 0xff]), little.swap16()])), refused);
  });

  it("is refused where a byte is not UTF-8, with its line and column", () => {
    const text = sampleLab.replace("clusters:\n", "clusters: # f\u00FCr alle\n");
    assert.equal(
      message(Buffer.from(text, "latin1")),
      "FILE:14:14: a byte here is not UTF-8; save the file in UTF-8",
    );
    assert.equal(message(Buffer.from(text)), "");
  });

  it("may have the sign that stands for unknown characters", () => {
    assert.equal(message(Buffer.from(`${sampleLab}# \uFFFD\n`)), "");
  });

  it("is refused at once when it is larger than any lab file", () => {
    const large = `${sampleLab}#${"x".repeat(5_000_000)}\n`;
    const refused =
      "is 4.8 MiB large, and the largest that is read has 4 MiB; is it the right file?";
    const before = process.cpuUsage();
    assert.equal(message(Buffer.from(large)), `FILE: ${refused}`);
    assert.deepEqual(problemsOf(large), [`lab.yaml: ${refused}`]);
    assert.ok(process.cpuUsage(before).user < 2_000_000);
  });

  for (const [title, piece] of [
    ["commas", ","],
    ["closing brackets", "]"],
    ["quotes", '"'],
    ["anchors", "&a "],
    ["aliases", "*a "],
    ["directives", "%YAML 1.2\n"],
    ["documents", "---\n"],
  ] as const) {
    it(`is given up at the first mistake of many: ${title}`, () => {
      const before = process.cpuUsage();
      assert.equal(problemsOf(piece.repeat(100_000 / piece.length)).length, 1);
      assert.ok(process.cpuUsage(before).user < 2_000_000);
    });
  }

  /** What reading it says, with FILE for its path; nothing where it is sound. */
  function message(bytes: Uint8Array): string {
    const path = join(folder, "lab.yaml");
    writeFileSync(path, bytes);
    try {
      readLab(path);
      return "";
    } catch (error) {
      if (error instanceof LabFileError) return error.message.replace(path, "FILE");
      throw error;
    }
  }
});
