import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { labJsonSchema, labReference } from "../../lab/reference.ts";

const docs = join(__dirname, "../../docs");

describe("the reference of the lab file", () => {
  it("is what the schema says now (else: npm run docs)", () => {
    assert.equal(readFileSync(join(docs, "lab-file.md"), "utf8"), labReference());
    assert.equal(readFileSync(join(docs, "lab-file.schema.json"), "utf8"), labJsonSchema());
  });

  it("has a section for each type of cluster, and says what is required", () => {
    const text = labReference();
    assert.match(text, /^## `clusters\.NAME, type ipi`$/m);
    assert.match(text, /^## `clusters\.NAME, type sno`$/m);
    // what every type has is said once
    assert.equal(text.match(/^\| `install\.topic` /gm)?.length, 1);
    assert.match(text, /^## `clusters\.NAME, every type`$/m);
    assert.match(
      text,
      /^\| `ipi` \| .* \| api, ingress, bootstrap, provisionhost, master-0, .*, workers \|/m,
    );
    assert.match(text, /^\| `subnet` \| string \| .* \*\*Required\.\*\* \|$/m);
  });
});
