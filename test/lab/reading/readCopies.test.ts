import { refusesEach } from "./badFile.ts";
import { changedLab, sampleLab } from "../sampleLab.ts";

const sno1 = sampleLab.slice(sampleLab.indexOf("  sno1:"));
const server1 = "  server1: { address: 192.0.2.11, nic: eno1 }\n";

describe("blocks of a lab file that were copied", () => {
  refusesEach([
    {
      title: "a cluster of which only the name was changed",
      text: sampleLab + sno1.replace("sno1", "sno2"),
      message: [
        "lab.yaml:30:9: clusters.sno2.id: 3 is also the id of cluster sno1 (line 25); the next free id is 1",
        "lab.yaml:32:19: clusters.sno2.firstAddress: 192.0.2.40 is also the address of cluster sno1 (line 27); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a server of which only the name was changed",
      text: changedLab(server1, server1 + server1.replace("server1", "server3")),
      message: [
        "lab.yaml:11:23: servers.server3.address: 192.0.2.11 is also the address of server server1 (line 10); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a block that was merged from another by its anchor",
      text: changedLab("  server1: {", "  server1: &usual {").replace(
        "    address: 192.0.2.12\n    nic: eno1\n",
        "    <<: *usual\n    address: 192.0.2.12\n",
      ),
      message: [
        "lab.yaml:12:5: servers.server2: `<<` merges nothing here; write the keys out, for all to see",
      ],
    },
    {
      title: "values that are aliases of others, each with its place",
      text: changedLab("type: ipi", "type: &type ipi")
        .replace("type: sno", "type: *type")
        .replace("server: server1\n    first", "server: &host server1\n    first")
        .replace("server: server2", "server: *host"),
      message: [
        "lab.yaml:24:11: clusters.sno1.type: *type is an alias; write the value out, for all to see",
        "lab.yaml:26:13: clusters.sno1.server: *host is an alias; write the value out, for all to see",
      ],
    },
    {
      title: "a cluster's key twice",
      text: changedLab("    workers: 3\n", "    workers: 3\n    server: server2\n    workers: 2\n"),
      message: [
        "lab.yaml:22:5: clusters.ocp1.server: is already on line 18; keep one of them",
        "lab.yaml:23:5: clusters.ocp1.workers: is already on line 21; keep one of them",
      ],
    },
    {
      title: "a lab file that was pasted below itself",
      text: `---\n${sampleLab}---\n${sampleLab}`,
      message: [
        "lab.yaml:29:1: a second YAML document begins; a lab is one document: remove the `---` before it",
      ],
    },
    {
      title: "a mistake in a file with line ends of Windows and a byte order mark",
      text: `\uFEFF${changedLab("server: server2", "server: sevrer2").replaceAll("\n", "\r\n")}`,
      message: [
        'lab.yaml:26:13: clusters.sno1.server: no server is called "sevrer2"; did you mean "server2"?',
      ],
    },
  ]);
});
