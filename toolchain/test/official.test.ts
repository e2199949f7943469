import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, it } from "mocha";
import { builds, Machine } from "./machine.ts";

describe("toolchain/setup", () => {
  let machine: Machine;
  afterEach(() => {
    machine.remove();
  });

  describe("with official releases in reach", () => {
    /** Puts releases into a folder; a file:// address stands for the site. */
    function publish(change: (sums: string) => string = (sums) => sums) {
      const site = join(machine.folder, "site");
      const fakes = join(__dirname, "fakes");
      const pulumiFolder = join(site, "v3.259.0");
      const libvirtFolder = join(site, "v0.8.3");
      const unpacked = join(site, "pulumi");
      for (const folder of [pulumiFolder, libvirtFolder, unpacked])
        mkdirSync(folder, { recursive: true });
      for (const file of ["pulumi", "pulumi-language-nodejs"])
        execFileSync("cp", [join(fakes, "pulumi"), join(unpacked, file)]);
      execFileSync("tar", [
        "czf",
        join(pulumiFolder, "pulumi-v3.259.0-linux-x64.tar.gz"),
        "-C",
        site,
        "pulumi",
      ]);
      const zip =
        "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w').write(sys.argv[2], sys.argv[3])";
      const provider = "terraform-provider-libvirt_v0.8.3";
      const archive = join(libvirtFolder, "terraform-provider-libvirt_0.8.3_linux_amd64.zip");
      execFileSync("python3", ["-c", zip, archive, join(fakes, "pulumi"), provider]);
      writeFileSync(join(pulumiFolder, "pulumi-3.259.0-checksums.txt"), change(sums(pulumiFolder)));
      writeFileSync(
        join(libvirtFolder, "terraform-provider-libvirt_0.8.3_SHA256SUMS"),
        sums(libvirtFolder),
      );
      return {
        OCPLAB_PULUMI_RELEASES: `file://${site}`,
        OCPLAB_LIBVIRT_RELEASES: `file://${site}`,
      };
    }

    function sums(folder: string): string {
      return readdirSync(folder)
        .map((file) => {
          const sum = createHash("sha256")
            .update(readFileSync(join(folder, file)))
            .digest("hex");
          return `${sum}  ${file}\n`;
        })
        .join("");
    }

    it("downloads them, needs no Go, and leaves the plugins to the user's own home", async () => {
      machine = new Machine("node", "npm");
      const checkout = machine.checkout();
      const site = publish();
      const { calls } = await machine.ready(checkout, site);
      assert.deepEqual(calls.slice(1, 3), [
        "pulumi plugin install terraform-provider 1.1.3",
        "pulumi plugin install command 1.2.1",
      ]);
      assert.equal(
        machine.pulumi(checkout),
        `home= downloads-off= ${machine.store}/pulumi-3.259.0-official/pulumi`,
      );
      assert.deepEqual((await machine.ready(checkout, site)).calls, []);
    });

    it("refuses an archive that is not what its checksum says", async () => {
      machine = new Machine("node", "npm");
      const site = publish((sums) => sums.replace(/^./, (digit) => (digit === "0" ? "1" : "0")));
      const outcome = await machine.setup(machine.checkout(), site);
      assert.equal(outcome.code, 1);
      assert.match(outcome.stderr, /pulumi-v3\.259\.0-linux-x64\.tar\.gz: FAILED/);
      assert.deepEqual(machine.stored(), []);
    });

    it("refuses an archive without a published checksum", async () => {
      machine = new Machine("node", "npm");
      const site = publish(() => "");
      const outcome = await machine.setup(machine.checkout(), site);
      assert.equal(outcome.code, 1);
      assert.match(outcome.stderr, /does not list pulumi-v3\.259\.0-linux-x64\.tar\.gz/);
      assert.deepEqual(machine.stored(), []);
    });

    it("builds all the same when told so", async () => {
      machine = new Machine("node", "npm", "go");
      const { calls } = await machine.ready(machine.checkout(), {
        ...publish(),
        OCPLAB_TOOLS: "build",
      });
      assert.equal(calls.filter((call) => call.startsWith("go build")).length, 4);
    });
  });

  describe("with an installed Pulumi", () => {
    it("uses one that is new enough, with plugins that are already there", async () => {
      machine = new Machine("node", "npm", "go");
      machine.installPulumi("pulumi", "pulumi-language-nodejs");
      for (const [name, version] of [
        ["terraform-provider", "1.1.3"],
        ["command", "1.2.1"],
      ]) {
        const folder = join(machine.folder, `home/.pulumi/plugins/resource-${name}-v${version}`);
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, `pulumi-resource-${name}`), "", { mode: 0o755 });
      }
      const checkout = machine.checkout();
      const { calls } = await machine.ready(checkout);
      assert.deepEqual(
        calls.filter((call) => call.startsWith("go")),
        [builds.libvirt],
      );
      assert.equal(machine.pulumi(checkout), `home= downloads-off= ${machine.folder}/bin/pulumi`);
    });

    it("builds the plugins that it lacks, for a home of the project's own", async () => {
      machine = new Machine("node", "npm", "go");
      machine.installPulumi("pulumi", "pulumi-language-nodejs");
      const checkout = machine.checkout();
      const { calls } = await machine.ready(checkout);
      assert.deepEqual(
        calls.filter((call) => call.startsWith("go")),
        [builds.libvirt, builds.bridge],
      );
      assert.match(
        machine.pulumi(checkout),
        new RegExp(`^home=${machine.store}/home-.* ${machine.folder}/bin/pulumi$`),
      );
      assert.ok(!existsSync(join(machine.folder, "home/.pulumi")));
      assert.deepEqual((await machine.ready(checkout)).calls, []);
    });

    it("passes over one that is too old", async () => {
      machine = new Machine("node", "npm", "go");
      machine.installPulumi("pulumi", "pulumi-language-nodejs");
      const { calls } = await machine.ready(machine.checkout(), {
        FAKE_PULUMI_VERSION: "v3.247.9",
      });
      assert.ok(calls.includes(builds.pulumi));
    });

    it("passes over one without its language host", async () => {
      machine = new Machine("node", "npm", "go");
      machine.installPulumi("pulumi");
      const { calls } = await machine.ready(machine.checkout());
      assert.ok(calls.includes(builds.pulumi));
    });

    it("does not take its own wrapper for one", async () => {
      machine = new Machine("node", "npm", "go");
      const checkout = machine.checkout();
      await machine.ready(checkout);
      const wrapper = machine.pulumi(checkout);
      const path = `${checkout}/.tools/bin:${machine.folder}/bin`;
      assert.deepEqual((await machine.ready(checkout, { PATH: path })).calls, []);
      assert.equal(machine.pulumi(checkout), wrapper);
    });
  });
});
