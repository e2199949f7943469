import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

import type { Labhost } from "../../provider/labhost.ts";
import { emptyBag, type Values } from "../../provider/server/values.ts";
import { eachOnHost } from "./eachOnHost.ts";
import { type FakeLab, subject } from "./fakeLab.ts";

const path = "/srv/seeds/ocp1-provisionhost.iso";
const about = subject("Seed", "seed", `server1:${path}`);
const files = {
  "user-data": `#cloud-config\n${"# as long as more than one sector\n".repeat(100)}`,
  "meta-data": "instance-id: one\n",
};
const inputs: Values = { host: "server1", path, files };

describe("a seed on a host", () => {
  let lab: FakeLab;
  let provider: Labhost;

  eachOnHost("server1", (made) => ({ lab, provider } = made));

  async function found(): Promise<Values[string]> {
    return (await provider.read(about, inputs, {}))?.inputs.files;
  }

  it("is an image that is found by its label, with the same bytes each time", async () => {
    await provider.create(about, inputs);
    const image = lab.path("server1", path);
    const told = execFileSync("/usr/sbin/blkid", ["-p", "-o", "export", image], {
      encoding: "utf8",
    });
    assert.match(told, /^LABEL=cidata$/m);
    assert.match(told, /^TYPE=iso9660$/m);
    const before = readFileSync(image);
    assert.deepEqual(await found(), files);
    rmSync(image);
    assert.equal(await found(), undefined);
    await provider.update(about, {}, {}, inputs);
    assert.deepEqual(readFileSync(image), before);
  });

  it("shows a text that was changed by hand, and an image that is none", async () => {
    await provider.create(about, inputs);
    const image = lab.path("server1", path);
    const changed = readFileSync(image);
    changed.write("two", changed.indexOf("instance-id: one") + "instance-id: ".length);
    writeFileSync(image, changed);
    assert.deepEqual(await found(), { ...files, "meta-data": "instance-id: two\n" });
    writeFileSync(image, "no image\n");
    assert.deepEqual(await found(), {});
    await provider.update(about, {}, {}, inputs);
    assert.deepEqual(await found(), files);
  });

  it("says that a machine takes no notice of a changed text", () => {
    const changed = { ...inputs, files: { ...files, "user-data": "#cloud-config\n" } };
    provider.diff(about, { ...emptyBag, values: inputs }, { ...emptyBag, values: changed });
    assert.match(
      lab.warnings.join("\n"),
      /^server1: ocp1-provisionhost goes on as it is, without a restart: .*\(user-data\).*ssh-copy-id.*anew$/,
    );
  });

  it("goes with the folders that were made for it, and never takes another's file", async () => {
    await provider.create(about, inputs);
    await provider.delete(about, inputs);
    assert.equal(existsSync(lab.path("server1", "/srv")), false);
    assert.deepEqual(readdirSync(lab.path("server1", "/var/lib")), []);
    lab.write("server1", path, "of somebody else\n");
    await assert.rejects(provider.create(about, inputs), /was there before; move it away/);
    assert.equal(lab.text("server1", path), "of somebody else\n");
  });
});

describe("a public key on a host", () => {
  const file = "/root/.ssh/id_rsa.pub";
  const key = subject("PublicKey", "key", `jumphost:${file}`);
  const of: Values = { host: "jumphost", path: file };
  let lab: FakeLab;
  let provider: Labhost;

  eachOnHost("jumphost", (made) => ({ lab, provider } = made));

  async function read(): Promise<unknown> {
    return (await provider.read(key, of, {}))?.outputs.publicKey;
  }

  it("is known as it is now, without its comment, and never written", async () => {
    assert.equal((await provider.create(key, of)).outputs.publicKey, "");
    const line = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB";
    lab.write("jumphost", file, `# of the installs\n${line} root@jumphost\n`);
    assert.equal(await read(), line);
    await provider.delete(key, of);
    assert.match(lab.text("jumphost", file), /root@jumphost/);
    assert.deepEqual(readdirSync(lab.path("jumphost", "/var/lib")), []);
  });

  it("is told to be another one, or gone, and what that means for what is installed", async () => {
    const known = { publicKey: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB" };
    await provider.create(key, of);
    const said = async (line: string): Promise<string> => {
      lab.write("jumphost", file, line);
      lab.warnings.length = 0;
      await provider.read(key, of, known);
      return lab.warnings.join("\n");
    };
    assert.equal(await said(`${known.publicKey} another comment\n`), "");
    assert.match(
      await said("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA\n"),
      /^jumphost: the installs' SSH public key is another one now \(\/root\/\.ssh\/id_rsa\.pub\): .*nothing is installed or restarted for it$/,
    );
    assert.match(await said(""), /holds no SSH public key any more; the installs go on/);
  });

  it("is none where the file holds a private key", async () => {
    await provider.create(key, of);
    const begin = "-----BEGIN OPENSSH " + "PRIVATE KEY-----";
    lab.write("jumphost", file, `${begin}\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n`);
    assert.equal(await read(), "");
  });
});
