import type { Progress } from "./progress.ts";

/** A run of Pulumi that is under way. */
interface Running {
  readonly stack: string;
  readonly pid: number;
  readonly progress: Progress;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How long an engine that is told to end at once may take to write its state. */
const endMs = 10_000;

/**
 * What Ctrl-C does. The first lets each engine end what it is at and begin nothing more; the second says what is
 * still under way; the third ends the engines at once.
 */
export class Interruption {
  readonly #running = new Set<Running>();
  readonly #say: (text: string) => void;
  #count = 0;

  /** @param say tells the user something. */
  constructor(say: (text: string) => void) {
    this.#say = say;
    for (const signal of signals) process.on(signal, this.#next);
  }

  /** Whether nothing more is to be begun. */
  get isOn(): boolean {
    return this.#count > 0;
  }

  /** Takes a run into account until the function that it gives is called. */
  watch(running: Running): () => void {
    this.#running.add(running);
    // it began between the signal and now
    if (this.isOn) send(running.pid, "SIGINT");
    return () => this.#running.delete(running);
  }

  /** Gives Ctrl-C its usual meaning back. */
  dispose(): void {
    for (const signal of signals) process.off(signal, this.#next);
  }

  readonly #next = (): void => {
    this.#count += 1;
    if (this.#count === 1) this.#ask();
    else if (this.#count === 2) this.#tell();
    else this.#end();
  };

  #ask(): void {
    const stacks = [...this.#running].map(({ stack }) => stack).join(", ") || "all stacks";
    this.#say(
      `ending: ${stacks}: the step at hand is finished, and no other is begun; again tells what that is`,
    );
    for (const { pid } of this.#running) send(pid, "SIGINT");
  }

  #tell(): void {
    const now = performance.now();
    for (const { stack, progress } of this.#running) {
      const steps = progress.underWay.map(
        ({ step, since }) => `${step} (${String(Math.round((now - since) / 1000))} s)`,
      );
      this.#say(`${stack}: still under way: ${steps.join(", ") || "the engine's own end"}`);
    }
    this.#say(
      "once more ends them at once: such a step is then half done, and the next up looks into it",
    );
  }

  #end(): void {
    for (const running of this.#running) {
      send(running.pid, "SIGINT");
      setTimeout(() => {
        if (this.#running.has(running)) this.#kill(running);
      }, endMs).unref();
    }
  }

  #kill({ stack, pid }: Running): void {
    send(-pid, "SIGKILL");
    this.#say(`${stack}: its engine was killed; before the next run: pulumi cancel -s ${stack}`);
  }
}

/** A process that has ended in between needs no signal. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it is gone
  }
}
