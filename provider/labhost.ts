import type { Hosts } from "./host/hosts.ts";
import type { Answer, Json, Owner } from "./host/message.ts";
import { HostUnreachable } from "./host/session.ts";
import type { HostDirectory } from "./host/target.ts";
import { difference } from "./resources/difference.ts";
import { checkInputs } from "./resources/inputs.ts";
import { textOf } from "./resources/kind.ts";
import type { Kind, Place, Wanted } from "./resources/kind.ts";
import { makingOf } from "./making.ts";
import { notCompared } from "./notCompared.ts";
import { kindOf } from "./resources/kinds.ts";
import type { Difference, Log, Plugin, ReadState, State, Subject } from "./server/plugin.ts";
import type { Bag, Values } from "./server/values.ts";

/** Makes the hosts of a run. */
export type OpenHosts = () => Hosts;

/** The labhost provider: objects on the lab's hosts, read and written over SSH. */
export class Labhost implements Plugin {
  readonly version = "0.1.0";
  readonly #log: Log;
  readonly #openHosts: OpenHosts;
  readonly #warned = new Set<string>();
  #hosts: Hosts | undefined;

  constructor(log: Log, openHosts: OpenHosts) {
    this.#log = log;
    this.#openHosts = openHosts;
  }

  configure(): void {
    this.#hosts = this.#openHosts();
  }

  check({ type }: Subject, _olds: Bag, news: Bag): ReturnType<Plugin["check"]> {
    return checkInputs(kindOf(type), news);
  }

  diff(subject: Subject, oldInputs: Bag, newInputs: Bag): Difference {
    const kind = kindOf(subject.type);
    const found = difference(kind, oldInputs, newInputs);
    if (found.changes.size > 0) {
      const said = kind.consequences?.(oldInputs.values, newInputs.values) ?? [];
      this.#warnOnce(subject, said);
    }
    return found;
  }

  async create(subject: Subject, inputs: Values): Promise<State> {
    const kind = kindOf(subject.type);
    const key = kind.key(inputs, ownerOf(subject));
    return {
      id: `${textOf(inputs, "host")}:${key}`,
      outputs: await this.#ensure(kind, subject, { key, want: inputs, creating: true }),
    };
  }

  async update(subject: Subject, _olds: Values, _oldInputs: Values, news: Values): Promise<Values> {
    return this.#ensure(kindOf(subject.type), subject, { key: keyOf(subject), want: news });
  }

  /** Never fails: with refresh before each run, one failure would stop everything. */
  async read(subject: Subject, inputs: Values, outputs: Values): Promise<ReadState | undefined> {
    const kind = kindOf(subject.type);
    if (kind.passing) return { id: subject.id, inputs, outputs };
    try {
      const answer = await this.#read(kind, subject);
      if (answer.found === null || answer.found === undefined) {
        this.#warn(subject, hostOf(subject), kind.lost?.(inputs) ?? []);
        return undefined;
      }
      const found = answer.found as Json;
      const mirrored = kind.mirror(found, inputs);
      if (mirrored === undefined) return undefined;
      this.#warn(subject, hostOf(subject), kind.warnings?.(found, inputs, outputs) ?? []);
      return {
        id: subject.id,
        inputs: mirrored,
        outputs: { ...mirrored, adopted: answer.adopted, ...kind.facts?.(found) },
      };
    } catch (error) {
      this.#warnNotCompared(subject, error);
      return { id: subject.id, inputs, outputs };
    }
  }

  async delete(subject: Subject, inputs: Values): Promise<void> {
    const kind = kindOf(subject.type);
    if (kind.passing) return;
    const place = await this.#place(subject, "delete");
    const wanted = { key: keyOf(subject), want: inputs, owner: ownerOf(subject) };
    const answer = await (kind.remove?.(place, wanted) ??
      place.session.write({ op: "remove", kind: kind.name, ...wanted }));
    this.#warnOf(answer, subject, place);
  }

  async invoke(token: string, args: Values): Promise<Values> {
    return makingOf(token, args, this.#opened());
  }

  async cancel(): Promise<void> {
    await this.#hosts?.close();
  }

  async #ensure(kind: Kind, subject: Subject, what: Omit<Wanted, "owner">): Promise<Values> {
    const about = { ...subject, id: `${textOf(what.want, "host")}:${what.key}` };
    const place = await this.#place(about, "change");
    const wanted: Wanted = { ...what, owner: ownerOf(subject) };
    const { key, want, owner } = wanted;
    const answer = await (kind.ensure?.(place, wanted) ??
      place.session.write({ op: "ensure", kind: kind.name, key, want, owner }));
    this.#warnOf(answer, subject, place);
    return { ...want, adopted: answer.adopted, ...kind.facts?.((answer.found ?? {}) as Json) };
  }

  async #read(kind: Kind, subject: Subject): Promise<Answer> {
    const { session } = await this.#opened().session(hostOf(subject));
    return session.read(kind.name, keyOf(subject), ownerOf(subject));
  }

  async #place(subject: Subject, verb: "change" | "delete"): Promise<Place> {
    const hosts = this.#opened();
    const name = hostOf(subject);
    const { directory } = hosts;
    if ((await directory.find(name)) === undefined) {
      throw new Error(absent(name, directory, verb, subject.urn));
    }
    const { target, session } = await hosts.session(name);
    const status = (message: string): void => {
      this.#log.status(subject.urn, message);
    };
    return { target, session, hosts, directory, status };
  }

  #opened(): Hosts {
    if (this.#hosts === undefined) throw new Error("labhost was not configured");
    return this.#hosts;
  }

  #warnOf({ warnings }: Answer, subject: Subject, { target }: Place): void {
    if (Array.isArray(warnings)) this.#warn(subject, target.name, warnings);
  }

  #warn({ urn }: Subject, host: string, warnings: readonly unknown[]): void {
    for (const warning of warnings) this.#log.warn(urn, `${host}: ${String(warning)}`);
  }

  /** The engine asks more than once for the same difference. */
  #warnOnce(subject: Subject, warnings: readonly string[]): void {
    const fresh = warnings.filter((warning) => !this.#warned.has(warning));
    for (const warning of fresh) this.#warned.add(warning);
    this.#warn(subject, hostOf(subject), fresh);
  }

  /** One warning per reason: a host that is down is told once, not for each of its objects. */
  #warnNotCompared({ urn, id }: Subject, error: unknown): void {
    const reason = reasonOf(error);
    const [host = ""] = id.split(":");
    const bare = reason.startsWith(`${host}: `) ? reason.slice(host.length + 2) : reason;
    const ofHost = error instanceof HostUnreachable || bare !== reason;
    const warning = ofHost ? `${host}: ${notCompared}: ${bare}` : `${notCompared}: ${reason}`;
    if (this.#warned.has(warning)) return;
    this.#warned.add(warning);
    this.#log.warn(urn, warning);
  }
}

/** What is wrong with the lab file is the program's to tell, which comes after the reads. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "LabFileError" ? "the lab file has errors" : error.message;
}

function absent(
  name: string,
  { source }: HostDirectory,
  verb: "change" | "delete",
  urn: string,
): string {
  if (verb === "change")
    return `${name}: it is not in ${source}; add it there, or name another host`;
  return (
    `${name}: it is not in ${source} any more, so nothing can be taken off it; put it back with ` +
    `"retired: true" and run again, or, if it is gone for good: pulumi state delete '${urn}'`
  );
}

/** The engine's URN: urn:pulumi:STACK::PROJECT::TYPE::NAME. */
function ownerOf({ urn }: Subject): Owner {
  const [head = "", project = ""] = urn.split("::");
  return { project, stack: head.split(":")[2] ?? "", urn };
}

/** An id is HOST:KEY. */
function hostOf({ id }: Subject): string {
  return id.slice(0, id.indexOf(":"));
}

function keyOf({ id }: Subject): string {
  return id.slice(id.indexOf(":") + 1);
}
