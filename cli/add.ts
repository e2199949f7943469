import { Command } from "commander";

import { addClusterCommand } from "./addCluster.ts";
import { addServerCommand } from "./addServer.ts";

/** `ocplab add`: one more cluster or server in the lab file. */
export function addCommand(): Command {
  return new Command("add")
    .description("add a cluster or a server to the lab file")
    .helpCommand(false)
    .addCommand(addClusterCommand())
    .addCommand(addServerCommand());
}
