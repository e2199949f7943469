import type { Bag, Values } from "./values.ts";

/** The resource that a call is about. */
export interface Subject {
  /** Type token, such as `labhost:index:File`. */
  readonly type: string;
  readonly urn: string;
  /** Empty until the resource is created. */
  readonly id: string;
}

/** One reason why inputs are refused. */
export interface CheckFailure {
  /** Empty where the fault is of no single property. */
  readonly property: string;
  readonly reason: string;
}

export type PropertyChange = "add" | "delete" | "update";

/** How new inputs differ from the old ones, by top-level property; empty is no change. */
export interface Difference {
  readonly changes: ReadonlyMap<string, PropertyChange>;
  /** Those of the changed properties that need a new object in place of the old one. */
  readonly replaces: readonly string[];
}

export interface State {
  readonly id: string;
  readonly outputs: Values;
}

/** What a read found: the state, and inputs that would lead to just that state. */
export interface ReadState extends State {
  readonly inputs: Values;
}

/**
 * A resource plugin in plain values. `serve` speaks the engine's protocol, wraps what is secret again
 * and answers for creates and updates during a preview. An Error thrown is shown to the user by its
 * message alone.
 */
export interface Plugin {
  readonly version: string;
  /** @param settings the provider's own inputs, secrets in clear. */
  configure(settings: Values): void;
  check(
    subject: Subject,
    olds: Bag,
    news: Bag,
  ): { inputs: Values; failures: readonly CheckFailure[] };
  diff(subject: Subject, oldInputs: Bag, newInputs: Bag): Difference;
  create(subject: Subject, inputs: Values): Promise<State>;
  /** Undefined where the object is gone. */
  read(subject: Subject, inputs: Values, outputs: Values): Promise<ReadState | undefined>;
  update(subject: Subject, olds: Values, oldInputs: Values, news: Values): Promise<Values>;
  delete(subject: Subject, inputs: Values, outputs: Values): Promise<void>;
  /** A function of the plugin, which is no resource. */
  invoke?(token: string, args: Values): Promise<Values>;
  /** Gives up what is under way; called before the process ends. */
  cancel(): Promise<void>;
  /** Outputs that a preview of a create or update cannot know; none without it. */
  unknownOutputs?(subject: Subject): readonly string[];
  /** Outputs that are secret because of secret inputs; without it those of the same names. */
  secretOutputs?(subject: Subject, secretInputs: ReadonlySet<string>): readonly string[];
}

/** Where a plugin tells the user something that is no error. */
export interface Log {
  warn(urn: string, message: string): void;
  /** Shown live beside the resource and gone with the next. */
  status(urn: string, message: string): void;
}
