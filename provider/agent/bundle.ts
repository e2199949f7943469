import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What a host's shell is asked to run. It reads the length of the agent's text and the text from stdin;
 * nothing in it needs quoting in any shell but the single quotes around it. The text stays in SOURCE,
 * as the agent hands it to a worker of its own.
 */
export const loader = "import sys;i=sys.stdin.buffer;SOURCE=i.read(int(i.readline()));exec(SOURCE)";

let cached: Buffer | undefined;

/** The agent as one Python text, with its length in a line before it. */
export function agentText(): Buffer {
  cached ??= build();
  return cached;
}

function build(): Buffer {
  const folder = join(__dirname, "ocplab");
  const files = readdirSync(folder).filter((name) => name.endsWith(".py"));
  const modules = files.map((name) => {
    const module = name === "__init__.py" ? "ocplab" : `ocplab.${name.slice(0, -".py".length)}`;
    return [module, readFileSync(join(folder, name), "utf8")] as const;
  });
  const boot = readFileSync(join(__dirname, "boot.py"), "utf8");
  // a JSON object of strings is a Python dict too
  const text = Buffer.from(`MODULES = ${JSON.stringify(Object.fromEntries(modules))}\n${boot}`);
  return Buffer.concat([Buffer.from(`${String(text.length)}\n`), text]);
}
