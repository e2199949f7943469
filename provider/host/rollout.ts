import { HostError } from "./session.ts";

/** A change of a host's network that was begun and did not hold; the message says what became of the host. */
export class ChangeFailed extends HostError {
  /** What the host did, to be read after its name. */
  readonly outcome: string;

  constructor(host: string, outcome: string) {
    super(host, outcome);
    this.outcome = outcome;
  }
}

/** How many hosts may be without proof at once, after the first. */
const widthAfterProof = 4;

/**
 * Lets changes of hosts' networks begin: one alone, and only when it has held others beside each other.
 * After one that did not hold none begins. Whichever host comes first is first: one whose network is
 * as wanted already, or that cannot be reached, does not come here and holds up nobody.
 */
export class Rollout {
  readonly #width: number;
  #proved = false;
  #running = 0;
  #failure: ChangeFailed | undefined;
  #waiting: (() => void)[] = [];

  constructor(width = widthAfterProof) {
    this.#width = width;
  }

  /**
   * Makes a change when it is its turn. It gives whether it has changed anything: only then does it
   * prove anything.
   * @throws HostError where an earlier one has failed.
   */
  async begin(host: string, what: string, change: () => Promise<boolean>): Promise<void> {
    await this.#turn(host, what);
    try {
      if (await change()) this.#proved = true;
    } catch (error) {
      if (error instanceof ChangeFailed) this.#failure ??= error;
      throw error;
    } finally {
      this.#running -= 1;
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }

  /** Counts the change as running at once: others that wake with it look at the count. */
  async #turn(host: string, what: string): Promise<void> {
    while (this.#failure === undefined && this.#running >= (this.#proved ? this.#width : 1)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#failure === undefined) {
      this.#running += 1;
      return;
    }
    const { host: first, outcome } = this.#failure;
    throw new HostError(
      host,
      `the change of ${what} was not started, as ${first} ${outcome}; ` +
        `find out why there, then run again`,
    );
  }
}
