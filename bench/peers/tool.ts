import type { TestLab } from "../../test/e2e/testLab.ts";
import type { Change, Size } from "./work.ts";

/** What is done to a lab, in this order, and measured. */
export const phases = {
  cold: "cold converge",
  noChange: "no change",
  preview: "preview",
  previewCluster: "preview of one cluster",
  previewMemory: "preview of one machine's memory",
  addMachine: "add one machine",
  rebuild: "rebuild one cluster",
  destroy: "destroy",
} as const;

export type Phase = keyof typeof phases;

/** A way to make the lab. Paths of commands start at `folder`. */
export interface Tool {
  readonly name: string;
  /** Its version, and those of what it needs, for people. */
  readonly versions: string;
  /** Where its commands run. */
  readonly folder: string;
  /** More than the box's own environment. */
  readonly env: NodeJS.ProcessEnv;
  /** What it does once, before anything is measured. */
  prepare(): Promise<void>;
  /** Writes down what is wanted from now on. */
  want(change: Change): void;
  /** Commands of a phase, one after the other; the cluster that is rebuilt is that of the last server. */
  commands(phase: Phase): readonly (readonly string[])[];
  /** How many changes a command said that it made or would make. @throws Error where it said nothing of it. */
  changes(said: string): number;
  /** How many of them a change of one machine's memory is rightly. */
  readonly ofMemory: number;
}

/** Makes a tool ready to be used on the hosts of a box that is up. */
export type MakeTool = (lab: TestLab, size: Size) => Tool;

/** The sum of all numbers that a pattern's first group finds. @throws Error where it finds none. */
export function sumOf(said: string, pattern: RegExp): number {
  const found = [...said.matchAll(pattern)].map(([, number]) => Number(number));
  if (found.length === 0) throw new Error(`says nothing of changes:\n${said.slice(-2_000)}`);
  return found.reduce((sum, one) => sum + one, 0);
}
