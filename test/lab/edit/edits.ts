import { EditRefused } from "../../../lab/edit/edit.ts";
import { changedLab } from "../sampleLab.ts";

/** The sample with rooms: server1 has 112 GiB left after ocp1, server2 32 GiB after sno1. */
export const roomyLab = changedLab(
  "  server1: { address: 192.0.2.11, nic: eno1 }\n",
  `  server1: { address: 192.0.2.11, nic: eno1, memory: 272GiB, vcpus: 96, disk: 2TiB }
  old: { address: 192.0.2.13, nic: eno1, memory: 1TiB, vcpus: 256, disk: 9TiB, retired: true }
`,
).replace(
  "  server2:\n    address: 192.0.2.12\n    nic: eno1\n",
  "  server2: { address: 192.0.2.12, nic: eno1, memory: 64GiB, vcpus: 16, disk: 1TiB }\n",
);

/** What an edit was refused for: the introduction, if there is one, and `key: message` for each finding. */
export function refusalOf(edit: () => unknown): {
  readonly usage: boolean;
  readonly text: string[];
} {
  try {
    edit();
  } catch (error) {
    if (!(error instanceof EditRefused)) throw error;
    const { usage, message: intro, findings } = error;
    const lines = findings.map(({ path, message }) => `${path.slice(2).join(".")}: ${message}`);
    return { usage, text: [...(intro === "" ? [] : [intro]), ...lines] };
  }
  throw new Error("was not refused");
}

/** The lines of a text that another one does not have, when these were added in one place. */
export function addedLines(before: string, after: string): string {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  start = before.lastIndexOf("\n", start - 1) + 1;
  return after.slice(start, start + after.length - before.length);
}
