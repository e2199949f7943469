import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Messages that are not ours, and that the guide has an answer to. */
const ofOthers = ["unable to authenticate", "Storage pool not found"];

const folders = ["cli", "components", "lab", "provider", "stacks"];

/** The texts of programs, each with strings that are put together from several as one. */
function sources(): string[] {
  const names = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  return names
    .filter((name) => /\.(ts|py)$|ocplab-install$/.test(name))
    .map((name) => readFileSync(name, "utf8").replace(/["`]\s*\+?\s*\n\s*["`]/g, ""));
}

function quoted(): string[] {
  const text = readFileSync("docs/troubleshooting.md", "utf8");
  return [...text.matchAll(/^### (.*)$/gm)].map(([, title = ""]) => title);
}

/** Whether the parts between gaps come in this order, close to each other. */
function holds(source: string, message: string): boolean {
  const parts = message.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(parts.join("[^\\n]{0,120}?")).test(source);
}

describe("docs/troubleshooting.md", () => {
  it("quotes no message but those that a program says", () => {
    const all = sources();
    const titles = quoted();
    assert.ok(titles.length > 25);
    const unknown = titles.filter((title) => {
      const message = /^`(.+)`$/.exec(title)?.[1] ?? "";
      if (ofOthers.includes(message)) return false;
      return message.length < 12 || !all.some((source) => holds(source, message));
    });
    assert.deepEqual(unknown, []);
  });

  it("would notice a message that no program says", () => {
    const all = sources();
    const said = (message: string): boolean => all.some((source) => holds(source, message));
    assert.ok(said("is a port of … already; take it out there"));
    assert.ok(!said("is a port of … already; leave it there"));
  });
});
