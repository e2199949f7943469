import { closeSync, openSync, readSync, rmSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

import type { EngineEvent } from "./progress.ts";

/** How often the log is looked at while its engine works. */
const pollMs = 200;

/** Follows the engine's event log, one JSON object a line, while it grows. */
export class EventLog {
  readonly #file: string;
  readonly #onEvent: (event: EngineEvent) => void;
  readonly #decoder = new StringDecoder("utf8");
  readonly #buffer = Buffer.alloc(256 * 1024);
  readonly #timer: NodeJS.Timeout;
  #descriptor: number | undefined;
  #rest = "";

  constructor(file: string, onEvent: (event: EngineEvent) => void = () => undefined) {
    this.#file = file;
    this.#onEvent = onEvent;
    this.#timer = setInterval(() => {
      this.#read();
    }, pollMs);
  }

  /** Reads what is left and removes the file. */
  close(): void {
    clearInterval(this.#timer);
    this.#read();
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    rmSync(this.#file, { force: true });
  }

  #read(): void {
    this.#descriptor ??= openIfThere(this.#file);
    if (this.#descriptor === undefined) return;
    for (;;) {
      const length = readSync(this.#descriptor, this.#buffer);
      if (length === 0) return;
      this.#take(this.#decoder.write(this.#buffer.subarray(0, length)));
    }
  }

  #take(text: string): void {
    const lines = text.split("\n");
    const [first = "", ...others] = lines;
    const all = [this.#rest + first, ...others];
    this.#rest = all.pop() ?? "";
    for (const line of all) this.#onEvent(JSON.parse(line) as EngineEvent);
  }
}

/** Undefined while Pulumi has not come to its engine; where it never does, its own log says why. */
function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, "r");
  } catch {
    return undefined;
  }
}
