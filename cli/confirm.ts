import { createInterface } from "node:readline/promises";

import { CommandFailed } from "./failure.ts";

/** Asks before something is lost. Throws a CommandFailed unless the answer is what is expected. */
export async function confirm(question: string, expected: string): Promise<void> {
  if (!process.stdin.isTTY) {
    const message = `${question}\nWithout a terminal to ask, say --yes; nothing is changed`;
    throw new CommandFailed("usage", message);
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C or the end of input is a no
  const closed = new Promise<string>((resolve) => {
    lines.once("close", () => {
      resolve("");
    });
  });
  const asked = lines.question(`${question}\nWrite ${expected} to go on: `);
  const answer = await Promise.race([asked, closed]);
  lines.close();
  if (answer.trim() !== expected) throw new CommandFailed("refused", "nothing is changed");
}
