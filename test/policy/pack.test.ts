import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sampleLab } from "../lab/sampleLab.ts";

const root = join(__dirname, "../..");

/** A program that keeps no rule but the first one's exception: one machine is protected, one is not. */
const program = `
const { ComponentResource } = require("@pulumi/pulumi");
const domain = "libvirt:index/domain:Domain";
new ComponentResource(domain, "kept", {}, { protect: true });
new ComponentResource(domain, "lost", {});
new ComponentResource("labhost:index:File", "profile", { path: "/etc/NetworkManager/x" });
new ComponentResource("command:remote:Command", "told", { create: "cat kubeconfig" });
`;

describe("the policy pack, run by Pulumi", () => {
  let folder: string;

  function pulumi(...words: string[]): { code: number | null; text: string } {
    const { status, stdout, stderr } = spawnSync(join(root, ".tools/bin/pulumi"), words, {
      cwd: folder,
      env: { ...process.env, PULUMI_CONFIG_PASSPHRASE: "of no worth" },
      encoding: "utf8",
    });
    return { code: status, text: stdout + stderr };
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-policy-"));
    mkdirSync(join(folder, "state"));
    const write = (name: string, text: string): void => {
      writeFileSync(join(folder, name), text);
    };
    write(
      "Pulumi.yaml",
      "name: ocplab\nruntime: { name: nodejs, options: { typescript: false } }\nbackend: { url: 'file://./state' }\n",
    );
    write("package.json", "{}");
    write("index.js", program);
    const keys = "  ocp1:\n    protected: true\n    owner: ann\n";
    write("lab.yaml", sampleLab.replace("  ocp1:\n", keys));
    const labFile = join(folder, "lab.yaml");
    const { "owner-quotas": quotas } = JSON.parse(
      readFileSync(join(root, "examples/policies.json"), "utf8"),
    ) as { "owner-quotas": object };
    write(
      "policies.json",
      JSON.stringify({
        "protected-clusters": { labFile, clusters: ["ocp1"] },
        "owner-quotas": { ...quotas, labFile, owners: { ann: { clusters: 0 } } },
      }),
    );
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    assert.equal(pulumi("stack", "init", "ocp1").code, 0);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("refuses what breaks a rule, and tells which object breaks which", () => {
    const { code, text } = pulumi(
      ...["preview", "-s", "ocp1", "--policy-pack", join(root, "policy")],
      ...["--policy-pack-config", "policies.json", "--non-interactive", "--color=never"],
    );
    assert.notEqual(code, 0);
    const broken = [...text.matchAll(/\[mandatory\] +(\S+) +\(\S+: (\S+)\)/g)];
    assert.deepEqual(broken.map(([, rule, name]) => `${String(rule)}: ${String(name)}`).sort(), [
      "bridge-procedure: profile",
      "hidden-secrets: told",
      "owner-quotas: ocplab-ocp1",
      "protected-clusters: lost",
    ]);
  });

  it("refuses a setting that no rule has", () => {
    writeFileSync(join(folder, "wrong.json"), JSON.stringify({ "owner-quotas": { others: 3 } }));
    const { code, text } = pulumi(
      ...["preview", "-s", "ocp1", "--policy-pack", join(root, "policy")],
      ...["--policy-pack-config", "wrong.json", "--non-interactive", "--color=never"],
    );
    assert.notEqual(code, 0);
    assert.match(text, /owner-quotas[^]*others/);
  });
});
