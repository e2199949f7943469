import { labFile } from "../../lab/read.ts";
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
    return this.#isGiven(path)
      ? `${labFile}:${String(this.#source.line(path))} says ${value}`
      : `${labFile} says nothing else than the usual ${value}`;
  }

  #isGiven(path: Path): boolean {
    let value: unknown = this.#source.data;
    for (const key of path) {
      if (typeof value !== "object" || value === null) return false;
      value = (value as Record<string, unknown>)[key];
    }
    return value !== undefined;
  }
}
