import { labFile } from "../../lab/read.ts";
import { valueAt } from "../../lab/reading/mended.ts";
import type { Path } from "../../lab/reading/problem.ts";
import { readSource } from "../../lab/reading/source.ts";

/** Where the lab file says what. */
export class LabFilePlaces {
  readonly #source: ReturnType<typeof readSource>;

  /** @param text of a lab file that is sound. */
  constructor(text: string) {
    this.#source = readSource(text);
  }

  /** `lab.yaml:12 says eno1`, or that the value is the usual one. */
  says(path: Path, value: string): string {
    return valueAt(this.#source.data, path) !== undefined
      ? `${labFile}:${String(this.#source.line(path))} says ${value}`
      : `${labFile} says nothing else than the usual ${value}`;
  }
}
