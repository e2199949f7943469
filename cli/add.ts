import { Command } from "commander";

import { addClusterCommand } from "./addCluster.ts";
import { addServerCommand } from "./addServer.ts";

/** `ocplab add`: one more cluster or server in the lab file. */
export function addCommand(): Command {
  return new Command("add")
    .description("add a cluster or a server to the lab file")
    .helpCommand(false)
    .addHelpText("after", help)
    .addCommand(addClusterCommand())
    .addCommand(addServerCommand());
}

const help = `
Examples:
  ocplab add server server4 --nic eno1 --memory 256GiB --vcpus 64 --disk 2TiB
  ocplab add cluster sno4 --type sno --topic OCP-4.19
  ocplab add cluster ocp2 --type abi --workers 2 --dry-run

\`ocplab add cluster --help\` tells all options, and what is chosen without them.`;
