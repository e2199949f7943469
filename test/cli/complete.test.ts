import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { Command } from "commander";

import { addCommand } from "../../cli/add.ts";
import { checkCommand } from "../../cli/check.ts";
import { candidates, completeCommand } from "../../cli/complete.ts";
import { completionCommand } from "../../cli/completion.ts";
import { removeCommand } from "../../cli/remove.ts";
import { statusCommand } from "../../cli/status.ts";
import { upCommand } from "../../cli/up.ts";
import { FakePulumi } from "./fakePulumi.ts";

const program = new Command("ocplab")
  .addCommand(checkCommand())
  .addCommand(upCommand())
  .addCommand(statusCommand())
  .addCommand(addCommand())
  .addCommand(removeCommand())
  .addCommand(completionCommand())
  .addCommand(completeCommand(), { hidden: true });
const names = { clusters: ["ocp1", "sno1"], servers: ["server1", "server2"] };

/** The last word is what is written of the one that is wanted. */
const after = (line: string): string[] => candidates(program, line.split(" "), names);

describe("completion", () => {
  it("knows the commands, but for the one that only shells call", () => {
    assert.deepEqual(after(""), ["check", "up", "status", "add", "remove", "completion"]);
    assert.deepEqual(after("st"), ["status"]);
    assert.deepEqual(after("add "), ["cluster", "server"]);
  });

  it("knows the options of a command", () => {
    assert.deepEqual(after("up --p"), ["--parallel", "--policy-pack", "--policy-pack-config"]);
    assert.deepEqual(after("add cluster --s"), ["--server", "--size"]);
  });

  it("knows the clusters of the lab file, each once, and the foundation", () => {
    assert.deepEqual(after("up "), ["ocp1", "sno1", "lab"]);
    assert.deepEqual(after("up ocp1 "), ["sno1", "lab"]);
    assert.deepEqual(after("status s"), ["sno1"]);
    assert.deepEqual(after("check --cluster ocp1 "), ["ocp1", "sno1"]);
  });

  it("knows what the value of an option names", () => {
    assert.deepEqual(after("add cluster new1 --server "), ["server1", "server2"]);
    assert.deepEqual(after("add cluster new1 --type s"), ["sno"]);
    assert.deepEqual(after("add cluster new1 --hub o"), ["ocp1"]);
    assert.deepEqual(after("up --parallel "), []);
    assert.deepEqual(after("status --watch "), ["ocp1", "sno1"]);
  });

  it("names what is to be removed, and nothing for what is to be added", () => {
    assert.deepEqual(after("remove server "), ["server1", "server2"]);
    assert.deepEqual(after("remove cluster "), ["ocp1", "sno1"]);
    assert.deepEqual(after("add cluster "), []);
    assert.deepEqual(after("completion "), ["bash", "zsh", "fish"]);
  });

  it("leaves files to the shell", () => {
    assert.deepEqual(after("check exam"), []);
  });
});

describe("completion in bash", () => {
  it("asks ocplab, which reads the lab file even while it is broken", () => {
    const project = new FakePulumi(
      "servers:\n  server7: {}\nclusters:\n  ocp7: { type: none }\n  sno7:\n",
    );
    const ocplab = join(__dirname, "../../ocplab");
    const lines = `source <("$0" completion bash)
COMP_WORDS=("$0" status o); COMP_CWORD=2; _ocplab; echo "\${COMPREPLY[@]}"
COMP_WORDS=("$0" remove server ""); COMP_CWORD=3; _ocplab; echo "\${COMPREPLY[@]}"
complete -p ocplab`;
    const options = { cwd: project.folder, encoding: "utf8" } as const;
    const { stdout, stderr } = spawnSync("bash", ["-c", lines, ocplab], options);
    project.remove();
    const expected = ["ocp7", "server7", "complete -o default -F _ocplab ocplab"];
    assert.equal(stdout, `${expected.join("\n")}\n`, stderr);
  });
});
