import { Command, CommanderError } from "commander";

import { LabFileError } from "../lab/read.ts";
import { addCommand } from "./add.ts";
import { auditCommand } from "./audit.ts";
import { checkCommand } from "./check.ts";
import { completeCommand } from "./complete.ts";
import { completionCommand } from "./completion.ts";
import { destroyCommand } from "./destroy.ts";
import { diffCommand } from "./diff.ts";
import { expireCommand } from "./expire.ts";
import { CommandFailed, exitCodeHelp, exitCodes } from "./failure.ts";
import { forgetCommand } from "./forget.ts";
import { graphCommand } from "./graph.ts";
import { importCommand } from "./import.ts";
import { kubeconfigCommand } from "./kubeconfig.ts";
import { mendCommand } from "./mend.ts";
import { pageCommand } from "./page.ts";
import { preflightCommand } from "./preflight.ts";
import { previewCommand } from "./preview.ts";
import { reinstallCommand } from "./reinstall.ts";
import { removeCommand } from "./remove.ts";
import { statusCommand } from "./status.ts";
import { upCommand } from "./up.ts";
import { trustCommand } from "./trust.ts";

const program = new Command("ocplab")
  .description("A lab of OpenShift clusters on libvirt servers, described in lab.yaml.")
  .helpCommand(false)
  .showHelpAfterError("(ocplab --help tells more)")
  .exitOverride()
  .addHelpText("after", exitCodeHelp())
  .addCommand(checkCommand())
  .addCommand(previewCommand())
  .addCommand(upCommand())
  .addCommand(destroyCommand())
  .addCommand(diffCommand())
  .addCommand(graphCommand())
  .addCommand(pageCommand())
  .addCommand(statusCommand())
  .addCommand(expireCommand())
  .addCommand(addCommand())
  .addCommand(removeCommand())
  .addCommand(preflightCommand())
  .addCommand(kubeconfigCommand())
  .addCommand(reinstallCommand())
  .addCommand(forgetCommand())
  .addCommand(completionCommand())
  .addCommand(mendCommand())
  .addCommand(auditCommand())
  .addCommand(trustCommand())
  .addCommand(importCommand())
  .addCommand(completeCommand(), { hidden: true });
inherit(program);

/** Commands that are made by themselves do not end as the program does unless they are told to. */
function inherit(parent: Command): void {
  for (const command of parent.commands) inherit(command.copyInheritedSettings(parent));
}

async function run(argv: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(argv);
    return exitCodes.done.code;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.done.code : exitCodes.usage.code;
    }
    if (error instanceof LabFileError) {
      console.error(error.message);
      return exitCodes.labFile.code;
    }
    if (!(error instanceof CommandFailed)) throw error;
    if (error.message !== "") console.error(error.message);
    return error.exitCode;
  }
}

// whoever reads the output may have had enough of it, as `head` has: that is no fault, and an up goes on
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

void run(process.argv).then((code) => (process.exitCode = code));
