import { randomBytes } from "node:crypto";

import type {
  CheckFailure,
  Difference,
  Log,
  Plugin,
  ReadState,
  State,
  Subject,
} from "../server/plugin.ts";
import type { Bag, Values } from "../server/values.ts";
import { commandChanges } from "./commandChanges.ts";
import { checkCommand } from "./commandInputs.ts";
import { runCommand } from "./runCommand.ts";

const remoteCommand = "command:remote:Command";

/**
 * Stands in for the official `command` plugin where that cannot be had: `command:remote:Command` with
 * the behaviour of 1.2.1, over the OpenSSH client. It is stricter in one thing: without a pinned host
 * key it talks to nobody.
 */
export class CommandPlugin implements Plugin {
  readonly version = "1.2.1";
  readonly #log: Log;
  readonly #cancelled = new AbortController();

  constructor(log: Log) {
    this.#log = log;
  }

  configure(): void {
    // the official plugin has no settings either
  }

  check(
    subject: Subject,
    _olds: Bag,
    news: Bag,
  ): { inputs: Values; failures: readonly CheckFailure[] } {
    if (subject.type === remoteCommand) return checkCommand(news);
    const reason = `${subject.type} is not offered by this plugin, which stands in for the official one; ${remoteCommand} is`;
    return { inputs: news.values, failures: [{ property: "", reason }] };
  }

  diff(_subject: Subject, oldInputs: Bag, newInputs: Bag): Difference {
    // the SDK asks the engine to replace on `triggers[*]`; so does nothing here
    return { changes: commandChanges(oldInputs, newInputs), replaces: [] };
  }

  async create(subject: Subject, inputs: Values): Promise<State> {
    const outputs = await this.#run(subject, inputs.create, inputs, {});
    // urn:pulumi:STACK::PROJECT::TYPE::NAME
    const name = subject.urn.split("::").at(-1) ?? "";
    return { id: `${name}${randomBytes(4).toString("hex")}`, outputs };
  }

  /** There is nothing to read: what a command did is known to nobody but the command. */
  read(subject: Subject, inputs: Values, outputs: Values): Promise<ReadState> {
    return Promise.resolve({ id: subject.id, inputs, outputs });
  }

  update(subject: Subject, olds: Values, _oldInputs: Values, news: Values): Promise<Values> {
    return this.#run(subject, news.update ?? news.create, news, olds);
  }

  async delete(subject: Subject, _inputs: Values, outputs: Values): Promise<void> {
    await this.#run(subject, outputs.delete, outputs, outputs);
  }

  cancel(): Promise<void> {
    this.#cancelled.abort();
    return Promise.resolve();
  }

  unknownOutputs(): readonly string[] {
    return ["stdout", "stderr"];
  }

  /** Runs `command` with the inputs beside it; `previous` has what the last run printed. */
  async #run(
    subject: Subject,
    command: unknown,
    inputs: Values,
    previous: Values,
  ): Promise<Values> {
    const { stdout, stderr } = previous;
    if (typeof command !== "string")
      return { ...inputs, stdout: stdout ?? "", stderr: stderr ?? "" };
    const log = (line: string): void => {
      this.#log.status(subject.urn, line);
    };
    const { signal } = this.#cancelled;
    try {
      return { ...inputs, ...(await runCommand({ command, inputs, previous, log }, signal)) };
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new Error("cancelled: the connection is closed, the command may go on on the host", {
        cause: error,
      });
    }
  }
}
