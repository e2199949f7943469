import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../box/command.ts";
import { installed } from "./installed.ts";
import { sumOf, type MakeTool, type Phase } from "./tool.ts";
import { workOf } from "./work.ts";

/** Terraform with the libvirt provider that ocplab has, and commands over SSH for what that cannot make. */
export const terraform: MakeTool = (lab, size) => {
  const folder = join(lab.folder, "terraform");
  const { terraform: binary, versions } = installed();
  const rc = join(folder, "terraform.rc");
  const env = { TF_CLI_CONFIG_FILE: rc, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
  mkdirSync(folder);
  return {
    name: "Terraform",
    versions: versions.terraform,
    folder,
    env,
    ofMemory: 1,
    prepare: async () => {
      cpSync(join(__dirname, "terraform"), folder, { recursive: true });
      symlinkSync(join(lab.folder, ".box"), join(folder, ".box"));
      const plugin = "registry.terraform.io/dmacvicar/libvirt/0.8.3/linux_amd64";
      mkdirSync(join(folder, "mirror", plugin), { recursive: true });
      symlinkSync(
        join(lab.folder, ".tools/terraform-provider-libvirt"),
        join(folder, "mirror", plugin, "terraform-provider-libvirt_v0.8.3"),
      );
      const mirror = JSON.stringify(join(folder, "mirror"));
      writeFileSync(rc, `provider_installation { filesystem_mirror { path = ${mirror} } }\n`);
      writeFileSync(join(folder, "servers.tf.json"), JSON.stringify(servers(size)));
      await run([binary, "init", "-input=false"], { cwd: folder, env: { ...process.env, ...env } });
    },
    want: (change) => {
      writeFileSync(join(folder, "work.json"), JSON.stringify(workOf(size, change)));
    },
    commands: (phase) => {
      const plan = ["plan"];
      const apply = ["apply", "-auto-approve"];
      const last = `module.server${size.servers}`;
      const cluster = ["libvirt_domain.machine", "libvirt_volume.disk", "libvirt_volume.base"]
        .concat("libvirt_pool.pool", "libvirt_network.network")
        .map((address) => `-target=${last}.${address}`);
      const commands: Readonly<Record<Phase, readonly string[][]>> = {
        cold: [apply],
        noChange: [apply],
        preview: [plan],
        previewCluster: [[...plan, "-target=module.server1"]],
        previewMemory: [plan],
        addMachine: [apply],
        rebuild: [["destroy", "-auto-approve", ...cluster], apply],
        destroy: [["destroy", "-auto-approve"]],
      };
      const flags = ["-input=false", "-no-color", "-parallelism=20"];
      return commands[phase].map(([verb = "", ...more]) => [binary, verb, ...flags, ...more]);
    },
    changes: (said) =>
      said.includes("No changes.") ? 0 : sumOf(said, /(\d+)(?: to)? (?:add|change)(?:ed)?\b/g),
  };
};

/** A provider and a module for each server: neither can be looped over hosts. */
function servers({ servers: count }: { readonly servers: number }): unknown {
  const names = Array.from({ length: count }, (_, index) => `server${index + 1}`);
  const access = "keyfile=.box/id_ed25519&sshauth=privkey&knownhosts=.box/known_hosts";
  return {
    terraform: { required_providers: { libvirt: { source: "dmacvicar/libvirt" } } },
    provider: {
      libvirt: names.map((alias, index) => ({
        alias,
        uri: `qemu+ssh://root@192.0.2.${11 + index}/system?${access}`,
      })),
    },
    module: Object.fromEntries(
      names.map((name, index) => [
        name,
        {
          source: "./server",
          providers: { libvirt: `libvirt.${name}` },
          server: `\${local.work.servers[${index}]}`,
          key: "${local.key}",
        },
      ]),
    ),
  };
}
