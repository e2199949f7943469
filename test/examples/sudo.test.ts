import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { installHelper } from "../../lab/hostPaths.ts";
import { agentArguments } from "../../provider/host/ssh.ts";

const sudoers = readFileSync(join(__dirname, "../../examples/sudo/ocplab"), "utf8").replaceAll(
  "\\\n",
  "",
);

/** The commands of an alias, without what sudoers escapes. */
function commandsOf(alias: string): string[] {
  const [, commands = ""] = new RegExp(`^Cmnd_Alias ${alias} = (.*)$`, "m").exec(sudoers) ?? [];
  return commands.split(/(?<!\\),\s+/).map((command) => command.replaceAll(/\\(.)/g, "$1"));
}

describe("the sudoers file for a user of its own", () => {
  it("allows the agent as it is started, and nothing like it", () => {
    const target = { name: "server1", address: "192.0.2.11", user: "ocplab", retired: false };
    const command = agentArguments(target, { connectSeconds: 5 }).at(-1) ?? "";
    const [, rest = ""] = /^sudo -n python3 (.*)$/.exec(command) ?? [];
    // the shell takes the quotes
    assert.deepEqual(commandsOf("OCPLAB_AGENT"), [`/usr/bin/python3 ${rest.replaceAll("'", "")}`]);
  });

  it("allows the verbs of the helper for installs that the stacks run", () => {
    const verbs = ["start", "wait", "kubeconfig", "delete"];
    assert.deepEqual(
      commandsOf("OCPLAB_INSTALL"),
      verbs.map((verb) => `${installHelper} ${verb}`),
    );
  });

  it("lets nothing that is said or answered into sudo's own log", () => {
    assert.match(
      sudoers,
      /^Defaults!OCPLAB_AGENT, OCPLAB_INSTALL !log_input, !log_output, !requiretty$/m,
    );
  });
});
