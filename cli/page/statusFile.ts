import { readFileSync } from "node:fs";

import * as z from "zod";

import { CommandFailed } from "../failure.ts";

const count = z.looseObject({ planned: z.number(), right: z.number() }).nullable();
const state = { problems: z.array(z.string()), notAsked: z.array(z.string()) };

/** What the page takes of `ocplab status --json`; what could not be asked is null there. */
const status = z.looseObject({
  version: z.literal(1),
  /** When the hosts were asked. */
  asked: z.string(),
  clusters: z.array(
    z.looseObject({
      cluster: z.string(),
      ...state,
      machines: count,
      leases: count,
      names: count,
      api: z.string().nullable(),
      install: z.looseObject({ state: z.string() }).nullable(),
    }),
  ),
  servers: z.array(z.looseObject({ server: z.string(), ...state })),
  notAsked: z.array(z.string()),
});

export type Status = z.output<typeof status>;

/** Reads a file that `ocplab status --json` wrote. Throws a CommandFailed for anything else. */
export function readStatus(path: string): Status {
  const step = "write it with: ocplab status --json > status.json";
  const failed = (reason: string): CommandFailed =>
    new CommandFailed("usage", `--status ${path}: ${reason}; ${step}`);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw failed((error as Error).message);
  }
  const parsed = status.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw failed(
    `is no report of the lab's status (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""})`,
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
