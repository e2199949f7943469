/** What is read of a line of the engine's event log. */
export interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
  readonly diagnosticEvent?: { readonly message: string; readonly severity: string };
  readonly policyEvent?: PolicyEvent;
}

/** A rule of a policy pack that is not kept. */
interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  /** `mandatory` where the run is refused for it. */
  readonly enforcementLevel: string;
}

interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  /** Names of the properties that differ; null where the step compares none. */
  readonly diffs?: readonly string[] | null;
}

/** A step that changes something: `update`, `records-hosts.d`, which properties. */
export interface Change {
  readonly op: string;
  readonly resource: string;
  readonly properties: readonly string[];
}

/** How far an operation on one stack is, as its engine tells; times are in milliseconds of one clock. */
export class Progress {
  /** Steps that change something, in the order in which they were begun (in a preview: are planned). */
  readonly changes: Change[] = [];
  readonly #underWay = new Map<string, { step: string; since: number }>();
  readonly #messages = new Set<string>();
  #ended = 0;
  #counts: Readonly<Record<string, number>> = {};
  #lastStep = "starts";
  #lastMessage = "";

  take(event: EngineEvent, now: number): void {
    if (event.resourcePreEvent) this.#begin(event.resourcePreEvent.metadata, now);
    const { metadata } = event.resOutputsEvent ?? event.resOpFailedEvent ?? {};
    if (metadata) this.#end(metadata);
    this.#counts = event.summaryEvent?.resourceChanges ?? this.#counts;
    if (event.diagnosticEvent) this.#say(event.diagnosticEvent);
    if (event.policyEvent) this.#warn(event.policyEvent);
  }

  /** Forgets a run that came to nothing, before it is made in another way. */
  restart(): void {
    this.changes.length = 0;
    this.#underWay.clear();
    this.#messages.clear();
    this.#ended = 0;
    this.#counts = {};
  }

  /** What is being done: the step that has been under way longest, else the one begun last. */
  get step(): string {
    const [first] = this.#underWay.values();
    return first?.step ?? this.#lastStep;
  }

  /** How many steps that change something have come to their end. */
  get ended(): number {
    return this.#ended;
  }

  /** The first line of what was said last, be it only information; empty where nothing was. */
  get lastMessage(): string {
    return this.#lastMessage.split("\n")[0] ?? "";
  }

  /** Errors and warnings, each once. */
  get messages(): readonly string[] {
    return [...this.#messages];
  }

  /** Operation to the number of resources; empty before the end. */
  get counts(): Readonly<Record<string, number>> {
    return this.#counts;
  }

  /** Steps that have begun and not ended, oldest first, with the time of their beginning. */
  get underWay(): readonly { readonly step: string; readonly since: number }[] {
    return [...this.#underWay.values()];
  }

  #begin({ op, urn, diffs }: StepMetadata, now: number): void {
    const resource = urn.split("::").at(-1) ?? urn;
    if (op === "same") return;
    this.#lastStep = `${verbs[op] ?? op} ${resource}`;
    this.#underWay.set(`${op} ${urn}`, { step: this.#lastStep, since: now });
    if (isChange(op)) this.changes.push({ op, resource, properties: diffs ?? [] });
  }

  #end({ op, urn }: StepMetadata): void {
    if (this.#underWay.delete(`${op} ${urn}`) && isChange(op)) this.#ended += 1;
  }

  #say({ message, severity }: { message: string; severity: string }): void {
    const text = plain(message);
    if (severity === "debug" || text === "") return;
    this.#lastMessage = text;
    if (severity === "error" || severity === "warning") this.#messages.add(text);
  }

  /** The message is the rule's own description, and then what is wrong. */
  #warn({ resourceUrn = "", message, policyName, enforcementLevel }: PolicyEvent): void {
    const resource = resourceUrn.split("::").at(-1) ?? "";
    const text = plain(message).split("\n").slice(1).join(" ") || plain(message);
    const rule = `policy ${policyName} (${enforcementLevel})`;
    this.#messages.add(`${rule}: ${resource}: ${text}`);
  }
}

/** Whether an operation of the engine changes a resource. */
export function isChange(op: string): boolean {
  return !["same", "read", "refresh", "read-discard", "read-replacement"].includes(op);
}

/** What the engine's own words mean to whoever waits. */
const verbs: Readonly<Record<string, string>> = {
  refresh: "compare",
  "create-replacement": "make anew",
  "delete-replaced": "delete the old",
};

/** Engine messages carry colour directives such as `<{%fg 1%}>`. */
function plain(message: string): string {
  return message.replace(/<\{%.*?%\}>/g, "").trim();
}
