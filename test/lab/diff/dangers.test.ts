import assert from "node:assert/strict";

import { diffLabs, type LabDiff } from "../../../lab/diff/labDiff.ts";
import type { Lab } from "../../../lab/model.ts";
import { parseLab } from "../../../lab/read.ts";
import { changedLab, inOcp1, inServer2, inSno1, sampleLab } from "../sampleLab.ts";

const sample = parseLab(sampleLab);

function diff(text: string, base = sample): LabDiff {
  return diffLabs(base, parseLab(text));
}

/** `kind subject` of each, in order. */
function dangers({ dangers: all }: LabDiff): string[] {
  return all.map(({ kind, subject }) => `${kind} ${subject}`);
}

/** The lab with its single-node cluster protected. */
function guarded(lab: Lab): Lab {
  const { sno1, ...others } = lab.clusters;
  assert.ok(sno1);
  return { ...lab, clusters: { ...others, sno1: { ...sno1, protected: true } } };
}

describe("dangerous steps", () => {
  it("are none where nothing changes, or only what takes nothing from anybody", () => {
    assert.deepEqual(dangers(diff(sampleLab)), []);
    assert.deepEqual(dangers(diff(changedLab("workers: 3", "workers: 4"))), []);
    assert.deepEqual(dangers(diff(inServer2("memory: 1TiB"))), []);
  });

  it("are a server's network, the jumphost, and what all machines share", () => {
    assert.deepEqual(dangers(diff(inServer2("provisioningNic: eno2"))), ["serverNetwork server2"]);
    assert.deepEqual(dangers(diff(changedLab("192.0.2.12", "192.0.2.13"))), [
      "serverNetwork server2",
    ]);
    const jumphost = changedLab("address: 192.0.2.1, nic", "address: 192.0.2.2, nic");
    assert.deepEqual(dangers(diff(jumphost)), ["jumphost jumphost"]);
    const gateway = changedLab("gateway: 192.0.2.254", "gateway: 192.0.2.253");
    assert.deepEqual(dangers(diff(gateway)), ["labNetwork network"]);
  });

  it("are a server that leaves without having been retired, but not one that was", () => {
    const free = sampleLab.replace(
      "servers:\n",
      "servers:\n  server9: { address: 192.0.2.19, nic: eno1 }\n",
    );
    assert.deepEqual(dangers(diff(sampleLab, parseLab(free))), ["serverLeaves server9"]);
    const retired = free.replace("192.0.2.19,", "192.0.2.19, retired: true,");
    assert.deepEqual(dangers(diff(retired, parseLab(free))), ["serverNetwork server9"]);
    assert.deepEqual(dangers(diff(sampleLab, parseLab(retired))), []);
  });

  it("are clusters and machines that go", () => {
    const without = sampleLab.slice(0, sampleLab.indexOf("  sno1:"));
    assert.deepEqual(dangers(diff(without)), ["clusterRemoved sno1"]);
    assert.deepEqual(dangers(diff(changedLab("workers: 3", "workers: 1"))), [
      "machineRemoved ocp1",
    ]);
  });

  it("are disks that are lost, identities that move, and masters that are away together", () => {
    const disk = diff(inSno1("sizes: { master: { disk: 200GiB } }"));
    assert.deepEqual(dangers(disk), ["rebuilt sno1"]);
    const mac = diff(inSno1('nodes: { master-0: { mac: "52:54:00:aa:bb:cc" } }'));
    assert.deepEqual(dangers(mac), ["identityMoves sno1"]);
    const memory = diff(inOcp1("sizes: { master: { memory: 64GiB } }"));
    assert.deepEqual(dangers(memory), ["quorum ocp1"]);
    assert.match(memory.dangers[0]?.message ?? "", /^3 masters are away at the same time: /);
  });

  it("are one for each cluster whose nodes move, and name some of them", () => {
    const moved = diff(changedLab("firstAddress: 192.0.2.20", "firstAddress: 192.0.2.100"));
    assert.deepEqual(dangers(moved), ["identityMoves ocp1"]);
    assert.match(
      moved.dangers[0]?.message ?? "",
      /^API changes from 192\.0\.2\.20 to 192\.0\.2\.100; ingress .*; master-0: address changes .*; and 1 more$/,
    );
  });

  it("are an install that begins anew and one that is forgotten", () => {
    const installed = parseLab(inSno1("install: { enabled: true, topic: OCP-4.19 }"));
    const newer = diff(inSno1("install: { enabled: true, topic: OCP-4.20 }"), installed);
    assert.deepEqual(dangers(newer), ["reinstalled sno1"]);
    assert.match(newer.dangers[0]?.message ?? "", /refused until `\.\/ocplab reinstall sno1`/);
    assert.deepEqual(dangers(diff(sampleLab, installed)), ["installForgotten sno1"]);
  });

  it("are first of all those of protected clusters, and that one is protected no more", () => {
    const before = guarded(sample);
    const larger = guarded(parseLab(inSno1("sizes: { master: { memory: 64GiB } }")));
    const [danger] = diffLabs(before, larger).dangers;
    assert.deepEqual(danger, {
      kind: "protected",
      subject: "sno1",
      message: "it is protected, and has master-0 restarted",
    });
    const without = sampleLab.slice(0, sampleLab.indexOf("  sno1:"));
    assert.deepEqual(dangers(diff(without, before)), ["protected sno1", "clusterRemoved sno1"]);
    assert.deepEqual(dangers(diff(sampleLab, before)), ["protected sno1"]);
    assert.deepEqual(dangers(diffLabs(sample, before)), []);
  });
});
