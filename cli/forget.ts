import { Command } from "commander";

import { buildPlan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import { HostError, HostUnreachable } from "../provider/host/session.ts";
import { confirm } from "./confirm.ts";
import { queryPulumi } from "./engine/query.ts";
import { CommandFailed, exitCodeHelp } from "./failure.ts";
import { withHosts } from "./withHosts.ts";
import { withoutHost, type Exported } from "./withoutHost.ts";

/** `ocplab forget`: takes a server that is gone for good out of the state of every stack. */
export function forgetCommand(): Command {
  return new Command("forget")
    .description("take a server that is gone for good out of the state")
    .argument("<server>", "name of the server, which answers no more")
    .option("--yes", "do not ask")
    .addHelpText("after", help)
    .action(async (server: string, { yes = false }: { yes?: boolean }) => {
      await refuseWhatAnswers(server);
      const stacks = stacksWith(server);
      if (stacks.length === 0) {
        console.error(`no stack has anything on ${server}: nothing to do`);
        return;
      }
      if (!yes) await confirm(question(server, stacks), server);
      for (const stack of stacks) forget(server, stack);
      console.error(`\n${next(server)}`);
    });
}

const help = `
Neither an up nor a destroy can do anything on a host that does not answer, so what the stacks have there stays
in their state and each run ends with an error. This takes it out of the state, of the foundation and of every
cluster, and touches no host. Where the server comes back after all, what is ours is still on it: wipe it.

Only for a server that is destroyed, was given away or is installed anew. One that is down for a while needs
nothing: \`ocplab destroy NAME\` cleans the others, and finishes when it is run again.

Example:
  ocplab forget server3
${exitCodeHelp("done", "labFile", "usage", "refused")}`;

interface StackWith {
  readonly name: string;
  readonly rest: Exported;
  readonly forgotten: readonly string[];
}

async function refuseWhatAnswers(server: string): Promise<void> {
  if (buildPlan(readLab(labFile)).jumphost.name === server) {
    throw new CommandFailed("refused", `${server} is the jumphost, on which every stack stands`);
  }
  try {
    await withHosts(async (hosts) => {
      const { session } = await hosts.session(server);
      await session.write({ op: "guard" });
    });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    // a host that the lab file does not have any more cannot be asked either
    if (error instanceof HostUnreachable || error.message.includes("is not in")) return;
  }
  const way = "write `retired: true` into its entry, then: ./ocplab up lab";
  throw new CommandFailed("refused", `${server} answers, so it can be cleaned up: ${way}`);
}

function stacksWith(server: string): StackWith[] {
  const listed = JSON.parse(pulumi(["stack", "ls", "--json"])) as { name: string }[];
  return listed
    .map(({ name }) => {
      const exported = JSON.parse(pulumi(["stack", "export", "--stack", name])) as Exported;
      return { name, ...withoutHost(exported, server) };
    })
    .filter(({ forgotten }) => forgotten.length > 0);
}

function question(server: string, stacks: readonly StackWith[]): string {
  const counts = stacks.map(({ name, forgotten }) => `${String(forgotten.length)} of ${name}`);
  return `This forgets what is on ${server}: ${counts.join(", ")}.`;
}

function forget(server: string, { name, rest, forgotten }: StackWith): void {
  pulumi(["stack", "import", "--stack", name], JSON.stringify(rest));
  console.log(`${name}: forgot ${String(forgotten.length)} objects on ${server}`);
}

function next(server: string): string {
  return `Next: for each cluster on ${server}, give it another server in the lab file and \`./ocplab up NAME\`,
or \`./ocplab destroy NAME\` and \`./ocplab remove cluster NAME\`; then \`./ocplab remove server ${server} --force\`.`;
}

function pulumi(args: readonly string[], input?: string): string {
  return queryPulumi(args, (reason) => `pulumi ${args.join(" ")}: ${reason}`, input);
}
