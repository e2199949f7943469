import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import { parseAllDocuments, stringify } from "yaml";
import type * as z from "zod";

import { checkReport } from "../../cli/checkReport.ts";
import { diffMarkdown } from "../../cli/diffMarkdown.ts";
import { diffReport } from "../../cli/diffReport.ts";
import { code, plainText } from "../../cli/markdown.ts";
import { renderPage } from "../../cli/page/page.ts";
import { renderPlan } from "../../cli/planTable.ts";
import { fingerprints } from "../../lab/fingerprint.ts";
import { renderMermaid } from "../../lab/graph/mermaid.ts";
import { renderSvg } from "../../lab/graph/svg.ts";
import { escapeXml } from "../../lab/graph/svgParts.ts";
import { topologyOf } from "../../lab/graph/topology.ts";
import { buildPlan, type Plan } from "../../lab/plan.ts";
import { LabFileError, parseLab } from "../../lab/read.ts";
import { clusterStack } from "../../stacks/cluster.ts";
import { foundationStack } from "../../stacks/lab.ts";
import { registered } from "./registered.ts";
import { textLeaves, type TextLeaf } from "./textLeaves.ts";

/** Means something to a shell, dnsmasq, XML, HTML, YAML, Jinja, systemd, nftables, Markdown or a terminal. */
const payload = [
  `x'"; touch /tmp/owned; $(touch /tmp/owned) \`id\` \${IFS} | & > < ~ ! * ? [a] \\ %n %i %%`,
  `{{ lookup('pipe', 'id') }} {% raw %} {# #} <script>alert(1)</script> ]]> &amp; -->`,
  `# @everyone https://evil.example.com/ [a](b) |x| /apps.evil/192.0.2.9 -oProxyCommand=id`,
  `\u001b[31m\u2028\u202e\ttab\nlocal=/evil/\r\n- hosts: all`,
].join(" ");

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFNBTVBMRXNhbXBsZVNBTVBMRXNhbXBsZVNBTVBMRWFi";

type Tree = Record<string | number, unknown>;

/** A lab with a cluster of each type, as data; each is called as its type. */
function soundLab(): Tree {
  const cluster = (id: number, more: object): object => ({
    id,
    server: "server1",
    firstAddress: `192.0.2.${String(id * 40)}`,
    install: { enabled: true, topic: "OCP-4.19", queue: `pool${String(id)}` },
    ...more,
  });
  return {
    version: 1,
    lab: { name: "test", domain: "lab.example.com" },
    network: {
      subnet: "192.0.2.0/24",
      gateway: "192.0.2.254",
      upstreamDns: ["192.0.2.254"],
      ntp: ["192.0.2.1"],
    },
    jumphost: { name: "jumphost", address: "192.0.2.1", nic: "eno1", ssh: { hostKey } },
    servers: { server1: { address: "192.0.2.11", nic: "eno1", provisioningNic: "eno2" } },
    clusters: {
      ipi: cluster(1, { type: "ipi", images: { provisionhost: "rhel9.qcow2" } }),
      abi: cluster(2, { type: "abi" }),
      acm: cluster(3, { type: "acm" }),
      sno: cluster(4, { type: "sno" }),
    },
  };
}

const leaves = textLeaves(
  (map, variant) => variant ?? (map[0] === "servers" ? "server1" : "master-0"),
);

function nameOf({ path, isKey }: TextLeaf): string {
  return `${path.join(".")}${isKey ? " (its name)" : ""}`;
}

/** The sound lab's text with other values at places; of an entry's name, with one more entry. */
function labWith(...edits: readonly (readonly [TextLeaf, unknown])[]): string {
  const lab = soundLab();
  for (const [{ path, isKey }, value] of edits) {
    let at: Tree = lab;
    for (const [index, key] of path.slice(0, -1).entries()) {
      at = (at[key] ??= typeof path[index + 1] === "number" ? [] : {}) as Tree;
    }
    const last = path.at(-1) ?? "";
    if (isKey) at[String(value)] = at[last] ?? {};
    else at[last] = value;
  }
  return stringify(lab);
}

/** Such a name is one of the cluster's nodes, or refused. */
function namesNode({ path, isKey }: TextLeaf): boolean {
  return isKey && path.at(-2) === "nodes";
}

/** Signs that a place takes beside letters, digits and those that mean nothing inside of a word. */
function dangerousSigns({ schema }: TextLeaf): string[] {
  if (!schema) return Array.from(payload);
  const takes = (text: string): boolean => schema.safeParse(text).success;
  const example = exampleOf(schema);
  assert.ok(takes(example), `its own example is refused: ${example}`);
  const signs = [...new Set(payload)].filter((sign) => !/[\w./:@,+=~-]/.test(sign));
  return signs.filter((sign) =>
    [withSigns(example, sign), sign + example, example + sign].some(takes),
  );
}

function withSigns(text: string, signs: string): string {
  const half = Math.ceil(text.length / 2);
  return text.slice(0, half) + signs + text.slice(half);
}

/** As the message of what the place refuses has it. */
function exampleOf(schema: z.ZodType): string {
  const message = schema.safeParse({}).error?.issues[0]?.message ?? "";
  const [, example = "xx"] = /.*for example (.+)$/.exec(message) ?? [];
  const [first = ""] = example.split(" or ");
  return first.startsWith("ssh-") ? hostKey : first.replaceAll('"', "");
}

/** A text with all signs that the place takes. */
function dangerousValue(leaf: TextLeaf, more: string): string {
  const { schema } = leaf;
  if (!schema || schema.safeParse(payload).success) return `${payload} ${more}`;
  const value = withSigns(exampleOf(schema), dangerousSigns(leaf).join("")) + more;
  assert.ok(
    schema.safeParse(value).success,
    `${nameOf(leaf)} takes each sign but not all: ${value}`,
  );
  return value;
}

/** All that is made of a lab file, by what it is. */
async function rendered(text: string): Promise<ReadonlyMap<string, string>> {
  const warnings: string[] = [];
  const lab = parseLab(text, "lab.yaml", (warning) =>
    // the two labs have it on other lines
    warnings.push(warning.replace(/^lab\.yaml:\d+:\d+/, "lab.yaml")),
  );
  const plan = buildPlan(lab);
  const report = checkReport(lab, plan, warnings);
  const topology = topologyOf(plan);
  const ends = { base: { name: "base", lab: undefined }, head: { name: "head", lab } };
  const all = new Map([
    ["page.html", renderPage({ report, topology, status: statusOf(plan) })],
    ["graph.svg", renderSvg(topology)],
    ["graph.mermaid", renderMermaid(topology)],
    ["comment.md", diffMarkdown(diffReport({ ...ends, changedFiles: [], warnings }))],
    // without the columns, which follow the longest value
    ["table.txt", renderPlan(report, true).replaceAll(/ +/g, " ")],
  ]);
  const outputs = { fingerprints: fingerprints(plan), sshPublicKey: hostKey };
  const programs = new Map([["lab", () => Promise.resolve(foundationStack(plan))]]);
  for (const { name } of plan.clusters) programs.set(name, () => clusterStack(plan, name));
  for (const [stack, program] of programs) {
    for (const { name, inputs } of (await registered(stack, program, { outputs })).values()) {
      for (const [place, value] of texts(inputs, `${stack} ${name}`)) all.set(place, value);
    }
  }
  return all;
}

/** Every text in the inputs of a resource, by its place; what names an install changes with what it is made of. */
function texts(value: unknown, place: string): [string, string][] {
  if (typeof value === "string") return [[place, value.replaceAll(/\b[0-9a-f]{16,64}\b/g, "HASH")]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${place} ${key}`));
}

/** As of a lab whose hosts nobody could ask. */
function statusOf({ clusters }: Plan): Parameters<typeof renderPage>[0]["status"] {
  const unknown = { machines: null, leases: null, names: null, api: null, install: null };
  return {
    version: 1,
    asked: "2026-01-01T00:00:00Z",
    clusters: clusters.map(({ name, reservation }) => ({
      ...{ cluster: name, problems: [], notAsked: [], ...reservation, ...unknown },
    })),
    servers: [],
    notAsked: [],
  };
}

/** What stands at places in the one lab, and what nothing could take for anything else in the other. */
type Pairs = readonly (readonly [dangerous: string, plain: string])[];

/** Whether a text is what another one is, but for what was put into it, as that format writes it. */
function isHarmless(place: string, found: string, sound: string, pairs: Pairs): boolean {
  const inPlace = (...forms: readonly ((value: string) => string)[]): boolean =>
    forms.some((form) => {
      const put = (text: string, [value, plain]: Pairs[number]): string =>
        text.replaceAll(plain, () => form(value));
      return found === pairs.reduce(put, sound);
    });
  if (/\.(html|svg)$/.test(place)) return inPlace(escapeXml);
  if (place === "comment.md") return inPlace(plainText, code);
  if (place === "table.txt")
    return inPlace((value) => value) && !controls.test(found.replaceAll("\n", ""));
  if (!/^(---\n|\{)/.test(sound)) return false;
  assert.deepEqual(dataOf(found, pairs), dataOf(sound, []), place);
  return true;
}

/** A document in YAML or JSON as data, in which the dangerous texts are the plain ones again. */
function dataOf(text: string, pairs: Pairs): unknown {
  const data: unknown = text.startsWith("---\n")
    ? parseAllDocuments(text, { version: "1.1" }).map((one) => one.toJSON() as unknown)
    : JSON.parse(text);
  const back = (json: string, [value, plain]: Pairs[number]): string =>
    json.replaceAll(JSON.stringify(value), JSON.stringify(plain));
  return JSON.parse(pairs.reduce(back, JSON.stringify(data)));
}

// what a terminal, or a reader of lines, takes for more than a sign
const controls = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** What hands its text on whatever it is: DCI's own variables, and keys of its job. */
const takesAnything = [
  "install.extra.master-0",
  "install.inventoryExtra.master-0",
  "install.job.ansible_skip_tags.0",
  "install.job.ansible_tags.0",
  "install.job.comment",
  "install.job.fallback_last_success.0",
  "install.job.success_tag",
  "install.job.url",
];

describe("a value of the lab file with signs that mean something elsewhere", () => {
  before(() => {
    pulumi.runtime.setAllConfig({ "ocplab:bmcPassword": "of-the-bmcs" }, ["ocplab:bmcPassword"]);
  });
  after(() => {
    pulumi.runtime.setAllConfig({});
  });

  it("is refused with its place and a next step, but where any text is handed on", () => {
    parseLab(labWith());
    const taken = leaves.filter((leaf) => {
      try {
        parseLab(labWith([leaf, payload]));
        return true;
      } catch (error) {
        assert.ok(error instanceof LabFileError, String(error));
        assert.match(error.message, /^lab\.yaml:\d+:\d+: \S.*; \S/m, nameOf(leaf));
        assert.doesNotMatch(error.message.replaceAll("\n", ""), controls, nameOf(leaf));
        return false;
      }
    });
    const names = new Set(taken.map(({ path }) => path.slice(2).join(".")));
    assert.deepEqual([...names].sort(), takesAnything);
  });

  it("has no effect where it is taken, in all that is made of the lab file", async () => {
    const places = leaves.filter((leaf) => !namesNode(leaf) && dangerousSigns(leaf).length > 0);
    const edits = places.map((leaf, number) => {
      const plain = `Zz${String(number)}plain${String(number)}zZ`;
      return { leaf, plain, dangerous: dangerousValue(leaf, plain) };
    });
    const sound = await rendered(
      labWith(...edits.map(({ leaf, plain }) => [leaf, plain] as const)),
    );
    const found = await rendered(
      labWith(...edits.map(({ leaf, dangerous }) => [leaf, dangerous] as const)),
    );
    const pairs = edits.map(({ dangerous, plain }) => [dangerous, plain] as const);
    assert.deepEqual([...found.keys()], [...sound.keys()]);
    const reached = [...found].filter(([place, text]) => {
      const before = sound.get(place) ?? "";
      return text !== before && !isHarmless(place, text, before, pairs);
    });
    assert.deepEqual(reached, []);
    for (const { leaf, plain } of edits) {
      const isSeen = [...sound.values()].some((text) => text.includes(plain));
      assert.ok(isSeen, `${nameOf(leaf)} reaches nothing that is looked at here`);
    }
  });
});
