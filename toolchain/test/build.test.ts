import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, it } from "mocha";
import { addLine, builds, edit, Machine } from "./machine.ts";

describe("toolchain/setup where nothing official can be reached", () => {
  let machine: Machine;
  afterEach(() => {
    machine.remove();
  });

  it("builds each tool once, and does nothing more the second time", async () => {
    machine = new Machine("node", "npm", "go");
    const checkout = machine.checkout();
    const { calls } = await machine.ready(checkout);
    assert.deepEqual(
      calls.filter((call) => call.startsWith("go")),
      [builds.pulumi, builds.host, builds.libvirt, builds.bridge],
    );
    assert.deepEqual((await machine.ready(checkout)).calls, []);
  });

  it("gives Pulumi a home with the plugins, and keeps it from downloading others", async () => {
    machine = new Machine("node", "npm", "go");
    const checkout = machine.checkout();
    await machine.ready(checkout);
    const [, home, off, path] =
      /^home=(.*) downloads-off=(.*) (.*)$/.exec(machine.pulumi(checkout)) ?? [];
    assert.equal(off, "true");
    assert.match(path ?? "", /\/pulumi-3\.259\.0-[0-9a-f]{12}\/pulumi$/);
    assert.deepEqual(readdirSync(join(home ?? "", "plugins")).sort(), [
      "resource-command-v1.2.1",
      "resource-terraform-provider-v1.1.3",
    ]);
    const command = join(home ?? "", "plugins/resource-command-v1.2.1");
    assert.deepEqual(readdirSync(command).sort(), [
      "command.cjs",
      "compiled.cjs",
      "pulumi-resource-command",
    ]);
    const bundle = readFileSync(join(command, "command.cjs"), "utf8");
    assert.equal(bundle, "a bundle of provider/command/main.ts\n");
  });

  it("generates the SDK with a provider's path that fits every checkout, and compiles it", async () => {
    machine = new Machine("node", "npm", "go");
    const checkout = machine.checkout();
    const { calls } = await machine.ready(checkout);
    assert.deepEqual(
      calls.filter((call) => call.includes("gen-sdk")),
      ["pulumi package gen-sdk terraform-provider@1.1.3 ./.tools/terraform-provider-libvirt"],
    );
    assert.ok(existsSync(join(checkout, "sdks/libvirt/bin/index.js")));
  });

  it("only copies and links for a second checkout", async () => {
    machine = new Machine("node", "npm", "go");
    await machine.ready(machine.checkout("first"));
    const second = machine.checkout("second");
    assert.deepEqual((await machine.ready(second)).calls, [
      "npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error",
    ]);
    assert.ok(existsSync(join(second, "sdks/libvirt/bin/index.js")));
  });

  it("builds once when two checkouts ask for the same at the same time", async () => {
    machine = new Machine("node", "npm", "go");
    const env = { FAKE_GO: "sleep 0.2" };
    const checkouts = [machine.checkout("first"), machine.checkout("second")];
    const outcomes = await Promise.all(checkouts.map((checkout) => machine.setup(checkout, env)));
    assert.deepEqual(
      outcomes.map(({ code }) => code),
      [0, 0],
    );
    assert.ok(outcomes.some(({ stdout }) => stdout.includes("waiting for another setup")));
    assert.equal(machine.calls().filter((call) => call.startsWith("go build")).length, 4);
  });

  it("needs no Go where the store is filled", async () => {
    machine = new Machine("node", "npm", "go");
    const checkout = machine.checkout();
    await machine.ready(checkout);
    rmSync(join(machine.folder, "bin/go"));
    await machine.ready(checkout);
  });

  it("builds again only what a changed pin concerns", async () => {
    machine = new Machine("node", "npm", "go");
    const checkout = machine.checkout();
    await machine.ready(checkout);
    edit(checkout, "toolchain/pins", (pins) =>
      pins.replace("PLUGIN_VERSION=1.1.3", "PLUGIN_VERSION=1.1.4"),
    );
    assert.deepEqual((await machine.ready(checkout)).calls, [
      builds.bridge,
      "pulumi plugin install terraform-provider 1.1.4",
      "pulumi plugin install command 1.2.1",
      "pulumi package gen-sdk terraform-provider@1.1.4 ./.tools/terraform-provider-libvirt",
    ]);
  });

  it("builds Pulumi again for the source of the language host, not for its tests", async () => {
    machine = new Machine("node", "npm", "go");
    const checkout = machine.checkout();
    await machine.ready(checkout);
    addLine(checkout, "toolchain/pulumi-language-nodejs/run_test.go", "// changed");
    assert.deepEqual((await machine.ready(checkout)).calls, []);
    addLine(checkout, "toolchain/pulumi-language-nodejs/run.go", "// changed");
    assert.deepEqual((await machine.ready(checkout)).calls.slice(0, 2), [
      builds.pulumi,
      builds.host,
    ]);
  });

  it("bundles the command plugin again when its source changes", async () => {
    machine = new Machine("node", "npm", "go");
    const checkout = machine.checkout();
    await machine.ready(checkout);
    addLine(checkout, "provider/command/main.ts", "// changed");
    assert.deepEqual((await machine.ready(checkout)).calls, [
      "pulumi plugin install terraform-provider 1.1.3",
      "pulumi plugin install command 1.2.1",
    ]);
  });

  it("shows the end of what a failing build printed, and keeps nothing of it", async () => {
    machine = new Machine("node", "npm", "go");
    const outcome = await machine.setup(machine.checkout(), {
      FAKE_GO: "echo no such module; exit 7",
    });
    assert.equal(outcome.code, 1);
    assert.match(
      outcome.stderr,
      /no such module\n.*Building Pulumi 3\.259\.0.*failed after \d+ s \(exit code 7\)/,
    );
    assert.deepEqual(machine.stored(), []);
  });

  describe("interrupted", () => {
    /** Starts setup and waits until its first build runs. */
    async function building(checkout: string) {
      const child = machine.start(checkout, { FAKE_GO: "sleep 60" });
      const ended = once(child, "exit");
      while (machine.calls().length < 2) await sleep(10);
      return { group: -(child.pid ?? NaN), ended };
    }

    it("leaves nothing in the store", async () => {
      machine = new Machine("node", "npm", "go");
      const { group, ended } = await building(machine.checkout());
      process.kill(group, "SIGINT");
      await ended;
      assert.deepEqual(machine.stored(), []);
    });

    it("clears at its next run what was left by a kill", async () => {
      machine = new Machine("node", "npm", "go");
      const checkout = machine.checkout();
      const { group, ended } = await building(checkout);
      process.kill(group, "SIGKILL");
      await ended;
      assert.equal(machine.stored().length, 1);
      await machine.ready(checkout);
      assert.deepEqual(
        machine.stored().filter((name) => name.startsWith(".")),
        [],
      );
    });
  });
});
