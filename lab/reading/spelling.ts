/** The one of `known` that `word` was probably meant to be; undefined where none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(word.length / 2)) + 1;
  for (const candidate of known) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase(), least);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/**
 * `did you mean "server1"?`, or what there is when nothing is near. `noun` is a plural; only `likely`
 * ones are compared.
 */
export function didYouMean(
  word: string,
  known: readonly string[],
  noun: string,
  likely = known,
): string {
  const near = nearest(word, likely);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (known.length === 0) return `there are no ${noun} yet`;
  return `the ${noun} here: ${listed(known)}`;
}

/** Names, but not more than one reads. */
export function listed(names: readonly string[]): string {
  return `${names.slice(0, 12).join(", ")}${names.length > 12 ? ", ..." : ""}`;
}

/** Levenshtein's distance, or `limit` as soon as it cannot be less. */
function distance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) >= limit) return limit;
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const swap = (row[j] ?? limit) + (one[i] === other[j] ? 0 : 1);
      next.push(Math.min(swap, (row[j + 1] ?? limit) + 1, (next[j] ?? limit) + 1));
    }
    if (Math.min(...next) >= limit) return limit;
    row = next;
  }
  return row[other.length] ?? limit;
}
