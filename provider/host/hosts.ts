import { defaultLimits } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { Rollout } from "./rollout.ts";
import { HostError, Session } from "./session.ts";
import type { HostDirectory, Target } from "./target.ts";
import { traceToFile } from "./trace.ts";
import type { Trace } from "./trace.ts";

export interface HostsSettings {
  readonly limits?: Limits;
  readonly trace?: Trace;
  /** How many connections may be being made at once. */
  readonly connectsAtOnce?: number;
}

/** The sessions of one run, one per host, opened when first needed. */
export class Hosts {
  readonly directory: HostDirectory;
  /** Lets the changes of networks begin. */
  readonly rollout = new Rollout();
  readonly #settings: Required<HostsSettings>;
  readonly #sessions = new Map<string, Session>();
  readonly #inTurn: <T>(connect: () => Promise<T>) => Promise<T>;

  constructor(directory: HostDirectory, settings: HostsSettings = {}) {
    this.directory = directory;
    this.#settings = {
      limits: defaultLimits,
      trace: traceToFile(),
      connectsAtOnce: 16,
      ...settings,
    };
    this.#inTurn = turnstile(this.#settings.connectsAtOnce);
    process.once("exit", this.#kill);
  }

  /** The host of a name and its session. @throws HostError where the lab has no such host. */
  async session(name: string): Promise<{ target: Target; session: Session }> {
    const target = await this.directory.find(name);
    if (target === undefined) {
      throw new HostError(name, `it is not in ${this.directory.source}`);
    }
    let session = this.#sessions.get(name);
    if (session === undefined) {
      const { limits, trace } = this.#settings;
      session = new Session(target, { limits, trace, gatherMs: 3, inTurn: this.#inTurn });
      this.#sessions.set(name, session);
    }
    return { target, session };
  }

  readonly #kill = (): void => {
    for (const session of this.#sessions.values()) session.kill();
  };

  /** Ends all sessions; what is under way on a host may take `graceMs` to come to its end. */
  async close(graceMs = 10_000): Promise<void> {
    process.off("exit", this.#kill);
    await Promise.all([...this.#sessions.values()].map((session) => session.close(graceMs)));
  }
}

/** Lets so many at a time through. */
function turnstile(places: number): <T>(act: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (act) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
