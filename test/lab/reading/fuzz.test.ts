import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

import fc from "fast-check";
import { stringify } from "yaml";

import { decodeText } from "../../../lab/reading/fileText.ts";
import { LabFileError, parseLab } from "../../../lab/read.ts";
import { labData } from "../arbitraryLab.ts";

// more of it: OCPLAB_FUZZ_SECONDS=60 npx mocha test/lab/reading/fuzz.test.ts
const seconds = Number(process.env.OCPLAB_FUZZ_SECONDS ?? "3");

const examples = readdirSync("examples").filter((name) => name.endsWith(".yaml"));
const files = ["lab.yaml", ...examples.map((name) => `examples/${name}`)].map((path) =>
  readFileSync(path),
);

/** What is put into a file: bytes that mean something to YAML, to UTF-8, or to nobody. */
const scrap: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc
    .constantFrom(
      ...["\t", "\n", "\r\n", "- ", ": ", "{", "}", "[", "]", "'", '"', "&a ", "*a", "!!map "],
      ...[
        "!!binary ",
        "? ",
        "|\n",
        ">-\n",
        "---\n",
        "...\n",
        "#",
        "%YAML 1.1\n",
        "<<: ",
        "~",
        "=",
        ",",
      ],
      ...[
        "0x",
        "1e9",
        ".nan",
        "null",
        "__proto__: ",
        "constructor",
        "\0",
        "\uFEFF",
        "\u00A0",
        "\u2028",
      ],
      ...["::", "192.0.2.", "/33", "999999999999999999999", "-1", "ipi", "acm", "hub: ", "nodes: "],
    )
    .map((text) => Buffer.from(text)),
);

const edits = fc.array(fc.record({ from: fc.nat(8000), length: fc.nat(40), scrap }), {
  minLength: 1,
  maxLength: 6,
});

describe("the reader, whatever the lab file", function () {
  this.timeout(seconds * 1000 * 30 + 30_000);

  it("only ever refuses with messages: a file with some bytes changed", () => {
    const file = fc.constantFrom(...files);
    check(fc.tuple(file, edits), ([bytes, changes]) => {
      let changed = bytes;
      for (const { from, length, scrap: put } of changes) {
        const start = from % changed.length;
        changed = Buffer.concat([
          changed.subarray(0, start),
          put,
          changed.subarray(start + length),
        ]);
      }
      return changed;
    });
  });

  it("only ever refuses with messages: a file with lines moved, doubled and lost", () => {
    const order = fc.array(fc.nat(200), { minLength: 1, maxLength: 120 });
    check(fc.tuple(fc.constantFrom(...files), order), ([bytes, picks]) => {
      const lines = bytes.toString().split("\n");
      return Buffer.from(picks.map((pick) => lines[pick % lines.length]).join("\n"));
    });
  });

  it("only ever refuses with messages: fragments of YAML", () => {
    const fragment = fc.oneof(
      scrap.map((bytes) => Buffer.from(bytes).toString()),
      words,
    );
    const lines = fc.array(fc.tuple(fc.nat(4), fc.array(fragment, { maxLength: 5 })), {
      maxLength: 30,
    });
    check(lines, (parts) =>
      Buffer.from(parts.map(([indent, line]) => "  ".repeat(indent) + line.join("")).join("\n")),
    );
  });

  it("only ever refuses with messages: any structure in any place of a sound lab", () => {
    const value = fc.anything({
      withNullPrototype: false,
      maxDepth: 3,
      key: fc.oneof(words, fc.string()),
    });
    check(fc.tuple(labData, fc.array(fc.nat(20), { maxLength: 4 }), value), ([data, way, put]) => {
      const copy = structuredClone(data) as object;
      replace(copy, way, put);
      return Buffer.from(stringify(copy, { aliasDuplicateObjects: false }));
    });
  });
});

const words = fc.constantFrom(
  ...["version", "lab", "network", "subnet", "servers", "clusters", "jumphost", "install", "extra"],
  ...["id", "type", "server", "size", "workers", "vips", "sizes", "master", "memory", "address"],
);

/** Puts a value at the end of a way through the keys of nested maps. */
function replace(map: object, [first = 0, ...rest]: readonly number[], value: unknown): void {
  const keys = Object.keys(map);
  const key = keys[first % keys.length];
  if (key === undefined) return;
  const inner: unknown = Reflect.get(map, key);
  if (rest.length === 0 || typeof inner !== "object" || inner === null)
    Reflect.set(map, key, value);
  else replace(inner, rest, value);
}

function check<T>(values: fc.Arbitrary<T>, bytesOf: (value: T) => Uint8Array): void {
  fc.assert(
    fc.property(values, (value) => {
      const bytes = bytesOf(value);
      const before = process.cpuUsage();
      const message = refusal(bytes);
      const { user, system } = process.cpuUsage(before);
      for (const line of message?.split("\n") ?? []) assert.match(line, sound);
      // the clock would count what else the machine does
      assert.ok((user + system) / 1000 < 500 + bytes.length / 50, "takes too long");
    }),
    { seed: 4, numRuns: 1_000_000, interruptAfterTimeLimit: (seconds * 1000) / 4 },
  );
}

/** A message's line: no control characters, no line of a stack trace, nothing of JavaScript's own. */
const sound =
  /^lab\.yaml(:\d+:\d+)?: (?!.*(\[object|TypeError|undefined|at .*\.[cm]?[tj]s:\d))[^\p{C}\u2028\u2029]+$/u;

function refusal(bytes: Uint8Array): string | undefined {
  try {
    const text = decodeText(bytes);
    if (typeof text !== "string") throw new LabFileError("lab.yaml", [text]);
    parseLab(text);
    return undefined;
  } catch (error) {
    if (error instanceof LabFileError) return error.message;
    throw error;
  }
}
