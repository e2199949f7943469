import assert from "node:assert/strict";

import { labJsonSchema } from "../../../lab/reference.ts";
import type { Path } from "../../../lab/reading/problem.ts";
import { standInsAt } from "../../../lab/reading/standIn.ts";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Every place that a lab file may have, with `x` for names. */
function places(schema: Schema, path: Path = []): Path[] {
  const { properties = {}, additionalProperties: named, items, anyOf = [], oneOf = [] } = schema;
  const inner = [
    ...Object.entries(properties).map(([key, one]) => [key, one] as const),
    ...(typeof named === "object" ? ([["x", named]] as const) : []),
    ...(items ? ([[0, items]] as const) : []),
  ];
  return [
    ...inner.flatMap(([key, one]) => [[...path, key], ...places(one, [...path, key])]),
    ...[...anyOf, ...oneOf].flatMap((one) => places(one, path)),
  ];
}

describe("stand-ins for what is wrong in a lab file", () => {
  it("are there for every place, so that a mistake hides nothing else of its entry or of the lab", () => {
    const all = places(JSON.parse(labJsonSchema()) as Schema);
    const isEntry = ([section, , ...deeper]: Path): boolean =>
      (section === "servers" || section === "clusters") && deeper.length === 0;
    const without = all.filter((path) => standInsAt(path) === undefined && !isEntry(path));
    assert.ok(all.length > 150, String(all.length));
    assert.deepEqual([...new Set(without.map((path) => path.join(".")))], []);
  });
});
