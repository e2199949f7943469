import { setTimeout as sleep } from "node:timers/promises";

import type { Connection } from "./connection.ts";
import type { Answer, Request } from "./message.ts";
import { ChangeFailed } from "./rollout.ts";
import { HostError } from "./session.ts";
import type { Session } from "./session.ts";
import type { Witness } from "./witness.ts";

/** Seconds that the host waits for our verdict before it returns to its old network by itself. */
export const verdictSeconds = 20;

const connectSeconds = 3;
/** What a neighbour, a switch or a name server may need to follow a change. */
const settleMs = 6_000;
/** The checkpoint on the host has ended by then, and the old network is back if it ever will be. */
const giveUpMs = 120_000;
/** The worker may wait for another run to end its change of the host. */
const longestMs = 300_000;

export interface Change {
  readonly host: string;
  readonly session: Session;
  /** The worker's folder on the host. */
  readonly folder: string;
  /** What is changed, such as `br0`. */
  readonly what: string;
  /** Proves it too, where the connection of this process does not cross the wire. */
  readonly witness: Witness | undefined;
  readonly status: (message: string) => void;
}

/**
 * Sees a change of a host's network to its end: confirms it over a connection that is younger than the
 * change, if nothing that worked before is broken; else has it undone.
 * @throws ChangeFailed where the host has, or must be taken to have, its old network.
 */
export async function proveChange(change: Change): Promise<void> {
  const proof = new Proof(change);
  const started = performance.now();
  let seen = started;
  for (;;) {
    const phase = await proof.visit();
    if (phase === "committed") return;
    const now = performance.now();
    if (phase !== undefined) seen = now;
    if (now - seen > giveUpMs || now - started > longestMs) throw proof.lost();
    await sleep(300);
  }
}

class Proof {
  readonly #change: Change;
  #appliedAt: number | undefined;
  #unreached = "";
  #faults = 0;

  constructor(change: Change) {
    this.#change = change;
  }

  /** One new connection. Gives the phase that it saw last; undefined where there was none to be had. */
  async visit(): Promise<string | undefined> {
    const { session } = this.#change;
    let connection: Connection;
    try {
      connection = await session.connectAnew(connectSeconds);
    } catch (error) {
      this.#unreached = messageOf(error);
      return undefined;
    }
    try {
      return await this.#follow(connection);
    } catch (error) {
      if (error instanceof HostError) throw error;
      this.#unreached = messageOf(error);
      return undefined;
    } finally {
      session.takeOver(connection);
    }
  }

  lost(): ChangeFailed {
    const { host, what } = this.#change;
    return new ChangeFailed(
      host,
      `${this.#unreached || "does not come to the end of it"}, since the change of ${what}; ` +
        `the host returns to its old network by itself within two minutes of the change, ` +
        `or at the latest when it is rebooted`,
    );
  }

  async #follow(connection: Connection): Promise<string> {
    for (;;) {
      const state = await this.#ask(connection, { op: "look", folder: this.#change.folder });
      const phase = String(state.phase);
      if (phase === "committed" || phase === "restored") return this.#end(connection, state);
      if (phase === "gone") throw this.#rebooted();
      if (phase === "applied") {
        this.#appliedAt ??= performance.now();
        // an older connection proves nothing: leave, and come anew
        if (state.fresh !== true) return phase;
        if (!(await this.#judge(connection, state))) return phase;
      } else if (phase === "changing") {
        this.#change.status(`changing the network of ${this.#change.host}`);
      }
      await sleep(150);
    }
  }

  /** Gives the verdict; false where it is too early for one. */
  async #judge(connection: Connection, state: Answer): Promise<boolean> {
    const { folder, status, witness } = this.#change;
    const problems = Array.isArray(state.problems) ? state.problems.map(String) : [];
    if (problems.length === 0 && witness) problems.push(...(await witness.problems()));
    if (problems.length === 0) {
      status("a new connection works: keeping the change");
      await this.#ask(connection, { op: "settle", folder, verdict: "commit" });
      return true;
    }
    if (performance.now() - (this.#appliedAt ?? 0) < settleMs) return false;
    status("undoing the change");
    const reason = problems.join("; ");
    await this.#ask(connection, { op: "settle", folder, verdict: "abort", reason });
    return true;
  }

  async #end(connection: Connection, state: Answer): Promise<string> {
    const { host, what, folder } = this.#change;
    await this.#ask(connection, { op: "settle", folder, verdict: "forget" });
    if (state.phase === "committed") return "committed";
    const why = this.#unreached === "" ? "" : ` (the controller saw: ${this.#unreached})`;
    throw new ChangeFailed(
      host,
      `returned to its old network, as the change of ${what} did not hold: ${String(state.reason)}${why}`,
    );
  }

  #rebooted(): ChangeFailed {
    const { host, what } = this.#change;
    return new ChangeFailed(
      host,
      `was restarted in the middle of the change of ${what}; run again`,
    );
  }

  async #ask(connection: Connection, request: Request): Promise<Answer> {
    const [answer = {}] = await connection.exchange([request]);
    const { host, what } = this.#change;
    if (typeof answer.error !== "string") return answer;
    // a look may come just when a device is not there: the next visit sees more
    if (request.op === "look" && this.#faults++ < 3) throw new Error(answer.error);
    throw new ChangeFailed(
      host,
      `does not come to the end of the change of ${what}: ${answer.error}`,
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
