import { refusesEach } from "./badFile.ts";
import { changedLab, inNetwork, inOcp1, sampleLab } from "../sampleLab.ts";

describe("characters in a lab file", () => {
  refusesEach([
    {
      title: "line ends that are a carriage return alone",
      text: sampleLab.replaceAll("\n", "\r"),
      message: [
        "lab.yaml: has lines that end with a carriage return alone; save it with the line ends of Unix (LF)",
      ],
    },
    {
      title: "a range with a dash in the place of its hyphen",
      text: inNetwork("reserved: [192.0.2.50\u2013192.0.2.60]"),
      message: [
        'lab.yaml:8:14: network.reserved[0]: "192.0.2.50\u2013192.0.2.60" is not an address or a range of addresses; did you mean 192.0.2.50-192.0.2.60?',
      ],
    },
    {
      title: "a NUL character",
      text: changedLab("name: test,", "name: te\0st,"),
      message: ["lab.yaml:2:16: the character U+0000 has no place in a text; remove it"],
    },
    {
      title: "an escape character in a comment",
      text: changedLab("clusters:\n", "clusters: # \u001b[31mred\n"),
      message: ["lab.yaml:14:13: the character U+001B has no place in a text; remove it"],
    },
    {
      title: "half of a surrogate pair",
      text: changedLab("name: test,", "name: \ud83dtest,"),
      message: ["lab.yaml:2:14: the character U+D83D has no place in a text; remove it"],
    },
    {
      title: "a control character that is written as an escape, and does not print it",
      text: changedLab("name: test,", 'name: "te\\e[2Jst",'),
      message: [
        'lab.yaml:2:14: lab.name: "te\\u001b[2Jst" is not a name; use lower-case letters, digits and hyphens (RFC 1123, at most 63), for example server1',
      ],
    },
    {
      title: "a key with a line break in it, in one line",
      text: changedLab("name: test,", '"na\\nme": test,'),
      message: ['lab.yaml:2:8: lab."na\\nme": unknown key; did you mean "name"?'],
    },
    {
      title: "a key that turns the text of a terminal around",
      text: inOcp1('"\u202egnik": 1'),
      message: [
        'lab.yaml:22:5: clusters.ocp1."\\u{202e}gnik": unknown key; the keys here: type, id, server, firstAddress, image, nodes, install, size, masters, workers, vips, bmc, ...',
      ],
    },
    {
      title: "a byte order mark in the middle",
      text: changedLab("  ocp1:\n", "  \uFEFFocp1:\n"),
      message: [
        'lab.yaml:15:3: clusters."\\u{feff}ocp1": "\\u{feff}ocp1" is not a name; did you mean ocp1?',
      ],
    },
    {
      title: "a no-break space before a key",
      text: changedLab("    id: 3\n", "   \u00A0id: 3\n"),
      message: [
        "lab.yaml:25:4: not valid YAML: U+00A0 looks like a space here and is none; write a plain space",
      ],
    },
    {
      title: "a no-break space after a colon",
      text: changedLab("    id: 3\n", "    id:\u00A03\n"),
      message: [
        "lab.yaml:25:8: not valid YAML: U+00A0 looks like a space here and is none; write a plain space",
      ],
    },
  ]);
});
