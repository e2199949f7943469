import assert from "node:assert/strict";

import type { Command } from "commander";

import { addCommand } from "../../cli/add.ts";
import { auditCommand } from "../../cli/audit.ts";
import { checkCommand } from "../../cli/check.ts";
import { completionCommand } from "../../cli/completion.ts";
import { destroyCommand } from "../../cli/destroy.ts";
import { diffCommand } from "../../cli/diff.ts";
import { expireCommand } from "../../cli/expire.ts";
import { forgetCommand } from "../../cli/forget.ts";
import { graphCommand } from "../../cli/graph.ts";
import { importCommand } from "../../cli/import.ts";
import { kubeconfigCommand } from "../../cli/kubeconfig.ts";
import { mendCommand } from "../../cli/mend.ts";
import { pageCommand } from "../../cli/page.ts";
import { preflightCommand } from "../../cli/preflight.ts";
import { previewCommand } from "../../cli/preview.ts";
import { reinstallCommand } from "../../cli/reinstall.ts";
import { removeCommand } from "../../cli/remove.ts";
import { statusCommand } from "../../cli/status.ts";
import { trustCommand } from "../../cli/trust.ts";
import { upCommand } from "../../cli/up.ts";

const commands: readonly Command[] = [
  checkCommand(),
  previewCommand(),
  upCommand(),
  destroyCommand(),
  statusCommand(),
  expireCommand(),
  preflightCommand(),
  kubeconfigCommand(),
  reinstallCommand(),
  completionCommand(),
  trustCommand(),
  pageCommand(),
  mendCommand(),
  graphCommand(),
  importCommand(),
  forgetCommand(),
  diffCommand(),
  auditCommand(),
  ...addCommand().commands,
  ...removeCommand().commands,
];

describe("the help of every command", () => {
  for (const command of commands) {
    const { parent } = command;
    const name = [parent?.name(), command.name()].filter(Boolean).join(" ");
    it(`teaches by an example, and tells the exit codes: ${name}`, () => {
      let help = "";
      command.configureOutput({ writeOut: (text) => (help += text) });
      command.outputHelp();
      assert.match(help, new RegExp(`^ +(source <\\()?ocplab ${name}\\b`, "m"));
      assert.match(help, /^Exit codes:\n {2}0 +done/m);
    });
  }
});
