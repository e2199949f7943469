/** Where a case's chance begins: the same number gives the same cases. */
export const seed = Number(process.env.OCPLAB_FAULTS_SEED ?? 1);

/** How many cases of a kind; the nightly run has 20. */
export const count = Number(process.env.OCPLAB_FAULTS_COUNT ?? 2);

/** Numbers from 0 to below 1 that follow from the seed (mulberry32). */
export function seeded(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of some values, by the next number. */
export function pick<T>(random: () => number, values: readonly T[]): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error("there is nothing to pick from");
  return value;
}
