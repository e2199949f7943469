import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";

import { agentText } from "../agent/bundle.ts";
import type { Limits } from "./limits.ts";
import type { Answer, Request } from "./message.ts";
import { withPin } from "./pin.ts";
import { agentArguments } from "./ssh.ts";
import { sshFailure } from "./sshFailure.ts";
import type { Target } from "./target.ts";
import type { Trace } from "./trace.ts";

/** The connection ended before the answer came: whether the host has done its work is not known. */
export class ConnectionLost extends Error {}

interface Waiting {
  readonly id: number;
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: Error) => void;
}

/** One ssh process with an agent at its other end; one message at a time. */
export class Connection {
  readonly #target: Target;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #trace: Trace;
  readonly #limits: Limits;
  readonly #ended: Promise<void>;
  #said = "";
  #rest = "";
  #bytesIn = 0;
  #lastId = 0;
  #greeted: (() => void) | undefined;
  #waiting: Waiting | undefined;
  #underWay: Promise<unknown> = Promise.resolve();
  #failure: Error | undefined;
  #silence: NodeJS.Timeout | undefined;

  private constructor(
    target: Target,
    child: ChildProcessWithoutNullStreams,
    limits: Limits,
    trace: Trace,
  ) {
    this.#target = target;
    this.#child = child;
    this.#limits = limits;
    this.#trace = trace;
    this.#ended = new Promise((resolve) => child.once("exit", resolve));
  }

  /** Connects to a host. @throws Error that tells, without the host's name, why there is no session. */
  static async open(target: Target, limits: Limits, trace: Trace): Promise<Connection> {
    const started = performance.now();
    const milliseconds = (): number => Math.round(performance.now() - started);
    try {
      const connection = await withPin(target, async (pinFile) => {
        const { connectSeconds } = limits;
        const child = spawn("ssh", agentArguments(target, { connectSeconds, pinFile }));
        const opened = new Connection(target, child, limits, trace);
        await opened.#greet();
        return opened;
      });
      trace({ event: "connect", host: target.name, milliseconds: milliseconds() });
      return connection;
    } catch (error) {
      trace({ event: "unreachable", host: target.name, milliseconds: milliseconds() });
      throw error;
    }
  }

  /** Why the connection is of no more use; undefined while it is. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** One round trip. @throws ConnectionLost where the answer does not come. */
  async exchange(requests: readonly Request[]): Promise<readonly Answer[]> {
    if (this.#failure !== undefined) throw this.#failure;
    const started = performance.now();
    const id = ++this.#lastId;
    const line = `${JSON.stringify({ id, requests })}\n`;
    this.#bytesIn = 0;
    const underWay = new Promise<readonly Answer[]>((resolve, reject) => {
      this.#waiting = { id, resolve, reject };
      this.#watch();
      this.#child.stdin.write(line);
    });
    this.#underWay = underWay.catch(() => undefined);
    const answers = await underWay;
    this.#trace({
      event: "trip",
      host: this.#target.name,
      requests: countByOp(requests),
      bytesOut: Buffer.byteLength(line),
      bytesIn: this.#bytesIn,
      milliseconds: Math.round(performance.now() - started),
    });
    return answers;
  }

  /** Ends the session; ssh is gone when this resolves. */
  async close(): Promise<void> {
    this.#fail(new ConnectionLost("the session was closed"));
    this.#child.stdin.end();
    const forced = setTimeout(() => this.#child.kill("SIGKILL"), 1_000);
    await this.#ended;
    clearTimeout(forced);
  }

  /** Ends the session when the message under way, if there is one, is answered or lost. */
  async retire(): Promise<void> {
    await this.#underWay;
    await this.close();
  }

  /** For the end of this process, when nothing can be awaited any more. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async #greet(): Promise<void> {
    const late = `gave no answer at ${this.#target.address} within ${String(this.#limits.helloMs / 1000)} s`;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#fail(new ConnectionLost(late));
        this.kill();
      }, this.#limits.helloMs);
      const settle = (act: () => void) => () => {
        clearTimeout(timer);
        act();
      };
      this.#greeted = settle(resolve);
      this.#listen(
        settle(() => {
          reject(this.#failure ?? new ConnectionLost(late));
        }),
      );
      this.#child.stdin.write(agentText());
      this.#child.stdin.write(`${JSON.stringify({ root: this.#target.root ?? "" })}\n`);
    });
  }

  #listen(onEnd: () => void): void {
    const { stdin, stdout, stderr } = this.#child;
    stdin.on("error", () => undefined); // the end of the process tells more
    stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#receive(text);
    });
    stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-8_192);
    });
    this.#child.once("error", (error) => {
      this.#fail(new ConnectionLost(`ssh cannot be run on this machine: ${error.message}`));
      onEnd();
    });
    const ended = (): void => {
      this.#fail(new ConnectionLost(sshFailure(this.#target, this.#said, this.#child.exitCode)));
      onEnd();
    };
    // a helper of ssh may hold the pipes open, so the last words are not waited for without end
    this.#child.once("close", ended).once("exit", () => setTimeout(ended, 300).unref());
  }

  #receive(text: string): void {
    this.#bytesIn += Buffer.byteLength(text);
    this.#rest += text;
    if (!text.includes("\n")) return;
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    if (this.#greeted !== undefined) {
      // a shell's start-up files may print something before the agent does
      if (line !== '{"hello": true}') return;
      this.#greeted();
      this.#greeted = undefined;
      return;
    }
    this.#watch();
    const message = parse(line);
    const waiting = this.#waiting;
    if (waiting === undefined || message.answers === undefined || message.id !== waiting.id) return;
    this.#waiting = undefined;
    clearTimeout(this.#silence);
    waiting.resolve(message.answers);
  }

  /** Starts the clock of silence anew while an answer is awaited. */
  #watch(): void {
    clearTimeout(this.#silence);
    if (this.#waiting === undefined) return;
    const seconds = String(this.#limits.silenceMs / 1000);
    this.#silence = setTimeout(() => {
      this.#fail(new ConnectionLost(`has not said a word for ${seconds} s`));
      this.kill();
    }, this.#limits.silenceMs);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    clearTimeout(this.#silence);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(this.#failure);
  }
}

/** A line of the agent; what something else on the host may have printed in between says nothing. */
function parse(line: string): { id?: number; answers?: readonly Answer[] } {
  try {
    return JSON.parse(line) as ReturnType<typeof parse>;
  } catch {
    return {};
  }
}

function countByOp(requests: readonly Request[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { op } of requests) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}
