import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { MakeTool, Phase } from "./tool.ts";
import { labFileOf } from "./work.ts";

/** This project itself. */
export const ocplab: MakeTool = (lab, size) => ({
  name: "ocplab",
  versions: "this revision, with Pulumi and the libvirt provider of toolchain/pins",
  folder: lab.folder,
  env: {},
  ofMemory: 2, // the machine, and what labhost knows of it
  prepare: () => Promise.resolve(),
  want: (change) => {
    writeFileSync(join(lab.folder, "lab.yaml"), labFileOf(size, change));
  },
  commands: (phase) => {
    const last = `c${size.servers}`;
    const commands: Readonly<Record<Phase, readonly string[][]>> = {
      cold: [["up"]],
      noChange: [["up"]],
      preview: [["preview"]],
      previewCluster: [["preview", "c1"]],
      previewMemory: [["preview"]],
      addMachine: [["up"]],
      rebuild: [
        ["destroy", last, "--yes"],
        ["up", last],
      ],
      destroy: [["destroy", "--yes"]],
    };
    return commands[phase].map((args) => [join(lab.folder, "ocplab"), ...args]);
  },
  changes: (said) => {
    const stacks = [...said.matchAll(/^\S+ +[\d.]+ s {2}(.*)$/gm)];
    if (stacks.length === 0) throw new Error(`says nothing of stacks:\n${said.slice(-2_000)}`);
    // a machine that is made anew is one change, whatever steps that takes
    const steps = said.match(/^ {2}(?!delete-replaced|create-replacement)[a-z-]+ \S+( \(.*\))?$/gm);
    if (steps) return steps.length;
    const counts = stacks.map(([, told = ""]) => told.match(/\d+/g)?.map(Number) ?? []);
    return counts.flat().reduce((sum, one) => sum + one, 0);
  },
});
