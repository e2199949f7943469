import type { Answer } from "./message.ts";

/** How long an answer may lie here: long enough for the engine to have read hundreds of hosts on a busy controller. */
const longestMs = 120_000;

/**
 * All objects of a stack on one host, fetched with the first that is read. Each is given out once, so
 * that whoever reads an object again reads the host again; a write on the host drops all.
 */
export class Snapshot {
  #fetched: Promise<Map<string, Answer> | undefined> | undefined;
  #at = 0;

  /** The answer for one object; undefined where the host itself must be asked. */
  async take(
    kind: string,
    key: string,
    fetchAll: () => Promise<Answer>,
  ): Promise<Answer | undefined> {
    if (this.#fetched === undefined) {
      this.#at = performance.now();
      this.#fetched = fetchAll().then(byKey);
    }
    const fetched = this.#fetched;
    const objects = await fetched;
    const stale = this.#fetched !== fetched || performance.now() - this.#at > longestMs;
    if (stale || objects === undefined) return undefined;
    const name = nameOf(kind, key);
    const answer = objects.get(name);
    objects.delete(name);
    return answer;
  }

  /** Forgets everything; reads after this one ask the host. */
  drop(): void {
    this.#fetched = Promise.resolve(undefined);
  }
}

function byKey(answer: Answer): Map<string, Answer> | undefined {
  const { objects } = answer;
  if (!Array.isArray(objects)) return undefined;
  const list = objects as readonly Answer[];
  return new Map(list.map((object) => [nameOf(String(object.kind), String(object.key)), object]));
}

function nameOf(kind: string, key: string): string {
  return `${kind} ${key}`;
}
