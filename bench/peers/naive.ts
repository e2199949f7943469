import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { accessFiles } from "../../box/access.ts";
import { run } from "../../box/command.ts";
import type { MakeTool, Phase } from "./tool.ts";
import { workOf } from "./work.ts";

/** A Pulumi program as people write it: scripts over SSH, and a libvirt provider for each server. */
export const naive: MakeTool = (lab, size) => {
  const folder = join(lab.folder, "naive");
  const pulumi = join(lab.folder, ".tools/bin/pulumi");
  const env = { PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "" };
  mkdirSync(folder);
  return {
    name: "naive Pulumi",
    versions: "Pulumi and plugins as ocplab's, TypeScript by the SDK's ts-node",
    folder,
    env: { ...env, SSH_AUTH_SOCK: accessFiles(lab.place).agentSocket },
    ofMemory: 1,
    prepare: async () => {
      cpSync(join(__dirname, "pulumi"), folder, { recursive: true });
      for (const name of [".box", ".tools", "node_modules", "sdks"]) {
        symlinkSync(join(lab.folder, name), join(folder, name));
      }
      const all = { cwd: folder, env: { ...process.env, ...env } };
      await run([pulumi, "stack", "init", "bench"], all);
    },
    want: (change) => {
      writeFileSync(join(folder, "work.json"), JSON.stringify(workOf(size, change)));
    },
    commands: (phase) => {
      const target = (server: number): string => `--target=**::server${server}-*`;
      const up = ["up", "--yes", "--skip-preview"];
      const down = ["destroy", "--yes", "--skip-preview"];
      const preview = ["preview", "--refresh"];
      const commands: Readonly<Record<Phase, readonly string[][]>> = {
        cold: [up],
        noChange: [[...up, "--refresh"]],
        preview: [preview],
        previewCluster: [[...preview, target(1)]],
        previewMemory: [preview],
        addMachine: [[...up, "--refresh"]],
        rebuild: [[...down, `--target=**::server${size.servers}-pool`, "--target-dependents"], up],
        destroy: [down],
      };
      const flags = ["--stack=bench", "--non-interactive", "--color=never", "--parallel=20"];
      return commands[phase].map((args) => [pulumi, ...args, ...flags]);
    },
    changes: (said) => {
      if (!/^Resources:$/m.test(said)) throw new Error(`says nothing of changes:\n${said}`);
      const counts = [...said.matchAll(/^ +[+~-]{1,2} ?(\d+) /gm)];
      return counts.reduce((sum, [, count]) => sum + Number(count), 0);
    },
  };
};
