import { refusesEach } from "./badFile.ts";
import { changedLab, inOcp1, inServer2, inSno1 } from "../sampleLab.ts";

describe("numbers and flags in a lab file's YAML", () => {
  refusesEach([
    {
      title: "an octal number",
      text: changedLab("id: 3", "id: 0o17"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: 0o17 is 15 to some readers of YAML and something else to others; write 15",
      ],
    },
    {
      title: "a number with a zero before it, which YAML 1.1 reads as octal",
      text: changedLab("id: 3", "id: 010"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: 010 is 10 to some readers of YAML and something else to others; write 10",
      ],
    },
    {
      title: "a hexadecimal number",
      text: changedLab("id: 3", "id: 0x1F"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: 0x1F is 31 to some readers of YAML and something else to others; write 31",
      ],
    },
    {
      title: "a number with an exponent",
      text: changedLab("id: 3", "id: 1e3"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: 1e3 is 1000 to some readers of YAML and something else to others; write 1000",
      ],
    },
    {
      title: "a number with a plus",
      text: changedLab("id: 3", "id: +3"),
      message: [
        "lab.yaml:25:9: clusters.sno1.id: +3 is 3 to some readers of YAML and something else to others; write 3",
      ],
    },
    {
      title: "a number with a point and nothing after it",
      text: changedLab("workers: 3", "workers: 3."),
      message: [
        "lab.yaml:21:14: clusters.ocp1.workers: 3. is 3 to some readers of YAML and something else to others; write 3",
      ],
    },
    {
      title: "a number of another base as a name",
      text: changedLab("server: server2", "server: 0x10"),
      message: [
        "lab.yaml:26:13: clusters.sno1.server: 0x10 is 16 to some readers of YAML and something else to others; write 16",
      ],
    },
    {
      title: "no number at all",
      text: inServer2("vcpuRatio: .nan"),
      message: [
        "lab.yaml:14:16: servers.server2.vcpuRatio: .nan is not a number; write a number without quotes",
      ],
    },
    {
      title: "an infinite number",
      text: inServer2("vcpuRatio: .inf"),
      message: [
        "lab.yaml:14:16: servers.server2.vcpuRatio: .inf is not a number; write a number without quotes",
      ],
    },
    {
      title: "yes where true is wanted",
      text: inSno1("classic: yes"),
      message: [
        'lab.yaml:26:14: clusters.sno1.classic: "yes" is not true or false; write true, without quotes',
      ],
    },
    {
      title: "off where false is wanted",
      text: inServer2("retired: Off"),
      message: [
        'lab.yaml:14:14: servers.server2.retired: "Off" is not true or false; write false, without quotes',
      ],
    },
    {
      title: "true in quotes",
      text: inServer2('retired: "true"'),
      message: [
        'lab.yaml:14:14: servers.server2.retired: "true" is not true or false; write true, without quotes',
      ],
    },
    {
      title: "a MAC in base 60, as YAML 1.1 reads it",
      text: inOcp1("nodes: { worker-0: { mac: 190:20:30 } }"),
      message: [
        'lab.yaml:22:31: clusters.ocp1.nodes.worker-0.mac: "190:20:30" is not a unicast MAC address; write six pairs of hexadecimal digits, the first pair even, for example 52:54:00:00:02:00',
      ],
    },
  ]);
});
