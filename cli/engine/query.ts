import { execFileSync } from "node:child_process";

import { CommandFailed } from "../failure.ts";
import { needPulumi, pulumiCommand } from "./pulumi.ts";

/** A stack's state may be large. */
const maxBuffer = 1 << 30;

/**
 * What a command of Pulumi prints that runs no program. Throws a CommandFailed with the message that is made of
 * Pulumi's reason, or where there is no Pulumi.
 * @param input what it reads on standard input.
 */
export function queryPulumi(
  args: readonly string[],
  failed: (reason: string) => string,
  input?: string,
): string {
  needPulumi();
  try {
    const more = input === undefined ? {} : { input };
    return execFileSync(pulumiCommand, args, {
      encoding: "utf8",
      stdio: "pipe",
      maxBuffer,
      ...more,
    });
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    const reason = stderr.trim().replace(/^error: /, "") || "Pulumi cannot be run";
    throw new CommandFailed("refused", failed(reason));
  }
}
