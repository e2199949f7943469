import { refusesEach } from "./badFile.ts";
import { changedLab, inOcp1, inServer2, sampleLab } from "../sampleLab.ts";

describe("entries of a lab file whose names are none", () => {
  refusesEach([
    {
      title: "a cluster with a bad name and bad keys, all at once",
      text: changedLab("  ocp1:\n", "  OCP_1:\n")
        .replace("id: 2", "id: 0")
        .replace("server: server1\n    first", "server: servre1\n    first")
        .replace("workers: 3", "wokers: 3"),
      message: [
        'lab.yaml:15:3: clusters.OCP_1: "OCP_1" is not a name; did you mean ocp-1?',
        "lab.yaml:17:9: clusters.OCP_1.id: 0 is not a cluster id; write a whole number from 1 to 65535 without quotes",
        'lab.yaml:18:13: clusters.OCP_1.server: no server is called "servre1"; did you mean "server1"?',
        'lab.yaml:21:5: clusters.OCP_1.wokers: unknown key; did you mean "workers"?',
      ],
    },
    {
      title: "a server with a bad name and bad keys, which its cluster names right",
      text: inServer2("memory: 64").replace("  server2:", "  Server2:"),
      message: [
        'lab.yaml:11:3: servers.Server2: "Server2" is not a name; did you mean server2?',
        "lab.yaml:14:13: servers.Server2.memory: 64 is not a size with its unit; add the unit: 64GiB or 64MiB",
      ],
    },
    {
      title: "a bad name of a server that its cluster has too",
      text: sampleLab.replaceAll("server2", "Server_2"),
      message: [
        'lab.yaml:11:3: servers.Server_2: "Server_2" is not a name; did you mean server-2?',
        'lab.yaml:26:13: clusters.sno1.server: "Server_2" is not a name; did you mean server-2?',
      ],
    },
    {
      title: "a cluster with a bad name whose id is another's",
      text: changedLab("  sno1:\n", "  sno 1:\n").replace("id: 3", "id: 2"),
      message: [
        'lab.yaml:23:3: clusters."sno 1": "sno 1" is not a name; did you mean sno-1?',
        'lab.yaml:25:9: clusters."sno 1".id: 2 is also the id of cluster ocp1 (line 17); the next free id is 1',
      ],
    },
    {
      title: "two clusters with bad names and one address",
      text: sampleLab
        .replace("  ocp1:\n", "  Ocp1:\n")
        .replace("  sno1:\n", "  Sno1:\n")
        .replace("192.0.2.40", "192.0.2.25"),
      message: [
        'lab.yaml:15:3: clusters.Ocp1: "Ocp1" is not a name; did you mean ocp1?',
        'lab.yaml:23:3: clusters.Sno1: "Sno1" is not a name; did you mean sno1?',
        "lab.yaml:27:19: clusters.Sno1.firstAddress: 192.0.2.25 is in the block of cluster Ocp1 (192.0.2.20 to 192.0.2.31, line 19); the next free address is 192.0.2.2",
      ],
    },
    {
      title: "a name with its domain, of a cluster that has more wrong",
      text: changedLab("  sno1:\n", "  sno1.lab.example.com:\n").replace(
        "firstAddress: 192.0.2.40",
        "firstAddress: 192.0.3.40",
      ),
      message: [
        'lab.yaml:23:3: clusters."sno1.lab.example.com": "sno1.lab.example.com" is not a name; did you mean sno1?',
        'lab.yaml:27:19: clusters."sno1.lab.example.com".firstAddress: 192.0.3.40 is outside 192.0.2.0/24; the next free address is 192.0.2.2',
      ],
    },
    {
      title: "bad names of nodes, and what is wrong in them",
      text: inOcp1(
        "nodes:\n      master_0: { address: 192.0.2.999, mac: x }\n      Worker-0: { server: server2 }\n      worker3: {}",
      ),
      message: [
        'lab.yaml:23:7: clusters.ocp1.nodes.master_0: the cluster has no such node; did you mean "master-0"?',
        'lab.yaml:23:28: clusters.ocp1.nodes.master_0.address: "192.0.2.999" is not an IPv4 address; write four numbers from 0 to 255, for example 192.0.2.11',
        'lab.yaml:23:46: clusters.ocp1.nodes.master_0.mac: "x" is not a unicast MAC address; write six pairs of hexadecimal digits, the first pair even, for example 52:54:00:00:02:00',
        'lab.yaml:24:7: clusters.ocp1.nodes.Worker-0: the cluster has no such node; did you mean "worker-0"?',
        "lab.yaml:25:7: clusters.ocp1.nodes.worker3: the cluster has no such node; its last worker is worker-2: remove the entry, or add workers",
      ],
    },
    {
      title: "a misspelled node with the address that it is to have, once",
      text: changedLab(
        "    firstAddress: 192.0.2.40\n",
        "    nodes: { master0: { address: 192.0.2.40 } }\n",
      ),
      message: [
        'lab.yaml:27:14: clusters.sno1.nodes.master0: the cluster has no such node; did you mean "master-0"?',
      ],
    },
    {
      title: "a bad name with nothing in it",
      text: `${sampleLab}  sno_2:\n`,
      message: [
        'lab.yaml:28:3: clusters.sno_2: "sno_2" is not a name; did you mean sno-2?',
        "lab.yaml:28:3: clusters.sno_2: has no value; write `key: value` lines below the key, indented",
      ],
    },
    {
      title: "a key of a cluster among the clusters",
      text: `${sampleLab}  firstAddress: 192.0.2.50\n`,
      message: [
        "lab.yaml:28:3: clusters.firstAddress: is a key of a cluster, and stands where names of clusters do: indent it as its cluster's other keys",
      ],
    },
  ]);
});
