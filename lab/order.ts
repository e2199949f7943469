/** The entries of a map by name, so that the file's own order does not count. */
export function byName<T>(map: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(map).sort(([one], [other]) => compareNames(one, other));
}

/** `server2` before `server10`; for labels, which have no more than letters, digits and hyphens. */
function compareNames(one: string, other: string): number {
  const ours = one.match(parts) ?? [];
  const theirs = other.match(parts) ?? [];
  for (const [index, part] of ours.entries()) {
    const counterpart = theirs[index] ?? "";
    // of two numbers with no zeros before them the longer one is the larger
    const numbers = /^[1-9]/.test(part) && /^[1-9]/.test(counterpart);
    const longer = numbers ? part.length - counterpart.length : 0;
    if (longer !== 0) return longer;
    if (part !== counterpart) return part < counterpart ? -1 : 1;
  }
  return ours.length - theirs.length;
}

const parts = /\d+|\D+/g;
