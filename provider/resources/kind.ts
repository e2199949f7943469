import type { Answer, Json, Owner } from "../host/message.ts";
import type { Session } from "../host/session.ts";
import type { HostDirectory, Target } from "../host/target.ts";
import type { Hosts } from "../host/hosts.ts";
import type { CheckFailure } from "../server/plugin.ts";
import type { Values } from "../server/values.ts";
import type { Fields } from "./fields.ts";

/** One host, and all that a resource may need to change it. */
export interface Place {
  readonly target: Target;
  readonly session: Session;
  readonly hosts: Hosts;
  readonly directory: HostDirectory;
  /** Told what a long change is at. */
  readonly status: (message: string) => void;
}

/** One object on a host, as the agent is asked for it. */
export interface Wanted {
  readonly key: string;
  readonly want: Json;
  readonly owner: Owner;
  /** The state does not know it yet. */
  readonly creating?: true;
}

/** A kind of object that can be on a host. Knows nothing of the engine. */
export interface Kind {
  /** Type token, such as `labhost:index:File`. */
  readonly token: string;
  /** What the agent calls it. */
  readonly name: string;
  readonly fields: Fields;
  /** Properties that cannot change in place. */
  readonly identity: readonly string[];
  /** Rules over more than one property; each property by itself is right here. */
  readonly problems?: (inputs: Values) => readonly CheckFailure[];
  /** Properties whose change alone is no reason to do anything. */
  readonly incidental?: readonly string[];
  /** Nothing of it is on any host after it was made: a read gives back what is known. */
  readonly passing?: true;
  /** What tells the object from others of its kind on the host. */
  readonly key: (inputs: Values, owner: Owner) => string;
  /** The inputs that would lead to what was found; undefined where the object counts as gone. */
  readonly mirror: (found: Json, inputs: Values) => Values | undefined;
  /** What the user may want to know of what was found, beside the inputs. */
  readonly facts?: (found: Json) => Values;
  /**
   * What the user must know of what was found, though it is not for this object to change. `known` is what
   * was found when the state was last written.
   */
  readonly warnings?: (found: Json, inputs: Values, known: Values) => readonly string[];
  /** What the user must know where the host knows nothing of an object that was there. */
  readonly lost?: (inputs: Values) => readonly string[];
  /** What a change of the inputs leads to elsewhere, in words: shown with the change. */
  readonly consequences?: (olds: Values, news: Values) => readonly string[];
  /** How the object is made or changed, where one request does not do it. */
  readonly ensure?: (place: Place, wanted: Wanted) => Promise<Answer>;
  /** How it is taken away, likewise. */
  readonly remove?: (place: Place, wanted: Wanted) => Promise<Answer>;
}

/** A property that is a text; the check has seen to it. */
export function textOf(inputs: Values, property: string): string {
  const value = inputs[property];
  if (typeof value !== "string") throw new TypeError(`${property} is no text`);
  return value;
}
