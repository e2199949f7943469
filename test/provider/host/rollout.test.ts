import assert from "node:assert/strict";

import { ChangeFailed, Rollout } from "../../../provider/host/rollout.ts";
import { HostError } from "../../../provider/host/session.ts";

/** Changes of servers that end when they are told to, and what was begun of them. */
class Changes {
  readonly begun: string[] = [];
  readonly results = new Map<string, Promise<string>>();
  readonly #ends = new Map<string, (error?: Error) => void>();
  readonly #rollout: Rollout;

  constructor(width?: number) {
    this.#rollout = new Rollout(width);
  }

  want(...hosts: string[]): void {
    for (const host of hosts) {
      const change = (): Promise<boolean> => {
        this.begun.push(host);
        return new Promise((resolve, reject) => {
          this.#ends.set(host, (error) => {
            if (error === undefined) resolve(true);
            else reject(error);
          });
        });
      };
      const result = this.#rollout.begin(host, "br0", change);
      this.results.set(
        host,
        result.then(
          () => "held",
          (error: unknown) => (error instanceof Error ? error.message : ""),
        ),
      );
    }
  }

  async end(host: string, error?: Error): Promise<void> {
    this.#ends.get(host)?.(error);
    await this.results.get(host);
    await new Promise(setImmediate);
  }
}

describe("the order of changes of hosts' networks", () => {
  it("lets one begin alone, and a few at once when it has held", async () => {
    const changes = new Changes(2);
    changes.want("a", "b", "c", "d");
    await new Promise(setImmediate);
    assert.deepEqual(changes.begun, ["a"]);
    await changes.end("a");
    assert.deepEqual(changes.begun, ["a", "b", "c"]);
    await changes.end("b");
    assert.deepEqual(changes.begun, ["a", "b", "c", "d"]);
  });

  it("begins none after one that did not hold, says why, and lets those under way end", async () => {
    const changes = new Changes(2);
    changes.want("a", "b", "c", "d");
    await new Promise(setImmediate);
    await changes.end("a");
    await changes.end("b", new ChangeFailed("b", "returned to its old network: no answer"));
    assert.deepEqual(changes.begun, ["a", "b", "c"]);
    assert.equal(
      await changes.results.get("d"),
      "d: the change of br0 was not started, as b returned to its old network: no answer; " +
        "find out why there, then run again",
    );
    await changes.end("c");
    assert.equal(await changes.results.get("c"), "held");
  });

  it("lets another be first where one is refused before it changes anything", async () => {
    const changes = new Changes();
    changes.want("a", "b", "c");
    await new Promise(setImmediate);
    await changes.end("a", new HostError("a", "there is no NIC eno1"));
    assert.deepEqual(changes.begun, ["a", "b"]);
    await changes.end("b");
    assert.deepEqual(changes.begun, ["a", "b", "c"]);
  });
});
