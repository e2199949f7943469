import { readFileSync } from "node:fs";

import type { TraceEvent } from "../../provider/host/trace.ts";

/** What labhost wrote to the file that LABHOST_TRACE named. */
export function traceOf(file: string): TraceEvent[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as TraceEvent);
}
