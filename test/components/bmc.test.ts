import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { Bmc } from "../../components/bmc.ts";
import { bmcState, mediaFolder, powerFolder } from "../../lab/hostPaths.ts";
import { buildPlan, serverOf } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";
import { inServer2 } from "../lab/sampleLab.ts";
import { secret } from "../provider/engine.ts";
import { registered, type Registered } from "../stacks/registered.ts";

function bmc(text: string): Promise<Map<string, Registered>> {
  const server = serverOf(buildPlan(parseLab(text)), "server2");
  return registered("lab", () => {
    const login = { user: "admin", password: pulumi.secret("of-the-bmcs") };
    new Bmc("bmc", { server, login });
    return Promise.resolve({});
  });
}

describe("the BMCs of a server", () => {
  let resources: Map<string, Registered>;
  const inputs = (name: string): Record<string, unknown> => ({ ...resources.get(name)?.inputs });
  const content = (name: string): string => String(inputs(name).content);

  before(async () => {
    resources = await bmc(inServer2("bmcPort: 8443"));
  });

  it("answer at the server's own address and port", () => {
    assert.match(content("bmc-conf"), /^SUSHY_EMULATOR_LISTEN_IP = "192\.0\.2\.12"$/m);
    assert.match(content("bmc-conf"), /^SUSHY_EMULATOR_LISTEN_PORT = 8443$/m);
  });

  it("have their password in one file, for root alone", () => {
    const holders = [...resources.values()].filter(({ inputs: all }) =>
      JSON.stringify(all).includes("of-the-bmcs"),
    );
    assert.deepEqual(
      holders.map(({ inputs: { path, mode, content: text } }) => [path, mode, text]),
      [["/etc/ocplab/power/credentials", "0600", secret("admin:of-the-bmcs\n")]],
    );
  });

  it("are started anew for whatever they read at their start, but for no other file", () => {
    const restarted = [...resources.values()]
      .filter(({ inputs: { onChange } }) => onChange !== undefined)
      .map(({ name }) => name)
      .sort();
    assert.deepEqual(restarted, [
      "bmc-conf",
      "bmc-credentials",
      "bmc-helper",
      "bmc-ipmi-unit",
      "bmc-python",
      "bmc-unit",
    ]);
  });

  it("are told of no cluster", () => {
    for (const { name, inputs: all } of resources.values())
      assert.doesNotMatch(JSON.stringify(all), /ocp1|sno1/, name);
  });

  it("have a helper that looks where the program puts things", () => {
    const helper = readFileSync(join(__dirname, "../../components/files/ocplab-bmc"), "utf8");
    for (const path of [powerFolder, bmcState, mediaFolder])
      assert.ok(helper.includes(`"${path}"`), path);
    const conf = content("bmc-conf");
    assert.equal(/POOL = "(.*)"/.exec(conf)?.[1], /^POOL = "(.*)"/m.exec(helper)?.[1]);
    assert.equal(/AUTH_FILE = "(.*)\//.exec(conf)?.[1], /^RUN = "(.*)"/m.exec(helper)?.[1]);
    for (const [, verb] of content("bmc-unit").matchAll(/ocplab-bmc (\w+)/g))
      assert.match(helper, new RegExp(`"${verb ?? ""}": ${verb ?? ""}`));
  });

  it("wait for the socket of libvirt, never for its service, which could not start while one stops", () => {
    for (const unit of ["bmc-unit", "bmc-ipmi-unit", "bmc-media-unit"]) {
      assert.match(content(unit), /^After=.*libvirtd\.socket/m);
      assert.doesNotMatch(content(unit), /libvirtd\.service/);
    }
  });

  it("pin every package of theirs, with its hashes", () => {
    const lines = String(inputs("bmc-python").requirements)
      .replaceAll(" \\\n", " ")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    assert.ok(lines.length > 20);
    for (const line of lines)
      assert.match(line, /^[a-z0-9-]+==[0-9.]+( +--hash=sha256:[0-9a-f]{64})+$/);
  });
});
