import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { fingerprints } from "../../lab/fingerprint.ts";
import type { Plan } from "../../lab/plan.ts";
import { clusterStack } from "../../stacks/cluster.ts";
import { foundationStack } from "../../stacks/lab.ts";
import { installWith, planOf } from "../lab/dci/rendered.ts";
import { registered, type Registered } from "./registered.ts";

type Inputs = Readonly<Record<string, unknown>>;

const secret = "s3cret-of-the-lab";
const configured = {
  "ocplab:dciClientId": "remoteci/11111111-2222-3333-4444-555555555555",
  "ocplab:dciApiSecret": secret,
};
const secrets = ["ocplab:dciApiSecret", "ocplab:bmcPassword"];
const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFNBTVBMRXNhbXBsZVNBTVBMRXNhbXBsZVNBTVBMRWFi";

/** The sample with a queue, and a known key of the jumphost. */
function planWith(entry: string): Plan {
  const text = installWith("sno1", entry);
  return planOf(
    text.replace("nic: eno1 }\nservers", `nic: eno1, ssh: { hostKey: ${hostKey} } }\nservers`),
  );
}

const plan = planWith("queue: small");

async function foundation(config: Readonly<Record<string, string>>): Promise<{
  readonly resources: ReadonlyMap<string, Registered>;
  readonly outputs: Readonly<Record<string, unknown>>;
}> {
  let outputs: Record<string, unknown> = {};
  pulumi.runtime.setAllConfig({ "ocplab:bmcPassword": "of-the-bmcs", ...config }, secrets);
  const resources = await registered("lab", () => {
    outputs = foundationStack(plan);
    return Promise.resolve(outputs);
  });
  return { resources, outputs };
}

function files(resources: ReadonlyMap<string, Registered>): Record<string, Registered["inputs"]> {
  const found = [...resources.values()].filter(({ type }) => type === "labhost:index:File");
  return Object.fromEntries(found.map(({ inputs }) => [String(inputs.path), inputs]));
}

describe("the foundation's part in DCI", () => {
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
  });

  it("is the credentials from the stack's configuration, for root alone, and where they are", async () => {
    const { resources, outputs } = await foundation(configured);
    const file = files(resources)["/etc/ocplab/dci/dci_credentials.yml"];
    assert.equal(file?.mode, "0600");
    assert.equal(outputs.dciCredentials, "/etc/ocplab/dci/dci_credentials.yml");
    assert.match(JSON.stringify(file.content), /DCI_API_SECRET: s3cret-of-the-lab/);
  });

  it("keeps the secret in nothing but that file", async () => {
    const { resources } = await foundation(configured);
    const holders = [...resources.values()].filter((one) =>
      JSON.stringify(one.inputs).includes(secret),
    );
    assert.deepEqual(
      holders.map(({ name }) => name),
      ["jumphost-dci-credentials"],
    );
  });

  it("tells the engine that the file's content is a secret", async () => {
    pulumi.runtime.setAllConfig({ "ocplab:bmcPassword": "of-the-bmcs", ...configured }, secrets);
    const contents: unknown[] = [];
    await registered("lab", () => {
      pulumi.runtime.registerStackTransformation(({ name, props }) => {
        if (name === "jumphost-dci-credentials") contents.push((props as Inputs).content);
        return undefined;
      });
      return Promise.resolve(foundationStack(plan));
    });
    const [content, ...others] = contents;
    assert.deepEqual(others, []);
    assert.ok(pulumi.Output.isInstance(content));
    assert.equal(await pulumi.isSecret(content), true);
  });

  it("names another server of DCI only where one is configured", async () => {
    const without = files((await foundation(configured)).resources);
    const url = { "ocplab:dciCsUrl": "https://dci.example.com" };
    const with_ = files((await foundation({ ...configured, ...url })).resources);
    const path = "/etc/ocplab/dci/dci_credentials.yml";
    assert.doesNotMatch(JSON.stringify(without[path]), /DCI_CS_URL/);
    assert.match(JSON.stringify(with_[path]), /DCI_CS_URL: https:\/\/dci\.example\.com/);
  });

  it("is no credentials without configuration", async () => {
    const { resources, outputs } = await foundation({});
    assert.equal(resources.has("jumphost-dci-credentials"), false);
    assert.equal(outputs.dciCredentials, undefined);
  });

  it("refuses a part of the credentials before the first resource", async () => {
    const half = { "ocplab:dciClientId": "remoteci/1" };
    await assert.rejects(
      foundation(half),
      /of the DCI credentials a part is missing: set it with `pulumi config set -s lab --secret dciApiSecret`, or remove the others\.$/,
    );
  });

  it("is the list of dci-queue's pools, and how many installs run at once", async () => {
    const found = files((await foundation({})).resources);
    assert.match(String(found["/etc/ocplab/dci/queues.json"]?.content), /"pool": "small"/);
    assert.equal(found["/etc/ocplab/dci/installs.json"]?.content, '{"parallel":4}\n');
  });
});

describe("a cluster stack", () => {
  const cluster = (of: Plan, more: object = {}): Promise<Map<string, Registered>> =>
    registered("sno1", () => clusterStack(of, "sno1"), {
      outputs: { fingerprints: fingerprints(of), ...more },
    });

  it("puts inventory, pipelines and all hooks on the jumphost", async () => {
    const folder = "/etc/ocplab/clusters/sno1";
    const hooks = "configure failure install post-run pre-run success teardown tests upgrade";
    const paths = Object.keys(files(await cluster(plan))).filter(
      (path) => !path.startsWith("/etc/ocplab/dnsmasq/"),
    );
    assert.deepEqual(paths.sort(), [
      ...hooks.split(" ").map((hook) => `${folder}/hooks/${hook}.yml`),
      `${folder}/sno1-pipeline.yml`,
      `${folder}/teardown.yml`,
      "/etc/ocplab/inventories/small/server2",
      "/etc/ocplab/pipelines/sno1-pipeline.yml",
    ]);
  });

  it("tells the install its place in dci-queue, and what to run when the cluster goes", async () => {
    const stdin = (await cluster(plan)).get("install-start")?.inputs.stdin;
    const { queue, teardown } = JSON.parse(String(stdin)) as Record<string, unknown>;
    assert.deepEqual(queue, { pool: "small", resource: "server2" });
    assert.deepEqual(teardown, {
      playbook: "/etc/ocplab/clusters/sno1/teardown.yml",
      inventory: "/etc/ocplab/inventories/small/server2",
      alone: false,
    });
  });

  it("takes the credentials that the foundation says it has", async () => {
    const resources = await cluster(plan, { dciCredentials: "/etc/stack.yml" });
    const { content } = resources.get("documents-pipeline")?.inputs ?? assert.fail();
    assert.match(String(content), /dci_credentials: \/etc\/stack\.yml\n/);
  });

  it("takes a hook from the file that the lab file names", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ocplab-hook-"));
    try {
      writeFileSync(join(folder, "mine.yml"), "- name: Mine\n");
      const own = planWith(`hooks: { tests: ${folder}/mine.yml }`);
      const resources = await cluster(own);
      assert.equal(resources.get("documents-hook-tests")?.inputs.content, "- name: Mine\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says before its first resource that a hook's file cannot be read", async () => {
    const own = planWith("hooks: { tests: nowhere/mine.yml }");
    await assert.rejects(
      cluster(own),
      /cluster sno1: the hook tests cannot be read: .*nowhere\/mine\.yml.*Correct install\.hooks\.tests in the lab file\.$/,
    );
  });
});
