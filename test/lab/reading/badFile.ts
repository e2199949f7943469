import assert from "node:assert/strict";

import { LabFileError, parseLab } from "../../../lab/read.ts";

/** A lab file with a mistake, and each line of the message that it must lead to. */
interface BadFile {
  /** Goes on after "refuses". */
  readonly title: string;
  readonly text: string;
  readonly message: readonly string[];
}

/** A test for each. */
export function refusesEach(files: readonly BadFile[]): void {
  for (const { title, text, message } of files) {
    it(`refuses ${title}`, () => {
      assert.deepEqual(problemsOf(text), message);
    });
  }
}

/** The lines of the message about a bad lab file; none for a good one. */
export function problemsOf(text: string): string[] {
  try {
    parseLab(text);
    return [];
  } catch (error) {
    if (!(error instanceof LabFileError)) throw error;
    return error.message.split("\n");
  }
}
