import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "mocha";

const root = resolve(__dirname, "../..");
const modules = [
  "pulumi-language-nodejs",
  "terraform-bridge",
  "terraform-provider-libvirt",
] as const;

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function goMod(module: (typeof modules)[number]): string {
  return read(`toolchain/${module}/go.mod`);
}

describe("toolchain/pins", () => {
  const pins = new Map(
    [...read("toolchain/pins").matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, key = "", value = ""]) => [
      key,
      value,
    ]),
  );

  function pin(key: string): string {
    const value = pins.get(key);
    assert.ok(value, `toolchain/pins lacks ${key}`);
    return value;
  }

  it("names the versions that the Go modules build", () => {
    const required = (module: (typeof modules)[number], path: string) =>
      new RegExp(`^(?:require |\t)${path} v(\\S+)(?: // indirect)?$`, "m").exec(goMod(module))?.[1];
    const host = modules[0];
    assert.equal(required(host, "github.com/pulumi/pulumi/pkg/v3"), pin("PULUMI_VERSION"));
    assert.equal(required(host, "github.com/pulumi/pulumi/sdk/v3"), pin("PULUMI_VERSION"));
    const bridge = "github.com/pulumi/pulumi-terraform-bridge/v3";
    assert.equal(required(modules[1], bridge), pin("TERRAFORM_BRIDGE_VERSION"));
    const libvirt = "github.com/dmacvicar/terraform-provider-libvirt";
    assert.equal(required(modules[2], libvirt), pin("LIBVIRT_PROVIDER_VERSION"));
  });

  it("asks for the Go that the newest of the modules needs", () => {
    const needed = modules.map((module) => /^go (\S+)$/m.exec(goMod(module))?.[1] ?? "");
    const newest = needed.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
    assert.equal(pin("GO_OLDEST"), newest);
  });

  it("agrees with the npm packages that go with the tools", () => {
    const { dependencies, engines } = JSON.parse(read("package.json")) as {
      dependencies: Record<string, string>;
      engines: { node: string };
    };
    assert.equal(dependencies["@pulumi/pulumi"], pin("PULUMI_OLDEST"));
    assert.equal(dependencies["@pulumi/command"], pin("COMMAND_PLUGIN_VERSION"));
    assert.equal(`${engines.node}.0`, `>=${pin("NODE_OLDEST")}`);
  });
});
