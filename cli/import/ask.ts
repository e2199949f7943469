import { join } from "node:path";

import * as z from "zod";

import { foundHost, type HostFacts } from "../../lab/import/facts.ts";
import type { Target } from "../../provider/host/target.ts";
import { askHost } from "../probe/ask.ts";
import type { Question } from "./question.ts";

const script = join(__dirname, "import.py");
const answer = z.object({ facts: foundHost, unknown: z.record(z.string(), z.string()) });

/** What a host tells of itself, or why it does not: without any part of it a cluster could be missing. */
export async function askFound(
  target: Target,
  question: Question,
): Promise<{ readonly facts: HostFacts } | { readonly problems: readonly string[] }> {
  const asked = await askHost(target, { script, question, answer });
  if ("reason" in asked) return { problems: [`not asked: ${asked.reason}`] };
  const { facts, unknown } = asked.answer;
  const missing = Object.entries(unknown).map(
    ([fact, why]) => `its ${fact} cannot be read: ${why}`,
  );
  return missing.length > 0 ? { problems: missing } : { facts };
}
