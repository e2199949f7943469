import { refusesEach } from "./badFile.ts";
import { changedLab, inOcp1, sampleLab } from "../sampleLab.ts";

describe("the structure of a lab file's YAML", () => {
  refusesEach([
    {
      title: "a list at the top",
      text: "- version: 1\n",
      message: [
        "lab.yaml:1:1: a list is not a map; write `key: value` lines below the key, indented",
      ],
    },
    {
      title: "a number at the top",
      text: "1\n",
      message: ["lab.yaml:1:1: 1 is not a map; write `key: value` lines below the key, indented"],
    },
    {
      title: "blank lines only",
      text: "\n \n\n",
      message: ["lab.yaml:1:1: is empty; begin with `version: 1`"],
    },
    {
      title: "a document that is ended before it begins",
      text: "---\n...\n",
      message: ["lab.yaml:1:1: is empty; begin with `version: 1`"],
    },
    {
      title: "a key twice in one line",
      text: changedLab("name: test,", "name: test, name: other,"),
      message: ["lab.yaml:2:20: lab.name: is already on line 2; keep one of them"],
    },
    {
      title: "the clusters twice, and no more than that",
      text:
        sampleLab +
        "clusters:\n  sno2: { type: sno, id: 3, server: server1, firstAddress: 192.0.2.1 }\n",
      message: ["lab.yaml:28:1: clusters: is already on line 14; keep one of them"],
    },
    {
      title: "a key twice, once in quotes",
      text: changedLab("    id: 3\n", '    id: 3\n    "id": 4\n'),
      message: ["lab.yaml:26:5: clusters.sno1.id: is already on line 25; keep one of them"],
    },
    {
      title: "a tab between a key and its value's map",
      text: changedLab(
        "  server2:\n    address: 192.0.2.12\n",
        "  server2:\n\taddress: 192.0.2.12\n",
      ),
      message: ["lab.yaml:12:1: not valid YAML: a tab is no indentation; indent with spaces"],
    },
    {
      title: "a third document after an empty second one",
      text: sampleLab + "---\n---\nversion: 1\n",
      message: [
        "lab.yaml:28:1: a second YAML document begins; a lab is one document: remove the `---` before it",
      ],
    },
    {
      title: "a null as a key",
      text: changedLab("  server1:", "  null:"),
      message: [
        "lab.yaml:10:3: servers: this key is not a name; write a plain word, and put text that begins with { or [ in quotes",
      ],
    },
    {
      title: "an empty key",
      text: changedLab("  server1:", '  "":'),
      message: [
        'lab.yaml:10:3: servers."": "" is not a name; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1',
      ],
    },
    {
      title: "a map as a key",
      text: changedLab("  server1:", "  ? { server1: 1 }\n  :"),
      message: [
        "lab.yaml:10:5: servers: this key is not a name; write a plain word, and put text that begins with { or [ in quotes",
      ],
    },
    {
      title: "a colon without the space after it",
      text: changedLab("    id: 3\n", "    id:3\n"),
      message: [
        "lab.yaml:25:5: not valid YAML: a key has no `: ` after it; write a colon and a space, or check the indentation",
      ],
    },
    {
      title: "a key that is indented too little",
      text: changedLab("    id: 3\n", "   id: 3\n"),
      message: [
        "lab.yaml:25:1: not valid YAML: this line begins in another column than those above it that it belongs with; check the indentation",
      ],
    },
    {
      title: "a key that is indented too much",
      text: changedLab("    id: 3\n", "      id: 3\n"),
      message: [
        "lab.yaml:24:11: not valid YAML: a value stands here, and below it are deeper `key: value` lines; indent those like this line, or remove the value",
      ],
    },
    {
      title: "an entry that slipped out of its map",
      text: changedLab("    id: 3\n", "  id: 3\n"),
      message: [
        "lab.yaml:25:7: not valid YAML: a value stands here, and below it are deeper `key: value` lines; indent those like this line, or remove the value",
      ],
    },
    {
      title: "a value with a colon in it",
      text: changedLab("name: test,", "name: a: b,"),
      message: [
        "lab.yaml:2:14: not valid YAML: between brackets there is a `key:` where none can be; look for a comma that is missing, or put a value that contains `: ` in quotes",
      ],
    },
    {
      title: "a comma that is missing",
      text: changedLab("name: test,", "name: test"),
      message: [
        "lab.yaml:2:14: not valid YAML: between brackets there is a `key:` where none can be; look for a comma that is missing, or put a value that contains `: ` in quotes",
      ],
    },
    {
      title: "a bracket that is never closed",
      text: changedLab("upstreamDns: [192.0.2.254]", "upstreamDns: [192.0.2.254"),
      message: [
        "lab.yaml:7:3: not valid YAML: a [ above is not closed, or what is in it is not indented more than its key; close it with ], or check the indentation",
      ],
    },
    {
      title: "a bracket that was never opened",
      text: changedLab("[192.0.2.254]", "192.0.2.254]"),
      message: [
        'lab.yaml:6:16: network.upstreamDns: "192.0.2.254]" is not a list; write it in square brackets, for example [192.0.2.1]',
      ],
    },
    {
      title: "an escape that does not exist",
      text: changedLab("name: test,", 'name: "t\\qest",'),
      message: [
        "lab.yaml:2:16: not valid YAML: \\q means nothing between double quotes; write two backslashes for one, or use single quotes",
      ],
    },
    {
      title: "a value that begins with an at sign",
      text: changedLab("name: test,", "name: @test,"),
      message: ["lab.yaml:2:14: not valid YAML: a value cannot begin with @; put it in quotes"],
    },
    {
      title: "a value that begins with a backtick",
      text: changedLab("name: test,", "name: `test`,"),
      message: ["lab.yaml:2:14: not valid YAML: a value cannot begin with `; put it in quotes"],
    },
    {
      title: "a template's braces",
      text: changedLab("server: server2", "server: {{ server }}"),
      message: [
        "lab.yaml:26:14: clusters.sno1.server: this key is not a name; write a plain word, and put text that begins with { or [ in quotes",
      ],
    },
    {
      title: "a block of text where a name is wanted",
      text: changedLab("server: server2", "server: |\n      server2"),
      message: [
        'lab.yaml:26:13: clusters.sno1.server: "server2\\n" is not a name; did you mean server2?',
      ],
    },
    {
      title: "two values on one line",
      text: changedLab("server: server2", 'server: "server2" server1'),
      message: [
        "lab.yaml:26:23: not valid YAML: a value has ended, and more text follows; put the whole value in quotes, or look for a comma or bracket too many",
      ],
    },
    {
      title: "maps in maps that never end",
      text: "a: ".repeat(3) + "{a: ".repeat(100_000),
      message: ["lab.yaml:1:251: nested more than 64 deep; no lab file needs that"],
    },
    {
      title: "questions that never end",
      text: "? ".repeat(100_000),
      message: ["lab.yaml:1:128: nested more than 64 deep; no lab file needs that"],
    },
    {
      title: "a map that is nested too deep in what DCI gets",
      text: inOcp1(
        "install: { topic: OCP-4.19, extra: { a: " + "[".repeat(70) + "]".repeat(70) + " } }",
      ),
      message: ["lab.yaml:22:104: nested more than 64 deep; no lab file needs that"],
    },
  ]);
});
