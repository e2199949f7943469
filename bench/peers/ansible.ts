import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { accessFiles } from "../../box/access.ts";
import { run } from "../../box/command.ts";
import { inside } from "../../box/host.ts";
import { hostInBox } from "../../box/lab.ts";
import { installed } from "./installed.ts";
import { sumOf, type MakeTool, type Phase } from "./tool.ts";
import { workOf } from "./work.ts";

/** Ansible with community.libvirt and nmcli, at its best settings: pipelining, forks, kept connections, free strategy. */
export const ansible: MakeTool = (lab, size) => {
  const folder = join(lab.folder, "ansible");
  const { ansible: library, lxml, versions } = installed();
  mkdirSync(folder);
  return {
    name: "Ansible",
    versions: versions.ansible,
    folder,
    env: { PYTHONPATH: library, ANSIBLE_LOCAL_TEMP: join(folder, ".tmp"), HOME: folder },
    ofMemory: 1,
    prepare: async () => {
      cpSync(join(__dirname, "ansible"), folder, { recursive: true });
      symlinkSync(join(lab.folder, ".box"), join(folder, ".box"));
      // its modules need it on every server
      for (const { name } of workOf(size).servers) {
        const to = "/usr/local/lib/python3.11/dist-packages";
        const unpack = [...inside(lab.place, hostInBox(lab.place, name)), "tar", "x", "-C", to];
        await run(["sh", "-c", 'tar c -C "$0" . | "$@"', lxml, ...unpack]);
      }
    },
    want: (change) => {
      const { jumphost, servers } = workOf(size, change);
      const { guestDisk } = accessFiles(lab.place);
      const hosts = servers.map((server) => [server.name, { ...server, image: guestDisk }]);
      const inventory = {
        all: {
          hosts: { [jumphost.name]: jumphost },
          children: { servers: { hosts: Object.fromEntries(hosts) as unknown } },
        },
      };
      writeFileSync(join(folder, "inventory.yml"), JSON.stringify(inventory));
    },
    commands: (phase) => {
      const last = ["--limit", `server${size.servers}`];
      const commands: Readonly<Record<Phase, readonly string[][]>> = {
        cold: [["site.yml"]],
        noChange: [["site.yml"]],
        preview: [["site.yml", "--check"]],
        previewCluster: [["site.yml", "--check", "--limit", "jumphost,server1"]],
        previewMemory: [["site.yml", "--check"]],
        addMachine: [["site.yml"]],
        rebuild: [
          ["destroy.yml", "--tags", "cluster", ...last],
          ["site.yml", ...last],
        ],
        destroy: [["destroy.yml"]],
      };
      const playbook = ["python3", join(library, "bin/ansible-playbook"), "-i", "inventory.yml"];
      return commands[phase].map((args) => [...playbook, ...args]);
    },
    // an item of a loop that changed has a line of its own; a task without a loop one for each host
    changes: (said) => {
      sumOf(said, /changed=(\d+)/g); // it has come to its end
      return said.match(/^changed: /gm)?.length ?? 0;
    },
  };
};
