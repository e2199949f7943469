import type { WriteStream } from "node:tty";

import type { Progress } from "./progress.ts";

/** Shows how far the stacks of a run are. */
export interface Display {
  /** A stack begins; its progress goes on changing. */
  begin(stack: string, progress: Progress): void;
  end(stack: string): void;
  /** Prints something that stays. */
  print(text: string, stream?: "stdout" | "stderr"): void;
  close(): void;
}

interface Shown {
  readonly progress: Progress;
  readonly since: number;
  /** When something was last said of it. */
  told: number;
}

/** One live line for each stack on a terminal; elsewhere a word now and then. */
export function displayOn(stream: WriteStream): Display {
  return stream.isTTY ? new LiveDisplay(stream) : new QuietDisplay();
}

/** `0:07`, `12:30`, `1:02:03`. */
export function span(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map(String);
  const [hours = "", minutes = "", rest = ""] = parts;
  if (hours === "0") return `${minutes}:${rest.padStart(2, "0")}`;
  return `${hours}:${minutes.padStart(2, "0")}:${rest.padStart(2, "0")}`;
}

/** The line of a stack, cut to a width: how long, how many steps are done, which one now, what was said last. */
export function liveLine(
  stack: string,
  progress: Progress,
  seconds: number,
  width: number,
  nameWidth: number,
): string {
  const { step, ended, lastMessage } = progress;
  const done = ended > 0 ? `${String(ended)} done` : "";
  const columns = [stack.padEnd(nameWidth), span(seconds).padStart(7), done.padStart(9), step];
  const line = [...columns, lastMessage].filter((part) => part !== "").join("  ");
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

class LiveDisplay implements Display {
  readonly #stream: WriteStream;
  readonly #shown = new Map<string, Shown>();
  readonly #timer: NodeJS.Timeout;
  #lines = 0;

  constructor(stream: WriteStream) {
    this.#stream = stream;
    this.#timer = setInterval(() => {
      this.#draw();
    }, 500);
  }

  begin(stack: string, progress: Progress): void {
    const now = performance.now();
    this.#shown.set(stack, { progress, since: now, told: now });
    this.#draw();
  }

  end(stack: string): void {
    this.#shown.delete(stack);
    this.#draw();
  }

  print(text: string, stream: "stdout" | "stderr" = "stderr"): void {
    this.#clear();
    process[stream].write(`${text}\n`);
    this.#draw();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #draw(): void {
    this.#clear();
    // a terminal that does not know its size says 0
    const columns = this.#stream.columns || 80;
    const rows = this.#stream.rows || 24;
    const all = [...this.#shown];
    const nameWidth = Math.max(0, ...all.map(([stack]) => stack.length));
    const now = performance.now();
    const lines = all
      .slice(0, rows - 2)
      .map(([stack, { progress, since }]) =>
        liveLine(stack, progress, (now - since) / 1000, columns - 1, nameWidth),
      );
    if (lines.length < all.length) lines.push(`and ${String(all.length - lines.length)} more`);
    this.#stream.write(lines.map((line) => `${line}\n`).join(""));
    this.#lines = lines.length;
  }

  #clear(): void {
    // up to the first of our lines, and away with all below
    if (this.#lines > 0) this.#stream.write(`\x1b[${String(this.#lines)}A\x1b[0J`);
    this.#lines = 0;
  }
}

/** The first word after half a minute, then ever more rarely, down to one in five minutes. */
class QuietDisplay implements Display {
  readonly #shown = new Map<string, Shown>();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => {
      this.#beat(performance.now());
    }, 1000);
  }

  begin(stack: string, progress: Progress): void {
    const now = performance.now();
    this.#shown.set(stack, { progress, since: now, told: now });
  }

  end(stack: string): void {
    this.#shown.delete(stack);
  }

  print(text: string, stream: "stdout" | "stderr" = "stderr"): void {
    process[stream].write(`${text}\n`);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #beat(now: number): void {
    for (const [stack, shown] of this.#shown) {
      const seconds = (now - shown.since) / 1000;
      if (!isDue(seconds, (now - shown.told) / 1000)) continue;
      shown.told = now;
      const { step, lastMessage } = shown.progress;
      const said = [span(seconds), step, lastMessage].filter((part) => part !== "").join(", ");
      this.print(`${stack}: ${said}`);
    }
  }
}

/** Whether it is time for another word after so many seconds in all, and so many in silence. */
export function isDue(seconds: number, silent: number): boolean {
  return silent >= Math.min(300, Math.max(30, seconds / 20));
}
