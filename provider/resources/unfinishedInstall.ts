import * as z from "zod";

/** What ocplab-install has noted of a run that has not succeeded; see provider/agent/ocplab/installs.py. */
const note = z.object({
  state: z.enum(["running", "failed", "interrupted"]),
  /** Seconds since 1970. */
  started: z.number(),
  /** How dci-pipeline ended. */
  exit: z.number().optional(),
  /** How far it came; not known of one that was cut off and that nobody has asked for since. */
  stage: z.string().optional(),
  /** Its machines boot from their disks once an installer has written them. */
  needsEmptyDisks: z.boolean().default(false),
});

/** How the install of a cluster stands, and what an up makes of it; nothing where it is installed or not begun. */
export function unfinishedInstall(cluster: string, found: unknown): string[] {
  const { data } = note.safeParse(found);
  if (!data) return [];
  const { state, started, exit, stage, needsEmptyDisks } = data;
  const install = `the install of ${cluster}`;
  if (state === "running") return [`${install} runs since ${time(started)}; an up follows it`];
  const where = stage === undefined ? "" : ` in stage ${stage}`;
  const ended =
    state === "failed"
      ? `has failed${where}${exit === undefined ? "" : ` (dci-pipeline ended with ${String(exit)})`}`
      : `was cut off${where}: it was killed, or the jumphost went down`;
  const left = "its machines are as it left them";
  if (needsEmptyDisks && stage !== "pre") {
    const next = `next: ./ocplab reinstall ${cluster}`;
    return [`${install} ${ended}; ${left}, and an up begins none on written disks; ${next}`];
  }
  return [`${install} ${ended}; ${left}, and an up begins it anew`];
}

function time(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
