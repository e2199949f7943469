import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

import { addEntry, removeEntry } from "../../../lab/edit/text.ts";
import { readSource } from "../../../lab/reading/source.ts";

const entry = { type: "sno", id: 9, install: { enabled: true, topic: "OCP-4.19" } };
const asBlock = `  new:
    type: sno
    id: 9
    install: { enabled: true, topic: OCP-4.19 }
`;

/** Adds the entry to clusters of this text. */
function added(text: string): string {
  return addEntry(text, "clusters", "new", entry);
}

function removed(text: string, name = "new"): string {
  return removeEntry(text, "clusters", name);
}

describe("an entry that is added to the text of a lab file", () => {
  it("comes after the last one, and nothing else changes", () => {
    const before = `version: 1 # one\nclusters:\n  a:   {id: 1}  # 'first'\n  b:\n    id: 2\n`;
    const after = "\n# the end\nservers: {}\n";
    assert.equal(added(before + after), before + asBlock + after);
  });

  it("is written in braces after one that is, where that is no longer than a line", () => {
    const text = "clusters:\n  b: { id: 2 } # two\n";
    const small = { id: 9, server: "server1" };
    assert.equal(
      addEntry(text, "clusters", "new", small),
      `${text}  new: { id: 9, server: server1 }\n`,
    );
    const long = { id: 9, image: `images/${"x".repeat(80)}` };
    assert.equal(
      addEntry(text, "clusters", "new", long),
      `${text}  new:\n    id: 9\n    image: ${long.image}\n`,
    );
  });

  it("has a blank line before it where the others have", () => {
    const spaced = "clusters:\n  a:\n    id: 1\n\n  # two\n  b:\n    id: 2\n";
    assert.equal(added(spaced), `${spaced}\n${asBlock}`);
    const dense = "clusters:\n  a:\n    id: 1\n  # two\n  b:\n    id: 2\n";
    assert.equal(added(dense), `${dense}${asBlock}`);
  });

  it("does not take a comment that ends the section for its own", () => {
    const text = "clusters:\n  a:\n    id: 1\n    # workers: 2\n\n  # b:\n  #   id: 2\n";
    assert.equal(
      added(`${text}\n# far\nservers: {}\n`),
      `${text}\n${asBlock}\n# far\nservers: {}\n`,
    );
    assert.equal(removed(added(text)), text);
  });

  it("is indented as the others are", () => {
    const text = "clusters:\n    a:\n       id: 1\n";
    assert.equal(
      added(text),
      `${text}    new:\n       type: sno\n       id: 9\n       install: { enabled: true, topic: OCP-4.19 }\n`,
    );
  });

  it("comes after a value of several lines", () => {
    const text =
      "clusters:\n  a:\n    id: 1\n    install:\n      extra:\n        - one\n        - two: |\n            text\n";
    assert.equal(added(text), text + asBlock);
  });

  it("keeps the ends of lines: CRLF stays CRLF", () => {
    const text = "version: 1\r\nclusters:\r\n  a:\r\n    id: 1\r\nservers: {}\r\n";
    const wanted = text.replace("servers", `${asBlock.replaceAll("\n", "\r\n")}servers`);
    assert.equal(added(text), wanted);
    assert.equal(removed(wanted), text);
  });

  it("keeps a last line without an end, and a byte order mark", () => {
    const text = "\uFEFFclusters:\n  a:\n    id: 1";
    assert.equal(added(text), `${text}\n${asBlock.trimEnd()}`);
    assert.equal(removed(added(text)), text);
  });

  it("begins a section that is empty, whatever stands there for nothing", () => {
    const rest = "\nservers:\n  a: { nic: eno1 }\n";
    for (const nothing of ["", " {}", " { }", " null", " ~", "   {}"]) {
      assert.equal(added(`clusters:${nothing}${rest}`), `clusters:\n${asBlock}${rest.slice(1)}`);
    }
  });

  it("keeps the comments of a section that is empty", () => {
    assert.equal(added("clusters: {} # none yet\n"), `clusters: # none yet\n${asBlock}`);
    const text = "clusters:\n  # sno1:\n  #   id: 1\n\n# more\nservers: {}\n";
    assert.equal(
      added(text),
      `clusters:\n  # sno1:\n  #   id: 1\n\n${asBlock}\n# more\nservers: {}\n`,
    );
    assert.equal(removed(added(text)), text);
  });

  it("begins a section that is not there, at the end", () => {
    const text = "version: 1\nlab:\n    name: test\n";
    const deep = asBlock.replace(/^ +/gm, (spaces) => spaces.repeat(2));
    assert.equal(added(text), `${text}clusters:\n${deep}`);
    const spaced = "version: 1\n\nlab: { name: test }\n";
    assert.equal(added(spaced), `${spaced}\nclusters:\n${asBlock}`);
  });

  it("goes between the braces of a section that has some", () => {
    const inline = "new: { type: sno, id: 9, install: { enabled: true, topic: OCP-4.19 } }";
    for (const [before, after] of [
      ["clusters: { a: { id: 1 } } # c\n", `clusters: { a: { id: 1 }, ${inline} } # c\n`],
      ["clusters: { a: { id: 1 }, }\n", `clusters: { a: { id: 1 }, ${inline}, }\n`],
      ["clusters: { # none\n  }\n", `clusters: { ${inline} # none\n  }\n`],
      [
        "clusters: {\n  a: { id: 1 } # a\n}\n",
        `clusters: {\n  a: { id: 1 }, # a\n  ${inline}\n}\n`,
      ],
      [
        "clusters: {\n  a: { id: 1 }, # a\n  # b\n}\n",
        `clusters: {\n  a: { id: 1 }, # a\n  ${inline},\n  # b\n}\n`,
      ],
      ["clusters: {\n  a: { id: 1 } }\n", `clusters: {\n  a: { id: 1 },\n  ${inline} }\n`],
    ] as const) {
      assert.equal(added(before), after);
      assert.equal(names(after).at(-1), "new");
    }
  });

  it("leaves JSON what it is", () => {
    const data = { version: 1, clusters: { a: { id: 1 } } };
    const wanted = { version: 1, clusters: { a: { id: 1 }, new: entry } };
    for (const space of [0, 2]) {
      const text = JSON.stringify(data, undefined, space);
      assert.deepEqual(JSON.parse(added(text)), wanted);
      assert.deepEqual(JSON.parse(removed(added(text))), data);
    }
    const empty = added('{"version": 1, "clusters": {}}');
    assert.deepEqual(JSON.parse(empty), { version: 1, clusters: { new: entry } });
    assert.deepEqual(JSON.parse(added('{"version": 1}')), JSON.parse(empty));
  });

  it("puts names and values in quotes that would mean something else without", () => {
    const text = addEntry("clusters:\n  a:\n    id: 1\n", "clusters", "123", { server: "456" });
    assert.equal(text, 'clusters:\n  a:\n    id: 1\n  "123":\n    server: "456"\n');
    assert.deepEqual(names(text).sort(), ["123", "a"]);
  });
});

describe("an entry that is taken out of the text of a lab file", () => {
  it("goes with the comment right above it and those that are deeper", () => {
    const before = "clusters:\n  # one\n  a:\n    id: 1\n\n";
    const own = "  # two\n  # of them\n  b: # here\n    id: 2\n    # size: 3\n\n";
    const after = "  # three\n  c:\n    id: 3\n\n# the end\n";
    assert.equal(removed(before + own + after, "b"), before + after);
  });

  it("leaves what is set apart from it by a blank line", () => {
    const text = "clusters:\n  # all of them\n\n  # one\n  a:\n    id: 1\n\n  b:\n    id: 2\n";
    assert.equal(removed(text, "a"), "clusters:\n  # all of them\n\n  b:\n    id: 2\n");
  });

  it("leaves the blank line before the next section", () => {
    const text = "clusters:\n  a:\n    id: 1\n\n  b:\n    id: 2\n\nservers: {}\n";
    assert.equal(removed(text, "b"), "clusters:\n  a:\n    id: 1\n\nservers: {}\n");
    assert.equal(removed(text, "a"), "clusters:\n  b:\n    id: 2\n\nservers: {}\n");
  });

  it("leaves the key of a section whose last one it was", () => {
    assert.equal(
      removed("clusters: # mine\n  a: { id: 1 }\n\n# end\n", "a"),
      "clusters: # mine\n\n# end\n",
    );
  });

  it("leaves the last line without an end where it had none", () => {
    assert.equal(
      removed("clusters:\n  a: { id: 1 }\n  b: { id: 2 }", "b"),
      "clusters:\n  a: { id: 1 }",
    );
    assert.equal(
      removed("clusters:\r\n  a: { id: 1 }\r\n  b: { id: 2 }", "b"),
      "clusters:\r\n  a: { id: 1 }",
    );
  });

  it("goes from between braces with one comma", () => {
    for (const [before, name, after] of [
      [
        "clusters: { a: { id: 1 }, b: { id: 2 }, c: { id: 3 } }\n",
        "a",
        "clusters: { b: { id: 2 }, c: { id: 3 } }\n",
      ],
      [
        "clusters: { a: { id: 1 }, b: { id: 2 }, c: { id: 3 } }\n",
        "b",
        "clusters: { a: { id: 1 }, c: { id: 3 } }\n",
      ],
      ["clusters: { a: { id: 1 }, b: { id: 2 } }\n", "b", "clusters: { a: { id: 1 } }\n"],
      ["clusters: { a: { id: 1 } }\n", "a", "clusters: { }\n"],
      [
        "clusters: {\n  a: { id: 1 }, # a\n  b: { id: 2 } # b\n}\n",
        "b",
        "clusters: {\n  a: { id: 1 } # a\n}\n",
      ],
      [
        "clusters: {\n  a: { id: 1 }, # a\n  b: { id: 2 }, # b\n}\n",
        "a",
        "clusters: {\n  b: { id: 2 }, # b\n}\n",
      ],
    ] as const) {
      assert.equal(removed(before, name), after);
    }
  });
});

describe("the project's own lab files", () => {
  const examples = readdirSync("examples").filter((file) => file.endsWith(".yaml"));
  for (const file of ["lab.yaml", ...examples.map((example) => `examples/${example}`)]) {
    it(`keep each other byte of ${file}`, () => {
      const text = readFileSync(file, "utf8");
      for (const section of ["clusters", "servers"] as const) {
        const edited = addEntry(text, section, "new", entry);
        const start = commonStart(text, edited);
        // what follows the new lines is what followed the place before
        assert.equal(edited.slice(start + edited.length - text.length), text.slice(start));
        assert.equal(edited.slice(0, start), text.slice(0, start));
        assert.equal(removeEntry(edited, section, "new"), text);
      }
    });

    it(`lose nothing but lines of their own when an entry of ${file} goes`, () => {
      const text = readFileSync(file, "utf8");
      const all = names(text);
      for (const name of all) {
        const left = removeEntry(text, "clusters", name);
        assert.deepEqual(
          names(left),
          all.filter((other) => other !== name),
        );
        assert.equal(isSubsequence(left.split("\n"), text.split("\n")), true);
      }
    });
  }
});

function names(text: string): string[] {
  const { data, problems } = readSource(text);
  assert.deepEqual(problems, []);
  return Object.keys((data as { clusters: object | null }).clusters ?? {});
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let next = 0;
  for (const line of whole) if (part[next] === line) next++;
  return next === part.length;
}
