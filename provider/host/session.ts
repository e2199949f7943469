import { Connection, ConnectionLost } from "./connection.ts";
import type { Limits } from "./limits.ts";
import type { Answer, Owner, Request } from "./message.ts";
import { Snapshot } from "./snapshot.ts";
import type { Target } from "./target.ts";
import type { Trace } from "./trace.ts";

/** A failure at one host; the message begins with the host's name. */
export class HostError extends Error {
  readonly host: string;

  constructor(host: string, reason: string) {
    super(`${host}: ${reason}`);
    this.host = host;
  }
}

/** There is no session with the host, and there will be none in this run. */
export class HostUnreachable extends HostError {
  readonly reason: string;

  constructor(host: string, reason: string) {
    super(host, reason);
    this.reason = reason;
  }
}

export interface SessionSettings {
  readonly limits: Limits;
  readonly trace: Trace;
  /** Milliseconds in which requests gather to go as one message. */
  readonly gatherMs: number;
  /** Waits for one of the places to connect, and frees it after `connect`. */
  readonly inTurn: <T>(connect: () => Promise<T>) => Promise<T>;
}

interface Queued {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The one session with a host. Requests that come together, or while a message is under way, go as
 * the next message. A host that cannot be reached is tried once and then refused at once.
 */
export class Session {
  readonly #target: Target;
  readonly #settings: SessionSettings;
  readonly #snapshot = new Snapshot();
  #queue: Queued[] = [];
  #pumping: Promise<void> | undefined;
  #connection: Connection | undefined;
  readonly #retiring = new Set<Connection>();
  #unreachable: HostUnreachable | undefined;

  constructor(target: Target, settings: SessionSettings) {
    this.#target = target;
    this.#settings = settings;
  }

  /**
   * What is known of an object on the host. The first read fetches all objects of the stack.
   * @throws HostUnreachable, or HostError where this one object cannot be read.
   */
  async read(kind: string, key: string, owner: Owner): Promise<Answer> {
    const fetchAll = (): Promise<Answer> => this.#request({ op: "readAll", owner });
    const known = await this.#snapshot.take(kind, key, fetchAll);
    const answer = known ?? (await this.#request({ op: "read", kind, key, owner }));
    return this.#checked(answer);
  }

  /** Changes the host. @throws HostError with the agent's reason. */
  async write(request: Exclude<Request, { op: "read" | "readAll" }>): Promise<Answer> {
    this.#snapshot.drop();
    try {
      return this.#checked(await this.#request(request));
    } finally {
      this.#snapshot.drop();
    }
  }

  /** Opens a really new connection beside the session's own. The caller closes it. */
  async connectAnew(connectSeconds: number): Promise<Connection> {
    const { limits, trace, inTurn } = this.#settings;
    const brief = { ...limits, connectSeconds, helloMs: (connectSeconds + 1) * 1_000 };
    return inTurn(() => Connection.open(this.#target, brief, trace));
  }

  /**
   * Goes on over a connection that is newer than its own, if that one is still of use. A message that is
   * under way on the old one comes to its end there: it may wait for the very change that is proved.
   */
  takeOver(connection: Connection): void {
    const old = connection.failure === undefined ? this.#connection : connection;
    if (old !== connection) this.#connection = connection;
    if (old === undefined) return;
    this.#retiring.add(old);
    void old.retire().finally(() => this.#retiring.delete(old));
  }

  /** Lets the message that is under way come to its end, within a bound, and sends no other. */
  async close(graceMs: number): Promise<void> {
    this.#unreachable ??= new HostUnreachable(this.#target.name, "the run was cancelled");
    for (const { reject } of this.#queue.splice(0)) reject(this.#unreachable);
    let timer: NodeJS.Timeout | undefined;
    const bound = new Promise((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([this.#pumping, bound]);
    clearTimeout(timer);
    await Promise.all(this.#connections().map((connection) => connection.close()));
  }

  /** For the end of this process. */
  kill(): void {
    for (const connection of this.#connections()) connection.kill();
  }

  #connections(): Connection[] {
    return [...this.#retiring, ...(this.#connection === undefined ? [] : [this.#connection])];
  }

  #checked(answer: Answer): Answer {
    const { error } = answer;
    if (typeof error === "string") throw new HostError(this.#target.name, error);
    return answer;
  }

  async #request(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ request, resolve, reject });
      this.#pumping ??= this.#pump().finally(() => {
        this.#pumping = undefined;
      });
    });
  }

  async #pump(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#settings.gatherMs));
    while (this.#queue.length > 0) await this.#send(this.#queue.splice(0));
  }

  async #send(batch: readonly Queued[]): Promise<void> {
    try {
      const connection = await this.#connected();
      const answers = await connection.exchange(batch.map(({ request }) => request));
      if (answers.length < batch.length) throw new ConnectionLost("not every request was answered");
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] ?? {});
    } catch (error) {
      this.#lost(batch, error);
    }
  }

  /** A read can be asked again; of a write only the host knows how far it came. */
  #lost(batch: readonly Queued[], error: unknown): void {
    const wasConnected = this.#unreachable === undefined;
    for (const queued of batch) {
      if (!wasConnected) queued.reject(this.#unreachable ?? toError(error));
      else if (isRead(queued.request) && !this.#retried.has(queued)) {
        this.#retried.add(queued);
        this.#queue.push(queued);
      } else queued.reject(new HostError(this.#target.name, lostMessage(queued.request, error)));
    }
  }

  readonly #retried = new WeakSet<Queued>();

  async #connected(): Promise<Connection> {
    if (this.#unreachable !== undefined) throw this.#unreachable;
    if (this.#connection !== undefined && this.#connection.failure === undefined)
      return this.#connection;
    const { limits, trace, inTurn } = this.#settings;
    try {
      this.#connection = await inTurn(() => Connection.open(this.#target, limits, trace));
    } catch (error) {
      this.#unreachable ??= new HostUnreachable(this.#target.name, toError(error).message);
      throw this.#unreachable;
    }
    return this.#connection;
  }
}

function isRead({ op }: Request): boolean {
  return op === "read" || op === "readAll";
}

function lostMessage(request: Request, error: unknown): string {
  const reason = toError(error).message;
  if (!(error instanceof ConnectionLost) || isRead(request)) return reason;
  return `the connection was lost in the middle of a change (${reason}); run again: it goes on from there`;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
