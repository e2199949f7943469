import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { labJsonSchema, labReference } from "../lab/reference.ts";

/** Writes the generated part of the documentation. */
const docs = join(__dirname, "../docs");
writeFileSync(join(docs, "lab-file.md"), labReference());
writeFileSync(join(docs, "lab-file.schema.json"), labJsonSchema());
