import { Command } from "commander";

import { removeCluster, removeServer, type Removal } from "../lab/edit/removal.ts";
import { foundationStackName } from "../lab/model.ts";
import { labFile } from "../lab/read.ts";
import { exitCodeHelp } from "./failure.ts";
import { editLabFile, type EditOptions } from "./editFile.ts";

/** `ocplab remove`: takes a cluster or a server out of the lab file. */
export function removeCommand(): Command {
  return new Command("remove")
    .description("take a cluster or a server out of the lab file")
    .helpCommand(false)
    .addHelpText("after", help)
    .addCommand(removeClusterCommand())
    .addCommand(removeServerCommand());
}

const help = `
Examples:
  ocplab remove cluster sno4
  ocplab remove server server4

What stands of a cluster is taken away by \`ocplab destroy NAME\`, and of a server by
\`retired: true\` and \`ocplab up ${foundationStackName}\`, before they are removed here.`;

function removeClusterCommand(): Command {
  return new Command("cluster")
    .summary("take a cluster out of the lab file")
    .description(clusterDescription)
    .argument("<name>", "as in the lab file")
    .option("--dry-run", "print the diff and write nothing")
    .addHelpText("after", clusterHelp)
    .action((name: string, { dryRun }: EditOptions) => {
      const options = { dryRun: dryRun === true };
      const removal = editLabFile((text) => removeCluster(text, name), {}, options);
      if (!removal.changed) console.error(notThere("cluster", name, removal));
      else console.error(destroyFirst(name));
    });
}

function removeServerCommand(): Command {
  return new Command("server")
    .summary("take a server out of the lab file")
    .description(serverDescription)
    .argument("<name>", "as in the lab file")
    .option("--force", "also if it is not retired: what is ours on it stays there")
    .option("--dry-run", "print the diff and write nothing")
    .addHelpText("after", serverHelp)
    .action((name: string, { dryRun, force }: EditOptions & { readonly force?: boolean }) => {
      const options = { dryRun: dryRun === true };
      const change = (text: string): Removal => removeServer(text, name, { force: force === true });
      const removal = editLabFile(change, {}, options);
      if (!removal.changed) console.error(notThere("server", name, removal));
      else console.error(previewFoundation(force === true));
    });
}

const clusterDescription = [
  "Takes a cluster out of the lab file, with the comments that belong to it, and prints the diff to stdout. All else stays as it is.",
  "This changes the file only: what stands of the cluster is taken away by `ocplab destroy`, before or after it, but before the change is merged.",
].join("\n\n");

const clusterHelp = `
Example:
  ocplab destroy sno4 && pulumi stack rm sno4
  ocplab remove cluster sno4

Once it is gone from the file, \`ocplab destroy NAME\` still works, as it needs only
the stack's state, and the jumphost and its servers in the file. But \`preview\` and
\`up\` of it do not, and its id, addresses and room count as free: add no cluster
before it is destroyed.

A name that is not in the file is nothing to do, as a script may say it twice.
One that is much like it is named.
${exitCodeHelp("done", "labFile", "usage", "refused")}`;

const serverDescription = [
  "Takes a server out of the lab file, with the comments that belong to it, and prints the diff to stdout. All else stays as it is.",
  "Refused while a cluster has nodes on it, and where it is not retired: a host is reached by what the lab file says of it, so one that is gone from the file cannot be cleaned up any more.",
].join("\n\n");

const serverHelp = `
The way to take a server out:
  1. take its clusters away:
       ocplab destroy NAME && pulumi stack rm NAME
       ocplab remove cluster NAME
  2. write \`retired: true\` into its entry
  3. take everything of ours off it:
       ocplab up ${foundationStackName}
  4. remove its entry:
       ocplab remove server NAME

A server that is gone for good: ocplab forget NAME, then this with --force.

A name that is not in the file is nothing to do, as a script may say it twice.
One that is much like it is named.
${exitCodeHelp("done", "labFile", "usage", "refused")}`;

function notThere(noun: string, name: string, { near }: Removal): string {
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return `no ${noun} is called ${name} in ${labFile}: nothing to do${hint}`;
}

function destroyFirst(name: string): string {
  return `Before this is merged, unless it is done already:
  ./ocplab destroy ${name}
  pulumi stack rm ${name}
Until then do not add another cluster: id, addresses and room of ${name} count as free.`;
}

function previewFoundation(forced: boolean): string {
  const next = `Next: ./ocplab preview ${foundationStackName}`;
  if (!forced) return `${next}, which has nothing to do where it was retired by an \`up\``;
  return `${next}. It cannot reach the server any more: unless it is done already, put the entry back, then: ./ocplab forget NAME`;
}
