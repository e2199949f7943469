import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, it } from "mocha";
import { edit, Machine } from "./machine.ts";

describe("toolchain/setup", () => {
  let machine: Machine;
  afterEach(() => {
    machine.remove();
  });

  describe("prerequisites", () => {
    it("are told all at once, before anything is changed", async () => {
      machine = new Machine();
      const checkout = machine.checkout();
      const { code, stderr } = await machine.setup(checkout);
      assert.equal(code, 1);
      assert.match(stderr, /- Node\.js 20\.19\.0 or newer: not found/);
      assert.match(stderr, /- npm: not found/);
      assert.match(
        stderr,
        /- Go 1\.25\.11 or newer: not found on the PATH; .*It builds the Pulumi tools/,
      );
      assert.ok(!existsSync(machine.store) && !existsSync(join(checkout, ".tools")));
    });

    it("name the version that was found", async () => {
      machine = new Machine("node", "npm", "go");
      const found = { FAKE_NODE_VERSION: "v18.19.0", FAKE_GO_VERSION: "go1.19.8" };
      const { code, stderr } = await machine.setup(machine.checkout(), found);
      assert.equal(code, 1);
      assert.match(stderr, /- Node\.js 20\.19\.0 or newer: \S+\/node is v18\.19\.0/);
      assert.match(stderr, /- Go 1\.25\.11 or newer: \S+\/go says: go1\.19\.8/);
    });

    it("count the free disk", async () => {
      machine = new Machine("node", "npm", "go");
      const checkout = machine.checkout();
      edit(checkout, "toolchain/pins", (pins) =>
        pins.replace(/^BUILD_MIB=.*/m, "BUILD_MIB=999999999"),
      );
      const { code, stderr } = await machine.setup(checkout);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /- 999999999 MiB of free disk to build the Pulumi tools: \S+ has \d+ MiB/,
      );
    });
  });

  describe("npm packages", () => {
    it("are installed again when package-lock.json changes", async () => {
      machine = new Machine("node", "npm", "go");
      const checkout = machine.checkout();
      await machine.ready(checkout);
      writeFileSync(join(checkout, "package-lock.json"), "{ }");
      assert.match((await machine.ready(checkout)).calls[0] ?? "", /^npm ci /);
    });
  });

  describe("for the lab in a box", () => {
    const packages = "first\n\nsecond # what for\n# third\n";

    it("installs, as root, the Debian packages that are not there", async () => {
      machine = new Machine("node", "npm", "go", "apt-get", "dpkg-query");
      const checkout = machine.checkout();
      mkdirSync(join(checkout, "box"));
      writeFileSync(join(checkout, "box/packages"), packages);
      const { code, stderr } = await machine.setup(checkout, { FAKE_INSTALLED: "first" }, "--box");
      if (process.getuid?.() === 0) {
        assert.equal(code, 0, stderr);
        assert.deepEqual(machine.calls().slice(0, 2), [
          "apt-get update",
          "apt-get install --yes --no-install-recommends second",
        ]);
      } else {
        assert.match(stderr, /- root: the lab in a box boots system containers/);
      }
    });

    it("names them where they cannot be installed", async () => {
      machine = new Machine("node", "npm", "go", "dpkg-query");
      const checkout = machine.checkout();
      mkdirSync(join(checkout, "box"));
      writeFileSync(join(checkout, "box/packages"), packages);
      const { code, stderr } = await machine.setup(checkout, {}, "--box");
      assert.equal(code, 1);
      assert.match(stderr, /- the packages first second: the lab in a box runs on Debian 12/);
    });
  });

  it("refuses an argument that it does not know", async () => {
    machine = new Machine();
    const { code, stderr } = await machine.setup(machine.checkout(), {}, "--boxes");
    assert.equal(code, 2);
    assert.match(stderr, /^Usage: toolchain\/setup \[--box\]/);
  });
});
