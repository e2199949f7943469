import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const logs = ".state/logs";

/** This many of the last runs keep their logs, and so does whatever is younger than a week. */
const kept = 20;
const weekMs = 7 * 24 * 3_600_000;

/** Where one run keeps a log for each stack. Two runs at once have folders of their own. */
export class RunFolder {
  readonly path: string;

  /** @param verb of the command, for the folder's name. */
  constructor(verb: string, now = new Date()) {
    const time = now.toISOString().slice(0, 19).replaceAll(":", "-");
    this.path = join(logs, `${time}-${verb}-${String(process.pid)}`);
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    removeOld(now);
  }

  /** The path of a stack's log. */
  logOf(stack: string): string {
    return join(this.path, `${stack}.log`);
  }
}

function removeOld(now: Date): void {
  const runs = readdirSync(logs)
    .filter((name) => /^\d{4}-\d\d-\d\dT/.test(name))
    .sort();
  for (const run of runs.slice(0, -kept)) {
    const path = join(logs, run);
    if (now.getTime() - statSync(path).mtimeMs > weekMs) rmSync(path, { recursive: true });
  }
}
