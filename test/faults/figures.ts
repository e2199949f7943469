import { appendFileSync } from "node:fs";

import { count, seed } from "./seeded.ts";

/** What one case has shown. */
export interface Figure {
  /** Heading in the table, such as `Engine`. */
  readonly part: string;
  readonly what: string;
  readonly shown: string;
  /** With which the case was run; see seeded.ts. */
  readonly seed: number;
  readonly count: number;
}

/** Prints what a case has shown, and keeps it for the table of docs/reliability.md where that is asked for. */
export function tell(part: string, what: string, shown: string): void {
  console.log(`      ${what}: ${shown}`);
  const file = process.env.OCPLAB_FIGURES;
  const figure: Figure = { part, what, shown, seed, count };
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figure)}\n`);
}

/** Seconds since `started` (of performance.now), as a text. */
export function secondsSince(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
