import { refusesEach } from "./badFile.ts";
import { inSno1 } from "../sampleLab.ts";
import { changedTypes, inAbi1, inHub1, typesLab } from "../typesLab.ts";

describe("hubs, spokes and classic clusters in a lab file", () => {
  refusesEach([
    {
      title: "a hub that does not exist, with the one that is meant",
      text: changedTypes("    type: sno\n    hub: hub1\n", "    type: sno\n    hub: hbu1\n"),
      message: [
        'lab.yaml:20:10: clusters.spoke1.hub: no hub is called "hbu1"; did you mean "hub1"?',
      ],
    },
    {
      title: "a hub where there is none",
      text: inSno1("hub: acm1"),
      message: [
        'lab.yaml:26:10: clusters.sno1.hub: no hub is called "acm1"; there are no hubs yet',
      ],
    },
    {
      title: "a hub of another type",
      text: changedTypes("    type: sno\n    hub: hub1\n", "    type: sno\n    hub: abi1\n"),
      message: [
        "lab.yaml:20:10: clusters.spoke1.hub: cluster abi1 is of type abi (line 32), which deploys no others; name one of type acm",
      ],
    },
    {
      title: "a cluster that is its own hub",
      text: changedTypes("    type: sno\n    hub: hub1\n", "    type: sno\n    hub: spoke1\n"),
      message: [
        "lab.yaml:20:10: clusters.spoke1.hub: cluster spoke1 is of type sno (line 19), which deploys no others; name one of type acm",
      ],
    },
    {
      title: "a hub with a name that JavaScript knows",
      text: changedTypes("    type: sno\n    hub: hub1\n", "    type: sno\n    hub: constructor\n"),
      message: [
        'lab.yaml:20:10: clusters.spoke1.hub: no hub is called "constructor"; the hubs here: hub1',
      ],
    },
    {
      title: "a server with a name that JavaScript knows",
      text: changedTypes(
        "    id: 2\n    server: server2\n",
        "    id: 2\n    server: constructor\n",
      ),
      message: [
        'lab.yaml:22:13: clusters.spoke1.server: no server is called "constructor"; the servers here: server1, server2, server3',
      ],
    },
    {
      title: "a second hub",
      text: changedTypes(
        "  abi1:\n    type: abi\n    id: 4\n    server: server3\n",
        "  hub2:\n    type: acm\n    id: 4\n    server: server1\n",
      ),
      message: [
        "lab.yaml:32:11: clusters.hub2.type: hub1 is an ACM hub already (line 14); both would answer DHCP on the one provisioning network: make one of them a spoke, or of another type",
      ],
    },
    {
      title: "a hub on a server without a NIC for provisioning",
      text: changedTypes("    id: 1\n    server: server1\n", "    id: 1\n    server: server3\n"),
      message: [
        "lab.yaml:16:13: clusters.hub1.server: server server3 has no `provisioningNic`, but an ACM hub needs its provisioning network bridged; give the server one, or choose another server",
      ],
    },
    {
      title: "a hub's node on a server without a NIC for provisioning",
      text: inHub1("nodes: { master-1: { server: server3 } }"),
      message: [
        "lab.yaml:15:34: clusters.hub1.nodes.master-1.server: server server3 has no `provisioningNic`, but an ACM hub needs its provisioning network bridged; give the server one, or choose another server",
      ],
    },
    {
      title: "a spoke on a server without a NIC for provisioning",
      text: changedTypes("    id: 2\n    server: server2\n", "    id: 2\n    server: server3\n"),
      message: [
        "lab.yaml:22:13: clusters.spoke1.server: server server3 has no `provisioningNic`, but a spoke of an ACM hub needs its provisioning network bridged; give the server one, or choose another server",
      ],
    },
    {
      title: "a spoke's node on a server without a NIC for provisioning",
      text: changedTypes("master-1: { server: server1 }", "master-1: { server: server3 }"),
      message: [
        "lab.yaml:30:34: clusters.spoke2.nodes.master-1.server: server server3 has no `provisioningNic`, but a spoke of an ACM hub needs its provisioning network bridged; give the server one, or choose another server",
      ],
    },
    {
      title: "a hub that is a spoke",
      text: inHub1("hub: hub1"),
      message: [
        "lab.yaml:15:5: clusters.hub1.hub: unknown key; only clusters of type sno, abi have it: remove it",
      ],
    },
    {
      title: "a classic single node that a hub deploys",
      text: changedTypes("    classic: true\n", "    classic: true\n    hub: hub1\n"),
      message: [
        "lab.yaml:40:14: clusters.old1.classic: is true, but hub hub1 deploys the cluster (line 41); remove one of both",
        "lab.yaml:43:13: clusters.old1.server: server server3 has no `provisioningNic`, but a spoke of an ACM hub needs its provisioning network bridged; give the server one, or choose another server",
      ],
    },
    {
      title: "a classic single node with an image",
      text: changedTypes(
        "    classic: true\n",
        "    classic: true\n    image: images/guest.qcow2\n",
      ),
      message: [
        "lab.yaml:41:12: clusters.old1.image: DCI makes the machine of a classic cluster, with an empty disk; remove the key, or `classic`",
      ],
    },
    {
      title: "a classic single node that is to be kept apart",
      text: changedTypes("    classic: true\n", "    classic: true\n    isolation: strict\n"),
      message: [
        "lab.yaml:41:16: clusters.old1.isolation: is for machines that ocplab makes; DCI makes that of a classic cluster, and names its ports: remove the key, or `classic`",
      ],
    },
    {
      title: "a classic single node with an image of its role",
      text: changedTypes(
        "    classic: true\n",
        "    classic: true\n    images: { master: images/guest.qcow2 }\n",
      ),
      message: [
        "lab.yaml:41:23: clusters.old1.images.master: DCI makes the machine of a classic cluster, with an empty disk; remove the key, or `classic`",
      ],
    },
    {
      title: "a classic single node whose clean-up would destroy another machine on its own server",
      text: changedTypes(
        "    classic: true\n",
        "    classic: true\n    nodes: { master-0: { server: server2 } }\n",
      ).replace("  spoke1:", "  my-old1:"),
      message: [
        "lab.yaml:40:14: clusters.old1.classic: DCI cleans up every machine on server2 whose name contains old1-master-0, so also my-old1-master-0 of cluster my-old1 (line 18); rename one of both, or remove `classic`",
      ],
    },
    {
      title: "an IPMI port for two nodes of one server in a wide subnet",
      text: typesLab
        .replace("192.0.2.0/24", "10.0.0.0/12")
        .replaceAll("192.0.2.", "10.0.2.")
        .replace("10.0.2.80", "10.0.233.232"),
      message: [
        "lab.yaml:38:3: clusters.old1.nodes.master-0.address: with 10.0.233.232 its IPMI has port 6804 of server3, as that of master-0 of cluster abi1 (line 37); give one of both another address, or take a subnet of /17 or smaller (10.0.0.0/12)",
      ],
    },
    {
      title: "a misspelled first address of a hub, and asks for none",
      text: typesLab
        .replace("  hub1:\n    type: acm", "  hub1:\n    type: acm\n    firstAdress: 192.0.2.20")
        .replace("    firstAddress: 192.0.2.20\n", ""),
      message: [
        'lab.yaml:15:5: clusters.hub1.firstAdress: unknown key; did you mean "firstAddress"?',
      ],
    },
    {
      title: "a classic single node whose clean-up would destroy another machine",
      text: changedTypes("  abi1:\n", "  my-old1:\n"),
      message: [
        "lab.yaml:40:14: clusters.old1.classic: DCI cleans up every machine on server3 whose name contains old1-master-0, so also my-old1-master-0 of cluster my-old1 (line 31); rename one of both, or remove `classic`",
      ],
    },
    {
      title: "a classic agent-based cluster",
      text: inAbi1("classic: true"),
      message: [
        "lab.yaml:37:5: clusters.abi1.classic: unknown key; only clusters of type sno have it: remove it",
      ],
    },
  ]);
});
