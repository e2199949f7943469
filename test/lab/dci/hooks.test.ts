import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOfStream } from "node:stream/consumers";

import { stringify } from "yaml";

import { clusterWith, kinds, pick, planOf, textOf, type Planned } from "./rendered.ts";

describe("the hooks of a cluster, run by ansible-playbook", () => {
  let folder: string;
  let bmc: Server;
  let asked: string[];
  const at = (name: string): string => join(folder, name);
  const sno: Planned = kinds()["sno-queued"] ?? assert.fail();

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-hooks-"));
    asked = [];
    bmc = createServer((request, response) => {
      asked.push(
        `${request.method ?? ""} ${request.url ?? ""} ${request.headers.authorization ?? ""}`,
      );
      response.writeHead(request.method === "POST" ? 204 : 200).end();
    });
    bmc.listen(0, "127.0.0.1");
    await once(bmc, "listening");
  });
  afterEach(() => {
    bmc.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs a hook on the jumphost of the cluster's inventory, where its resolver knows the given names. */
  async function run(
    hook: string,
    names: Readonly<Record<string, string>>,
    { documents }: Planned = sno,
    { from = "", ...more }: { readonly from?: string } & Record<string, unknown> = {},
  ): Promise<{ code: number | null; out: string }> {
    writeFileSync(at("hosts.yml"), textOf(documents, "inventory"));
    const text = textOf(documents, `hook-${hook}`);
    writeFileSync(at("hook.yml"), text.slice(text.indexOf(`- name: ${from}`)));
    writeFileSync(at("getent"), resolver(names), { mode: 0o755 });
    const { port } = bmc.address() as AddressInfo;
    const vars = {
      ansible_python_interpreter: "/usr/bin/python3",
      ssh_public_key: "ssh-ed25519 AAAA",
      bmc_user: "admin",
      bmc_password: "pass word'\"",
      ocplab_redfish: `http://127.0.0.1:${String(port)}/System`,
      ...more,
    };
    writeFileSync(at("vars.json"), JSON.stringify(vars));
    const tasks = [{ "ansible.builtin.include_tasks": at("hook.yml") }];
    writeFileSync(at("play.yml"), stringify([{ hosts: "jumphost", gather_facts: false, tasks }]));
    const env = {
      ...process.env,
      HOME: folder,
      PATH: `${folder}:${process.env.PATH ?? ""}`,
      ANSIBLE_PIPELINING: "1",
    };
    const argv = ["-i", at("hosts.yml"), "-e", `@${at("vars.json")}`, at("play.yml")];
    const child = spawn("ansible-playbook", argv, { env, stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "close");
    const out = await textOfStream(child.stdout);
    const [code] = (await ended) as [number | null];
    return { code, out };
  }

  it("check names and BMCs before an install", async () => {
    const { code, out } = await run("pre-run", planned(sno));
    assert.equal(code, 0, out);
    const header = `Basic ${Buffer.from("admin:pass word'\"").toString("base64")}`;
    assert.deepEqual(asked, [`GET /System ${header}`]);
    assert.doesNotMatch(out, /pass word/);
  });

  it("name what resolves to another address than planned", async () => {
    const names = { ...planned(sno), "api-int.sno1.lab.example.com": "192.0.2.99" };
    const { code, out } = await run("pre-run", names);
    assert.notEqual(code, 0);
    const said = /"stderr": "([^"]*)"/.exec(out)?.[1];
    assert.equal(said, "api-int.sno1.lab.example.com does not resolve to 192.0.2.40");
    assert.deepEqual(asked, []);
  });

  it("name all that resolves to nothing, in both directions", async () => {
    const names = planned(sno);
    delete names["master-0.sno1.lab.example.com"];
    delete names["192.0.2.40"];
    const { code, out } = await run("pre-run", names);
    assert.notEqual(code, 0);
    const name = "master-0.sno1.lab.example.com";
    const said = /"stderr": "([^"]*)"/.exec(out)?.[1];
    const both = [
      `${name} does not resolve to 192.0.2.40`,
      `192.0.2.40 does not lead back to ${name}`,
    ];
    assert.equal(said, both.join("; "));
  });

  it("ask BMCs by IPMI, and say in words that provisionhost knows another key", async () => {
    const lab = clusterWith("ocp1", "bmc: ipmi").replace("workers: 3", "workers: 0");
    const ipi = pick(planOf(lab), "ocp1");
    writeFileSync(at("ipmitool"), `#!/bin/sh\necho "$*" >>${at("asked")}\n`, { mode: 0o755 });
    writeFileSync(at("ssh"), "#!/bin/sh\necho 'Permission denied (publickey).' >&2; exit 255\n", {
      mode: 0o755,
    });
    const { port } = bmc.address() as AddressInfo;
    const more = { ipmi_user: "admin", ansible_host: "127.0.0.1", ansible_port: port };
    const from = "Ask the BMCs";
    const { code, out } = await run("pre-run", {}, ipi, { from, ...more });
    assert.notEqual(code, 0);
    assert.match(out, /Permission denied/);
    assert.match(out, /knows the key that dci\.sshPublicKeyFile held when it was made/);
    const first =
      /^-I lanplus -H 192\.0\.2\.1\d -p \d+ -U admin -f \/etc\/ocplab\/bmc\/server1\/password chassis power status$/m;
    assert.match(readFileSync(at("asked"), "utf8"), first);
  });

  it("switch the nodes off in a teardown", async () => {
    const { code, out } = await run("teardown", {});
    assert.equal(code, 0, out);
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? "", /^POST \/System\/Actions\/ComputerSystem\.Reset Basic /);
  });
});

/** What a resolver says of a cluster as planned, in both directions. */
function planned({ cluster }: Planned): Record<string, string> {
  const { domain, api, ingress, nodes } = cluster;
  const names: Record<string, string> = {
    [`api.${domain}`]: api,
    [`api-int.${domain}`]: api,
    [`console.apps.${domain}`]: ingress,
  };
  for (const { fqdn, address } of nodes) {
    names[fqdn] = address;
    names[address] = fqdn;
  }
  return names;
}

/** getent: `ahostsv4 NAME` and `hosts ADDRESS`. */
function resolver(names: Readonly<Record<string, string>>): string {
  return `#!/usr/bin/python3
import sys
names = ${JSON.stringify(names)}
_, database, key = sys.argv
if key not in names:
    sys.exit(2)
print(f"{names[key]} STREAM {key}" if database == "ahostsv4" else f"{key} {names[key]}")
`;
}
