import assert from "node:assert/strict";

import { jumphostTrial } from "../../lab/jumphostTrial.ts";
import { preflightSpecs } from "../../lab/preflight.ts";
import { clusterWith, kinds, pick, planOf, type Planned } from "./dci/rendered.ts";
import { typesLab } from "./typesLab.ts";

const planned = kinds();

function trialOf(kind: string): ReturnType<typeof jumphostTrial> {
  const { plan, cluster } = planned[kind] ?? assert.fail(kind);
  return jumphostTrial(plan, cluster);
}

describe("the trial on the jumphost", () => {
  it("asks each node's BMC by Redfish, and by IPMI too where the cluster wants that", () => {
    const asked = (kind: string): string[] =>
      trialOf(kind).bmcs.flatMap((list) =>
        list.map((one) => `${one.kind} ${one.name} ${one.address}:${String(one.port)}`),
      );
    assert.deepEqual(asked("sno-queued"), ["redfish sno1-master-0 192.0.2.12:8082"]);
    assert.deepEqual(asked("ipi-ipmi").slice(0, 3), [
      "redfish ocp1-master-0 192.0.2.11:8082",
      "ipmi ocp1-master-0 192.0.2.11:6254",
      "redfish ocp1-master-1 192.0.2.11:8082",
    ]);
    assert.deepEqual(asked("sno-classic"), []);
  });

  it("asks side by side those of different servers", () => {
    const plan = planOf(typesLab);
    const spread = plan.clusters.find(({ name }) => name === "abi1") ?? assert.fail();
    const { bmcs } = jumphostTrial(plan, spread);
    const servers = bmcs.map((list) => list.map(({ server }) => server));
    assert.deepEqual(servers, [["server2"], ["server3", "server3", "server3"]]);
  });

  it("wants the key of whoever logs in on the machines, but where a hub or DCI's older role has its own", () => {
    const keys = (kind: string): string[] => trialOf(kind).files.map(({ path }) => path);
    for (const kind of ["ipi", "sno-queued", "abi-compact", "acm-hub"]) {
      assert.equal(keys(kind).length, 1, kind);
    }
    for (const kind of ["sno-classic", "acm-spoke-single", "acm-spoke-several"]) {
      assert.deepEqual(keys(kind), [], kind);
    }
  });

  it("wants the pull secrets that the lab file names, as root finds them", () => {
    const text = clusterWith("sno1", "classic: true").replace(
      "servers:\n",
      "dci: { pullSecretFile: ~/pull.json }\nservers:\n",
    );
    const { plan, cluster }: Planned = pick(planOf(text), "sno1");
    assert.deepEqual(jumphostTrial(plan, cluster).files, [
      {
        path: "/root/pull.json",
        problem:
          "there is no /root/pull.json; put the pull secrets there, or correct dci.pullSecretFile in the lab file",
      },
    ]);
  });

  it("is one with the network's where the jumphost is a server too", () => {
    const { plan, cluster } = planned["abi-compact"] ?? assert.fail();
    const host = { ...plan.jumphost, name: cluster.servers[0] ?? "" };
    const specs = preflightSpecs({ ...plan, jumphost: host }, cluster);
    const both = specs[host.name] ?? assert.fail();
    assert.ok(both.network && both.jumphost);
  });
});
