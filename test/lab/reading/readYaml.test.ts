import assert from "node:assert/strict";

import { parseLab } from "../../../lab/read.ts";
import { problemsOf, refusesEach } from "./badFile.ts";
import { changedLab, inOcp1, sampleLab } from "../sampleLab.ts";

describe("the YAML of a lab file", () => {
  refusesEach([
    {
      title: "an empty file",
      text: "",
      message: ["lab.yaml:1:1: is empty; begin with `version: 1`"],
    },
    {
      title: "a file of comments only",
      text: "# my lab\n",
      message: ["lab.yaml:1:1: is empty; begin with `version: 1`"],
    },
    {
      title: "a file that is one word",
      text: "lab\n",
      message: [
        'lab.yaml:1:1: "lab" is not a map; write `key: value` lines below the key, indented',
      ],
    },
    {
      title: "a tab as indentation",
      text: changedLab("  ntp:", "\tntp:"),
      message: ["lab.yaml:7:1: not valid YAML: a tab is no indentation; indent with spaces"],
    },
    {
      title: "tabs as indentation on several lines, and one within a line",
      text: changedLab("  ntp:", "\tntp:")
        .replace("    nic: eno1\n", "\tnic:\teno1\n")
        .replace("    id: 3\n", "  \tid: 3\n"),
      message: [
        "lab.yaml:7:1: not valid YAML: a tab is no indentation; indent with spaces; lines 13, 25 too",
      ],
    },
    {
      title: "a second document",
      text: changedLab("clusters:\n", "---\nclusters:\n"),
      message: [
        "lab.yaml:14:1: a second YAML document begins; a lab is one document: remove the `---` before it",
      ],
    },
    {
      title: "an alias, and says nothing of the value that it stands for",
      text: changedLab("id: 2\n", "id: &id 2\n").replace("id: 3\n", "id: *id\n"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: *id is an alias; write the value out, for all to see",
      ],
    },
    {
      title: "an alias without an anchor",
      text: changedLab("id: 3\n", "id: *id\n"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: *id is an alias; write the value out, for all to see",
      ],
    },
    {
      title: "a tag",
      text: changedLab("name: test,", "name: !vault test,"),
      message: [
        "lab.yaml:2:14: not valid YAML: !vault is a tag, which nothing here reads; remove it",
      ],
    },
    {
      title: "a quote that is never closed",
      text: changedLab("name: test,", 'name: "test,'),
      message: [
        'lab.yaml:2:14: not valid YAML: a " opens here, or further down, and is never closed; close it',
      ],
    },
    {
      title: "a list as a key",
      text: changedLab("  server1:", "  [server1]:"),
      message: [
        "lab.yaml:10:3: servers: this key is not a name; write a plain word, and put text that begins with { or [ in quotes",
      ],
    },
    {
      title: "a key that JavaScript would read",
      text: inOcp1("__proto__: { id: 7 }"),
      message: [
        "lab.yaml:22:5: clusters.ocp1: this key is not a name; write a plain word, and put text that begins with { or [ in quotes",
      ],
    },
    {
      title: "brackets that never end",
      text: "[".repeat(200_000),
      message: ["lab.yaml:1:65: nested more than 64 deep; no lab file needs that"],
    },
    {
      title: "lists that never end",
      text: "- ".repeat(200_000),
      message: ["lab.yaml:1:128: nested more than 64 deep; no lab file needs that"],
    },
  ]);

  it("refuses a bomb of aliases at once", () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const items = Array.from({ length: 9 }, () => `*a${String(level)}`);
      return `    a${String(level + 1)}: &a${String(level + 1)} [${items.join(", ")}]\n`;
    });
    const bomb = inOcp1(
      `install:\n      topic: OCP-4.19\n      extra:\n        a0: &a0 x\n    ${levels.join("    ")}`,
    );
    const [first, ...rest] = problemsOf(bomb);
    assert.match(first ?? "", /extra\.a1\[0\]: \*a0 is an alias; write the value out/);
    assert.equal(rest.at(-1), "lab.yaml: 170 more problems; correct these first");
  });

  it("may begin with a byte order mark and end its lines as Windows does", () => {
    const windows = `\uFEFF${sampleLab.replaceAll("\n", "\r\n")}`;
    assert.deepEqual(parseLab(windows), parseLab(sampleLab));
    assert.deepEqual(problemsOf(windows.replace("version: 1", "version: 2")), [
      "lab.yaml:1:10: version: 2 is no version of this format; write 1",
    ]);
  });

  it("may leave a map empty whose entries are all commented out", () => {
    const lab = parseLab(sampleLab.replace(/clusters:[^]*/, "clusters:\n  # ocp1: ...\n"));
    assert.deepEqual(lab.clusters, {});
  });
});
