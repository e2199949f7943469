import assert from "node:assert/strict";

import { buildPlan, type ClusterPlan } from "../../lab/plan.ts";
import { parseLab, readLab } from "../../lab/read.ts";
import { inSno1 } from "./sampleLab.ts";

function clusters(file: string): Record<string, ClusterPlan> {
  const plan = buildPlan(readLab(`examples/${file}.yaml`));
  return Object.fromEntries(plan.clusters.map((cluster) => [cluster.name, cluster]));
}

function pick(record: Record<string, ClusterPlan>, name: string): ClusterPlan {
  const cluster = record[name];
  assert.ok(cluster, name);
  return cluster;
}

describe("the plan of an abi cluster", () => {
  const compact = pick(clusters("single-server"), "compact");
  const wide = pick(clusters("ten-servers"), "wide");

  it("has VIPs and nodes in its block, and neither bootstrap machine nor provisionhost", () => {
    assert.deepEqual([compact.api, compact.ingress], ["192.0.2.16", "192.0.2.17"]);
    assert.deepEqual(
      compact.nodes.map(({ key, address, macs }) => [key, address, macs.baremetal]),
      [
        ["master-0", "192.0.2.18", "52:54:00:00:01:01"],
        ["master-1", "192.0.2.19", "52:54:00:00:01:02"],
        ["master-2", "192.0.2.20", "52:54:00:00:01:03"],
      ],
    );
    assert.equal(compact.bootstrap, undefined);
    assert.equal(compact.provisioning, undefined);
  });

  it("puts masters after the third at MACs and addresses of their own, and moves no worker", () => {
    const places = wide.nodes.map(({ key, address, macs }) => [key, address, macs.baremetal]);
    assert.deepEqual(places.slice(2), [
      ["master-2", "192.0.2.148", "52:54:00:00:1e:03"],
      ["master-3", "192.0.2.152", "52:54:00:00:1e:80"],
      ["master-4", "192.0.2.153", "52:54:00:00:1e:81"],
      ["worker-0", "192.0.2.149", "52:54:00:00:1e:04"],
      ["worker-1", "192.0.2.150", "52:54:00:00:1e:05"],
    ]);
  });
});

describe("the plan of an ACM hub and its spokes", () => {
  const lab = clusters("acm-hub");

  it("spreads a hub over servers", () => {
    const hub = pick(lab, "hub");
    assert.deepEqual(hub.servers, ["server1", "server2"]);
    assert.deepEqual(
      hub.nodes.map(({ key, server }) => `${key} ${server}`),
      ["master-0 server1", "master-1 server1", "master-2 server2", "worker-0 server1"],
    );
  });

  it("gives hub and spokes a NIC each on the provisioning network that they share", () => {
    for (const name of ["hub", "spoke1", "spoke2"]) {
      const { provisioning, nodes, id } = pick(lab, name);
      assert.deepEqual(provisioning, {
        network: `${name}-provisioning`,
        bridge: "br1",
        mode: "bridged",
      });
      const [first] = nodes;
      assert.deepEqual(first?.macs, {
        baremetal: `52:54:10:00:0${String(id)}:01`,
        provisioning: `52:54:11:00:0${String(id)}:01`,
      });
    }
  });

  it("says which hub deploys a spoke", () => {
    assert.deepEqual(
      Object.values(lab).map(({ name, hub }) => [name, hub]),
      [
        ["hub", undefined],
        ["spoke1", "hub"],
        ["spoke2", "hub"],
      ],
    );
  });
});

describe("the plan of BMCs", () => {
  it("has one port of Redfish for each server and one of IPMI for each node", () => {
    const { nodes } = pick(clusters("acm-hub"), "hub");
    assert.deepEqual(
      nodes.map(({ bmc }) => bmc),
      [
        { address: "192.0.2.11", redfishPort: 8082, ipmiPort: 6252 },
        { address: "192.0.2.11", redfishPort: 8082, ipmiPort: 6253 },
        { address: "192.0.2.12", redfishPort: 8082, ipmiPort: 6254 },
        { address: "192.0.2.11", redfishPort: 8082, ipmiPort: 6255 },
      ],
    );
  });

  it("has none for a provisionhost, which no installer switches", () => {
    const [provisionhost, master] = pick(clusters("seed"), "server1").nodes;
    assert.equal(provisionhost?.bmc, undefined);
    assert.equal(master?.bmc?.ipmiPort, 6251);
  });

  it("has none where DCI makes the machine itself", () => {
    const plan = buildPlan(parseLab(inSno1("classic: true")));
    const sno1 = plan.clusters.find(({ name }) => name === "sno1");
    assert.equal(sno1?.machines, "dci");
    assert.equal(sno1.nodes[0]?.bmc, undefined);
  });
});
