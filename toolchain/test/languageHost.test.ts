import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, it } from "mocha";

const source = resolve(__dirname, "../pulumi-language-nodejs");

// A machine that downloads or has the official tools needs no Go, and no language host of ours.
if (spawnSync("go", ["version"]).status === 0) {
  describe("toolchain/pulumi-language-nodejs", function () {
    // Where nothing of Pulumi has been compiled yet, this does it.
    this.timeout(1_200_000);

    it("passes its own tests", () => {
      // The flags of lib/build.bash, so that what it has compiled is used again.
      const { status, stdout, stderr } = spawnSync(
        "go",
        ["test", "-trimpath", "-mod=readonly", "."],
        {
          cwd: source,
          env: { ...process.env, CGO_ENABLED: "0" },
          encoding: "utf8",
        },
      );
      assert.equal(status, 0, stdout + stderr);
    });
  });
}
