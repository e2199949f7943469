/** A value that is not what it was, in words. */
export interface ValueChange {
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** What is compared of a thing, by its name for people. */
export type Facts<T> = readonly (readonly [what: string, of: (of: T) => string])[];

/** The facts that differ, in their order. */
export function valueChanges<T>(facts: Facts<T>, base: T, head: T): ValueChange[] {
  return facts.flatMap(([what, of]) => {
    const [from, to] = [of(base), of(head)];
    return from === to ? [] : [{ what, from, to }];
  });
}
