import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Labhost } from "../../provider/labhost.ts";
import type { Values } from "../../provider/server/values.ts";
import { eachOnHost } from "./eachOnHost.ts";
import { type FakeLab, subject } from "./fakeLab.ts";

describe("a setting of the kernel of a host", () => {
  const name = "net.ipv4.ip_forward";
  const file = "/proc/sys/net/ipv4/ip_forward";
  const about = subject("Sysctl", "forward", `jumphost:${name}`);
  const inputs: Values = { host: "jumphost", name, value: "1" };
  let lab: FakeLab;
  let provider: Labhost;

  eachOnHost("jumphost", (made) => ({ lab, provider } = made));

  it("is set, shows what it was changed to, and gets its old value back", async () => {
    lab.write("jumphost", file, "0\n");
    await provider.create(about, inputs);
    assert.equal(lab.text("jumphost", file), "1\n");
    lab.write("jumphost", file, "2\n");
    assert.equal((await provider.read(about, inputs, {}))?.inputs.value, "2");
    await provider.update(about, {}, {}, inputs);
    await provider.delete(about, inputs);
    assert.equal(lab.text("jumphost", file), "0\n");
    assert.deepEqual(readdirSync(lab.path("jumphost", "/var/lib")), []);
  });

  it("stays where it was so before, and where somebody has changed it since", async () => {
    lab.write("jumphost", file, "1\n");
    assert.equal((await provider.create(about, inputs)).outputs.adopted, true);
    await provider.delete(about, inputs);
    assert.equal(lab.text("jumphost", file), "1\n");
    lab.write("jumphost", file, "0\n");
    await provider.create(about, inputs);
    lab.write("jumphost", file, "2\n");
    await provider.delete(about, inputs);
    assert.equal(lab.text("jumphost", file), "2\n");
  });

  it("is refused where the kernel has none of that name", async () => {
    await assert.rejects(provider.create(about, inputs), /the kernel has no setting net\.ipv4/);
    assert.deepEqual(readdirSync(lab.path("jumphost", "/var/lib")), []);
  });
});

describe("a table of nftables on a host", () => {
  const file = "/etc/ocplab/nat.nft";
  const about = subject("NftTable", "table", "jumphost:ours");
  const inputs: Values = { host: "jumphost", name: "ours", file, rules: "first\n" };
  let lab: FakeLab;
  let provider: Labhost;

  eachOnHost("jumphost", (made) => ({ lab, provider } = made));

  beforeEach(() => {
    // lists what was loaded in other words, as the real one does
    const table = lab.path("jumphost", "/run/table");
    lab.program(
      "nft",
      `#!/bin/sh
case "$1 $2" in
"-f "*) grep -q first "$2" || { echo "$2:1: syntax error" >&2; exit 1; }; sed 's/^/listed /' "$2" >${table} ;;
"-s list") [ -e ${table} ] && cat ${table} ;;
"delete table") rm ${table} ;;
*) exit 2 ;;
esac
`,
    );
    lab.write("jumphost", file, "first\n");
  });

  async function rules(): Promise<Values[string]> {
    return (await provider.read(about, inputs, {}))?.inputs.rules;
  }

  it("is as it was loaded until somebody changes it, and goes", async () => {
    await provider.create(about, inputs);
    assert.equal(await rules(), "first\n");
    lab.write("jumphost", "/run/table", "listed other\n");
    assert.equal(await rules(), "listed other\n");
    await provider.update(about, {}, {}, inputs);
    assert.equal(await rules(), "first\n");
    await provider.delete(about, inputs);
    assert.equal(existsSync(lab.path("jumphost", "/run/table")), false);
    assert.deepEqual(readdirSync(lab.path("jumphost", "/var/lib")), []);
  });

  it("is of the family that is asked for", async () => {
    const bridge = { ...inputs, family: "bridge" };
    const log = lab.path("jumphost", "/run/asked");
    const nft = readFileSync(join(lab.bin, "nft"), "utf8");
    lab.program("nft", nft.replace("\n", `\necho "$*" >>${log}\n`));
    await provider.create(about, bridge);
    await provider.read(about, bridge, {});
    await provider.delete(about, bridge);
    const asked = lab.text("jumphost", "/run/asked").trim().split("\n");
    const list = "-s list table bridge ours";
    const load = `-f ${lab.path("jumphost", file)}`;
    assert.deepEqual(asked, [list, load, list, list, list, "delete table bridge ours"]);
  });

  it("is nobody else's, and says what nft says of its file", async () => {
    lab.write("jumphost", "/run/table", "of somebody else\n");
    await assert.rejects(provider.create(about, inputs), /there is a table ip ours already/);
    assert.equal(lab.text("jumphost", "/run/table"), "of somebody else\n");
    await provider.delete(about, inputs);
    assert.equal(lab.text("jumphost", "/run/table"), "of somebody else\n");
  });

  it("says what nft does not understand", async () => {
    lab.write("jumphost", file, "wrong\n");
    await assert.rejects(provider.create(about, inputs), {
      message: /nft does not take \/etc\/ocplab\/nat\.nft: .*nat\.nft:1: syntax error/,
    });
    assert.deepEqual(readdirSync(lab.path("jumphost", "/var/lib")), []);
  });
});
