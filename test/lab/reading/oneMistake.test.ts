import assert from "node:assert/strict";

import fc from "fast-check";
import { stringify } from "yaml";

import { labData } from "../arbitraryLab.ts";
import { problemsOf } from "./badFile.ts";

type Path = readonly string[];

const runs = { numRuns: 25 };

describe("one wrong thing in a sound lab", () => {
  it("is told, and nothing that only follows from it: a value of another kind", () => {
    fc.assert(
      fc.property(labData, fc.nat(), (sound, number) => {
        const data = structuredClone(sound);
        const path = pick(leaves(data), number);
        put(data, path, { wrong: "kind" });
        assertOnly(problemsOf(stringify(data)), [path]);
      }),
      runs,
    );
  });

  it("is told, and nothing that only follows from it: a key without its value", () => {
    fc.assert(
      fc.property(labData, fc.nat(), (sound, number) => {
        const data = structuredClone(sound);
        const path = pick(leaves(data), number);
        put(data, path, null);
        assertOnly(problemsOf(stringify(data)), [path]);
      }),
      runs,
    );
  });

  it("is told, and nothing that only follows from it: a misspelled key", () => {
    fc.assert(
      fc.property(labData, fc.nat(), (sound, number) => {
        const data = structuredClone(sound);
        const path = pick(keys(data), number);
        const parent = at(data, path.slice(0, -1));
        const key = path.at(-1) ?? "";
        Reflect.set(parent, `${key}x`, Reflect.get(parent, key));
        Reflect.deleteProperty(parent, key);
        assertOnly(problemsOf(stringify(data)), [[...path.slice(0, -1), `${key}x`]]);
      }),
      runs,
    );
  });

  it("is told together with another one in another place, each once", () => {
    fc.assert(
      fc.property(labData, fc.nat(), fc.nat(), (sound, one, other) => {
        const data = structuredClone(sound);
        const first = pick(leaves(data), one);
        const second = pick(
          leaves(data).filter((path) => path[1] !== first[1]),
          other,
        );
        put(data, first, { wrong: "kind" });
        put(data, second, { wrong: "kind" });
        assertOnly(problemsOf(stringify(data)), [first, second]);
      }),
      runs,
    );
  });
});

/** One line for each place, and no other. */
function assertOnly(problems: readonly string[], paths: readonly Path[]): void {
  const places = problems.map((line) => line.split(": ")[1]);
  const text = (path: Path): string =>
    path.join(".").replaceAll(/\.(\d+)(?=\.|$)/g, (_, index: string) => `[${index}]`);
  assert.deepEqual(places.sort(), paths.map(text).sort(), problems.join("\n"));
}

/** Paths of all single values. */
function leaves(value: object, path: Path = []): Path[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === "object" && inner !== null ? leaves(inner, [...path, key]) : [[...path, key]],
  );
}

/** Paths of all keys of the schema: not of names, nor of indexes of lists. */
function keys(value: object, path: Path = []): Path[] {
  if (Array.isArray(value)) return [];
  const areNames = /^(servers|clusters|clusters\.\w+\.nodes)$/.test(path.join("."));
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    ...(areNames ? [] : [[...path, key]]),
    ...(typeof inner === "object" && inner !== null ? keys(inner, [...path, key]) : []),
  ]);
}

function at(data: object, path: Path): object {
  return path.reduce((value: object, key) => Reflect.get(value, key) as object, data);
}

function put(data: object, path: Path, value: unknown): void {
  Reflect.set(at(data, path.slice(0, -1)), path.at(-1) ?? "", value);
}

function pick(paths: readonly Path[], number: number): Path {
  const path = paths[number % paths.length];
  assert.ok(path);
  return path;
}
