import { join } from "node:path";

import { targetOf } from "../../provider/host/labDirectory.ts";
import { askHost, type Asked } from "../probe/ask.ts";
import { atOnce } from "../probe/report.ts";
import { sideBySide } from "../sideBySide.ts";
import { answer, type Answer } from "./facts.ts";
import type { AskedHost } from "./question.ts";

const script = join(__dirname, "status.py");

/** Asks each host its question, side by side; the answers by the hosts' names. */
export async function askHosts(
  hosts: readonly AskedHost[],
): Promise<ReadonlyMap<string, Asked<Answer>>> {
  const asked = await sideBySide(hosts, atOnce, async ({ plan, question }) => {
    const target = targetOf(plan, process.cwd());
    return [plan.name, await askHost(target, { script, question, answer })] as const;
  });
  return new Map(asked);
}
