import { byName } from "../order.ts";

/** Two entries of one name; a side that does not have it is undefined. */
export interface Pair<T> {
  readonly name: string;
  readonly base: T | undefined;
  readonly head: T | undefined;
}

/** What happens to an entry as a whole. */
export type Change = "created" | "changed" | "removed";

/** The entries of two lists by name, each name once, `server2` before `server10`. */
export function pairs<T>(
  base: readonly T[],
  head: readonly T[],
  nameOf: (entry: T) => string,
): Pair<T>[] {
  const before = new Map(base.map((entry) => [nameOf(entry), entry]));
  const after = new Map(head.map((entry) => [nameOf(entry), entry]));
  const names = Object.fromEntries([...before.keys(), ...after.keys()].map((name) => [name, name]));
  return byName(names).map(([name]) => ({ name, base: before.get(name), head: after.get(name) }));
}

/** `created`, `removed`, or `changed` where both sides have it. */
export function changeOf({ base, head }: Pair<unknown>): Change {
  if (base === undefined) return "created";
  return head === undefined ? "removed" : "changed";
}
