import { refusesEach } from "./badFile.ts";
import { changedLab, sampleLab } from "../sampleLab.ts";

describe("what YAML has and a lab file does without", () => {
  refusesEach([
    {
      title: "a merge key, and says nothing of what it would have merged",
      text: changedLab("    type: sno\n", "    <<: *defaults\n"),
      message: [
        "lab.yaml:24:5: clusters.sno1: `<<` merges nothing here; write the keys out, for all to see",
      ],
    },
    {
      title: "a merge key with a map",
      text: changedLab("    type: sno\n    id: 3\n", "    <<: { type: sno, id: 3 }\n"),
      message: [
        "lab.yaml:24:5: clusters.sno1: `<<` merges nothing here; write the keys out, for all to see",
      ],
    },
    {
      title: "a merge key among the servers, and does not call any server missing",
      text: changedLab("  server1: { address: 192.0.2.11, nic: eno1 }\n", "  <<: *servers\n"),
      message: [
        "lab.yaml:10:3: servers: `<<` merges nothing here; write the keys out, for all to see",
      ],
    },
    {
      title: "an alias for a whole cluster, and checks the rest",
      text: changedLab(
        "  sno1:\n    type: sno\n    id: 3\n    server: server2\n    firstAddress: 192.0.2.40\n",
        "  sno1: *ocp1\n  sno2: { type: sno, id: 2, server: server2, firstAddress: 192.0.2.41 }\n",
      ),
      message: [
        "lab.yaml:23:9: clusters.sno1: *ocp1 is an alias; write the value out, for all to see",
        "lab.yaml:24:26: clusters.sno2.id: 2 is also the id of cluster ocp1 (line 17); the next free id is 1",
      ],
    },
    {
      title: "an alias as a key",
      text: changedLab("  server1:", "  *server1 :"),
      message: [
        "lab.yaml:10:3: servers: this key is not a name; write a plain word, and put text that begins with { or [ in quotes",
      ],
    },
    {
      title: "an alias in a list",
      text: changedLab("[192.0.2.254]", "[*dns]"),
      message: [
        "lab.yaml:6:17: network.upstreamDns[0]: *dns is an alias; write the value out, for all to see",
      ],
    },
    {
      title: "binary data",
      text: changedLab("name: test,", "name: !!binary dGVzdA==,"),
      message: [
        "lab.yaml:2:23: lab.name: `!!binary` is a tag; remove it, and write the value plainly",
      ],
    },
    {
      title: "a set",
      text: changedLab("  server1: {", "  server1: !!set {"),
      message: [
        "lab.yaml:10:12: not valid YAML: `!...` is a tag, which nothing here reads; remove it",
      ],
    },
    {
      title: "a timestamp",
      text: changedLab("name: test,", "name: !!timestamp 2026-01-01,"),
      message: [
        "lab.yaml:2:26: lab.name: `!!timestamp` is a tag; remove it, and write the value plainly",
      ],
    },
    {
      title: "a tag with a handle that is not declared",
      text: changedLab("name: test,", "name: !lab!name test,"),
      message: [
        "lab.yaml:2:14: not valid YAML: !lab!name is a tag, which nothing here reads; remove it",
      ],
    },
    {
      title: "a tag that turns a number into text",
      text: changedLab("id: 3", "id: !!str 3"),
      message: [
        "lab.yaml:25:15: clusters.sno1.id: `!!str` is a tag; remove it, and write the value plainly",
      ],
    },
    {
      title: "a directive for YAML 1.1",
      text: "%YAML 1.1\n---\n" + sampleLab,
      message: [
        "lab.yaml:1:1: the `%YAML` line asks for another version than 1.2, in which `yes` and MAC addresses mean something else; remove the line",
      ],
    },
    {
      title: "a directive for a version that does not exist",
      text: "%YAML 3.0\n---\n" + sampleLab,
      message: [
        "lab.yaml:1:7: not valid YAML: a line that begins with % is for programs; remove the line",
      ],
    },
    {
      title: "an unknown directive",
      text: "%LAB 1\n---\n" + sampleLab,
      message: [
        "lab.yaml:1:1: not valid YAML: a line that begins with % is for programs; remove the line",
      ],
    },
  ]);
});
