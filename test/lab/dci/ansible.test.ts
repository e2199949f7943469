import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { text } from "node:stream/consumers";

import { stringify } from "yaml";

import type { DciDocument } from "../../../lab/dci/documents.ts";
import { kinds, type Planned } from "./rendered.ts";

interface Listed {
  readonly _meta: {
    readonly hostvars: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}

describe("the documents of DCI, to Ansible's own tools", () => {
  const all = Object.entries(kinds());
  let folder: string;
  let listed: ReadonlyMap<string, Listed>;
  const at = (path: string): string => join(folder, path);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "ocplab-documents-"));
    for (const [kind, { documents }] of all) {
      for (const { path, content } of Object.values(documents.files))
        put(`${kind}${path}`, content);
    }
    listed = new Map(await eachOf(all, async ([kind, one]) => [kind, await list(kind, one)]));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function put(path: string, content: string): void {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  }

  /** Runs one of Ansible's programs in the folder; it must succeed, and say nothing of the given kind. */
  async function run(program: string, ...argv: string[]): Promise<{ out: string; err: string }> {
    const env = { ...process.env, HOME: folder, ANSIBLE_NOCOLOR: "1", ANSIBLE_HOME: at("ansible") };
    const child = spawn(program, argv, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const ended = once(child, "close");
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await ended) as [number | null];
    assert.equal(code, 0, `${program}: ${err}${out}`);
    return { out, err };
  }

  async function list(kind: string, { documents }: Planned): Promise<Listed> {
    const path = `${kind}${documents.files.inventory?.path ?? ""}`;
    const { out, err } = await run("ansible-inventory", "-i", at(path), "--list");
    // a host called as a variable of a play is upstream's own habit
    assert.doesNotMatch(err.replaceAll(/.*reserved name.*/g, ""), /WARNING/);
    return JSON.parse(out) as Listed;
  }

  for (const [kind, { cluster }] of all) {
    it(`give each node its address and MAC, as text (${kind})`, () => {
      const { hostvars } = listed.get(kind)?._meta ?? assert.fail();
      for (const { key, fqdn, address, macs } of cluster.nodes) {
        const host = hostvars[key] ?? hostvars[fqdn];
        assert.equal(host?.ansible_host, address);
        const mac = host.mac ?? host.baremetal_mac ?? firstMachineMac(host);
        assert.equal(mac, macs.baremetal);
      }
    });
  }

  it("have hooks and templates that ansible-playbook can read", async () => {
    const plays = all.map(([kind, { documents }]) => ({
      name: kind,
      hosts: "all",
      gather_facts: false,
      tasks: hooksOf(documents).map(({ path }) => ({
        "ansible.builtin.import_tasks": at(`${kind}${path}`),
      })),
    }));
    put("hooks.yml", stringify(plays));
    await run("ansible-playbook", "--syntax-check", "-i", "localhost,", "hooks.yml");
  });

  it("have hooks of which ansible-lint has nothing to say", async () => {
    put("lint.yml", stringify({ profile: "production", kinds: [{ tasks: "**/hooks/*.yml" }] }));
    const texts = all.flatMap(([, { documents }]) =>
      hooksOf(documents).map(({ path, content }) => `${basename(path, ".yml")}|${content}`),
    );
    // most are the same for several kinds
    const paths = [...new Set(texts)].map((hook, index) => {
      const [name = "", content = ""] = hook.split(/\|(.*)/s);
      const path = `lint/hooks/${name}-${String(index)}.yml`;
      put(path, content);
      return path;
    });
    const argv = ["--offline", "--strict", "--nocolor", "-c", "lint.yml", "-f", "pep8"];
    const { out } = await run("ansible-lint", ...argv, ...paths);
    assert.equal(out, "");
  });
});

/** In the classic kind the machine's MAC is a variable of all hosts. */
function firstMachineMac({ hosts }: Readonly<Record<string, unknown>>): unknown {
  const [machine] = hosts as { networks: { mac: string }[] }[];
  return machine?.networks[0]?.mac;
}

function hooksOf({ files }: Planned["documents"]): DciDocument[] {
  return Object.values(files).filter(({ path }) => path.includes("/hooks/"));
}

/** At most two at a time. */
async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += 2) {
    results.push(...(await Promise.all(items.slice(i, i + 2).map(work))));
  }
  return results;
}
