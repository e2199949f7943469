/** How many of each are told before the rest is only counted. */
export interface Limits {
  readonly dangers: number;
  readonly clusters: number;
  readonly machines: number;
  readonly servers: number;
  /** Stacks, files, warnings, addresses of one cluster. */
  readonly others: number;
}

/** Says what is left out; nothing where nothing is. */
export function rest(count: number, noun: string): string {
  if (count <= 0) return "";
  return `_Left out here: ${String(count)} more ${noun}; \`ocplab diff --json\` has all of them._`;
}

/** The same within a line. */
export function ending(count: number): string {
  return count > 0 ? ` and ${String(count)} more` : "";
}
