import assert from "node:assert/strict";

import fc from "fast-check";
import { stringify } from "yaml";

import { addCluster } from "../../../lab/edit/cluster.ts";
import { EditRefused, type Edit } from "../../../lab/edit/edit.ts";
import { removeCluster, removeServer } from "../../../lab/edit/removal.ts";
import { addServer } from "../../../lab/edit/server.ts";
import { clusterTypeNames } from "../../../lab/model.ts";
import { buildPlan, type Plan } from "../../../lab/plan.ts";
import { parseLab } from "../../../lab/read.ts";
import { labs } from "../arbitraryLab.ts";

/** One command: what it is about, and how it changes a text. */
interface Step {
  readonly section: "clusters" | "servers";
  readonly name: string;
  readonly edit: (text: string) => Edit;
}

const names = fc.constantFrom("c0", "c1", "c2", "new1", "new2", "server0", "server3", "7");

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({
      name: names,
      type: fc.constantFrom(...clusterTypeNames()),
      workers: fc.option(fc.nat(9), { nil: undefined }),
      size: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
      masters: fc.option(fc.integer({ min: 3, max: 5 }), { nil: undefined }),
      image: fc.constantFrom("images/guest.qcow2", "images/guest.qcow2", undefined),
      server: fc.constantFrom("server0", "server3", undefined, undefined),
    })
    .map(({ name, ...wish }): Step => {
      return { section: "clusters", name, edit: (text) => addCluster(text, name, wish) };
    }),
  fc
    .record({ name: names, memory: fc.constantFrom("16GiB", "256GiB", undefined) })
    .map(({ name, memory }): Step => {
      const wish = { nic: "eno1", provisioningNic: "eno2", memory };
      return { section: "servers", name, edit: (text) => addServer(text, name, wish) };
    }),
  names.map((name): Step => ({
    section: "clusters",
    name,
    edit: (text) => removeCluster(text, name),
  })),
  fc.tuple(names, fc.boolean()).map(([name, force]): Step => ({
    section: "servers",
    name,
    edit: (text) => removeServer(text, name, { force }),
  })),
);

/** Random labs as people may have written them. */
const texts = fc
  .record({
    lab: labs,
    flow: fc.boolean(),
    indent: fc.integer({ min: 1, max: 4 }),
    crlf: fc.boolean(),
    end: fc.boolean(),
    comments: fc.boolean(),
  })
  .map(({ lab, flow, indent, crlf, end, comments }) => {
    const { version, lab: own, network, jumphost } = lab;
    const plain = { version, lab: own, network, jumphost: { ...jumphost }, ...entriesOf(lab) };
    const options = flow ? { collectionStyle: "flow", lineWidth: 60 } : {};
    const text = stringify(plain, { indent, ...(options as object) });
    const commented =
      comments && !flow
        ? text.replace(/^( +)(c\d+|server\d):$/gm, "\n$1# about $2\n$1$2: # here")
        : text;
    const ended = end ? commented : commented.trimEnd();
    return crlf ? ended.replaceAll("\n", "\r\n") : ended;
  });

describe("any commands on any lab file", () => {
  it("keep it sound, and move nothing that they are not about", () => {
    fc.assert(
      fc.property(texts, fc.array(steps, { minLength: 1, maxLength: 5 }), (start, commands) => {
        let text = start;
        for (const { section, name, edit } of commands) {
          const before = buildPlan(parseLab(text));
          text = editOrSame(text, edit);
          const after = buildPlan(parseLab(text));
          assert.deepEqual(without(after, section, name), without(before, section, name));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("change nothing the second time", () => {
    fc.assert(
      fc.property(texts, steps, (start, { edit }) => {
        const text = editOrSame(start, edit);
        if (text === start) return;
        const again = edit(text);
        assert.deepEqual([again.changed, again.text], [false, text]);
      }),
      { numRuns: 40 },
    );
  });

  it("give back each byte when what was added is removed", () => {
    const added = steps.filter(({ name }) => name.startsWith("new"));
    fc.assert(
      fc.property(texts, added, (start, { section, name, edit }) => {
        const text = editOrSame(start, edit);
        if (text === start) return;
        const removal =
          section === "clusters"
            ? removeCluster(text, name)
            : removeServer(text, name, { force: true });
        assert.equal(removal.text, start);
      }),
      { numRuns: 40 },
    );
  });
});

function entriesOf({ servers, clusters }: ReturnType<typeof parseLab>): object {
  const amounts = new Set(["memory", "disk"]);
  const written = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value).map(([key, inner]) => [
      key,
      amounts.has(key) ? `${String(inner)}MiB` : written(inner),
    ]);
    return Object.fromEntries(entries) as unknown;
  };
  return { servers: written(servers), clusters: written(clusters) };
}

/** A refusal changes nothing. */
function editOrSame(text: string, edit: (text: string) => Edit): string {
  try {
    return edit(text).text;
  } catch (error) {
    if (!(error instanceof EditRefused)) throw error;
    return text;
  }
}

function without(plan: Plan, section: "clusters" | "servers", name: string): Plan {
  const { servers, clusters, ...rest } = plan;
  const left = <T extends { readonly name: string }>(of: string, all: readonly T[]): T[] =>
    all.filter((one) => of !== section || one.name !== name);
  return { ...rest, servers: left("servers", servers), clusters: left("clusters", clusters) };
}
