import assert from "node:assert/strict";

import type { Asked } from "../../../cli/probe/ask.ts";
import type { Answer, Facts } from "../../../cli/status/facts.ts";
import { namesOf } from "../../../cli/status/question.ts";
import { statusReport, type ClusterStatus, type StatusReport } from "../../../cli/status/report.ts";
import { age, renderStatus } from "../../../cli/status/table.ts";
import { capacityOf } from "../../../lab/capacity/capacity.ts";
import { installHash } from "../../../lab/dci/hash.ts";
import { buildPlan, type Plan } from "../../../lab/plan.ts";
import { parseLab } from "../../../lab/read.ts";
import { sampleLab } from "../../lab/sampleLab.ts";

const text = sampleLab.replace(
  "    server: server2\n    first",
  "    owner: team-a\n    expires: 2026-01-31\n    install: { enabled: true, topic: OCP-4.19 }\n    server: server2\n    first",
);
const lab = parseLab(text);
const plan = buildPlan(lab);
const now = new Date("2026-02-01T12:00:00Z");
const seconds = now.getTime() / 1000;

/** What the hosts of a lab say in which all is well. */
function well(): Record<string, Facts> {
  const machines = (server: string): Record<string, string> =>
    Object.fromEntries(
      nodes(plan).flatMap((node) => (node.server === server ? [[node.name, "running"]] : [])),
    );
  const [, sno1] = plan.clusters;
  const hash = sno1?.install ? installHash(plan, sno1, sno1.install) : "";
  const server = (name: string): Facts => ({
    ...{ cpus: 64, memory: 262_144, available: 131_072, load: 3.5, carrier: "br0" },
    ...{ disk: { free: 500_000, ours: 1000 }, bridges: { br0: true }, machines: machines(name) },
  });
  return {
    jumphost: {
      now: seconds,
      claims: { ocp1: seconds - 7200, sno1: seconds - 600 },
      leases: Object.fromEntries(nodes(plan).map(({ macs, address }) => [macs.baremetal, address])),
      names: Object.fromEntries(plan.clusters.flatMap((cluster) => [...namesOf(cluster)])),
      answering: [false, true],
      installs: {
        sno1: { hash, state: "succeeded", started: 1, ended: seconds - 300, step: null },
      },
    },
    server1: server("server1"),
    server2: server("server2"),
  };
}

function nodes({ clusters }: Plan) {
  return clusters.flatMap((cluster) => cluster.nodes);
}

function report(
  facts: Record<string, Facts>,
  unreached: Record<string, string> = {},
  at = now,
): StatusReport {
  const hosts = new Map<string, Asked<Answer>>(
    Object.entries(facts).map(([host, one]) => [host, { answer: { facts: one, unknown: {} } }]),
  );
  for (const [host, reason] of Object.entries(unreached)) hosts.set(host, { reason });
  const { clusters, servers } = plan;
  return statusReport(plan, capacityOf(lab), { clusters, servers, hosts, now: at });
}

function cluster(of: StatusReport, name: string): ClusterStatus {
  const found = of.clusters.find((one) => one.cluster === name);
  assert.ok(found);
  return found;
}

describe("the status of a lab", () => {
  it("is well where all that was asked is as planned", () => {
    const found = report(well());
    assert.equal(found.outcome, "well");
    assert.deepEqual(cluster(found, "sno1"), {
      ...{ cluster: "sno1", type: "sno", servers: ["server2"], owner: "team-a", purpose: null },
      ...{ expires: "2026-01-31", over: true, protected: false, since: "2026-02-01T11:50:00.000Z" },
      machines: { planned: 1, right: 1 },
      leases: { planned: 1, right: 1 },
      names: { planned: 4, right: 4 },
      api: "answers",
      install: { state: "succeeded", since: "2026-02-01T11:55:00.000Z", step: null },
      ...{ problems: [], notAsked: [] },
    });
    assert.deepEqual(cluster(found, "ocp1").install, { state: "none", since: null, step: null });
    assert.equal(cluster(found, "ocp1").api, "notExpected");
    assert.deepEqual(found.servers[0]?.memory, {
      planned: 163_840,
      total: 262_144,
      available: 131_072,
    });
  });

  it("names a machine that is off or gone, unless its installer is to switch it on", () => {
    const facts = well();
    facts.server1 = {
      ...facts.server1,
      machines: { "ocp1-provisionhost": "shut off", "ocp1-master-0": "shut off" },
    };
    const { machines, problems } = cluster(report(facts), "ocp1");
    assert.deepEqual(machines, { planned: 7, right: 0 });
    assert.deepEqual(problems.slice(0, 2), [
      "provisionhost: its machine on server1 is shut off",
      "master-1: server1 has no machine ocp1-master-1",
    ]);
  });

  it("names a wrong lease, a wrong name and a silent API", () => {
    const facts = well();
    const mac = "52:54:00:00:03:01";
    facts.jumphost = {
      ...facts.jumphost,
      leases: { ...facts.jumphost?.leases, [mac]: "192.0.2.99" },
      names: {
        ...facts.jumphost?.names,
        "api.sno1.lab.example.com": "192.0.2.7",
        "api-int.sno1.lab.example.com": null,
      },
      answering: [false, false],
    };
    const found = report(facts);
    assert.equal(found.outcome, "notWell");
    assert.deepEqual(cluster(found, "sno1").problems, [
      "master-0: it has 192.0.2.99 instead of 192.0.2.40",
      "api.sno1.lab.example.com: the lab's DNS answers 192.0.2.7 instead of 192.0.2.40",
      "api-int.sno1.lab.example.com: the lab's DNS does not know it",
      "its API does not answer jumphost at 192.0.2.40:6443",
    ]);
  });

  it("awaits no lease of a node that an installer has written, whose address is its own", () => {
    const facts = well();
    facts.jumphost = { ...facts.jumphost, leases: {} };
    assert.deepEqual(cluster(report(facts), "sno1").leases, { planned: 0, right: 0 });
    assert.deepEqual(cluster(report(facts), "ocp1").problems, [
      "provisionhost: it has no lease of 192.0.2.23",
    ]);
  });

  it("says that what is installed is not what the lab file says", () => {
    const facts = well();
    const record = { hash: "old", state: "succeeded" as const, started: 1, ended: 2, step: null };
    facts.jumphost = { ...facts.jumphost, installs: { sno1: record } };
    const { install, problems } = cluster(report(facts), "sno1");
    assert.equal(install?.state, "outdated");
    assert.match(problems.join(), /reinstall it, or put the lab file back/);
  });

  it("says of a cluster that nobody has made only that", () => {
    const facts = well();
    facts.jumphost = { ...facts.jumphost, claims: { ocp1: 1 }, installs: {}, leases: {} };
    facts.server2 = { ...facts.server2, machines: {} };
    const early = new Date("2026-01-01T00:00:00Z");
    const { problems, since } = cluster(report(facts, {}, early), "sno1");
    assert.deepEqual([problems, since], [["it is not made yet: ocplab up sno1"], null]);
    // and of one whose time is over not even that
    assert.deepEqual(cluster(report(facts), "sno1").problems, []);
  });

  it("never says of what it could not ask that it is fine", () => {
    const { server1, ...others } = well();
    assert.ok(server1);
    const found = report(others, { server1: "cannot be reached" });
    assert.equal(found.outcome, "notAsked");
    const { machines, notAsked } = cluster(found, "ocp1");
    assert.deepEqual([machines, notAsked], [null, ["not asked: server1"]]);
    const [first] = found.servers;
    assert.deepEqual([first?.notAsked, first?.memory], [["not asked: cannot be reached"], null]);
    assert.deepEqual(cluster(found, "sno1").notAsked, []);
    const shown = renderStatus(found);
    assert.match(shown, /^ocp1 +ipi +server1 +not asked /m);
    assert.match(shown, /^server1 +not asked +not asked/m);
    assert.match(shown, /^Not all could be asked\./m);
  });

  it("knows nothing of any cluster where the jumphost does not answer", () => {
    const { jumphost, ...others } = well();
    assert.ok(jumphost);
    const found = report(others, { jumphost: "cannot be reached" });
    const { leases, names, api, install, machines } = cluster(found, "sno1");
    assert.deepEqual([leases, names, api, install], [null, null, null, null]);
    assert.deepEqual(machines, { planned: 1, right: 1 });
    assert.deepEqual(found.notAsked, ["jumphost: not asked: cannot be reached"]);
  });

  it("names a server without its bridge, or with its address elsewhere", () => {
    const facts = well();
    facts.server1 = { ...facts.server1, bridges: { br0: null }, carrier: "eno1" };
    facts.server2 = { ...facts.server2, carrier: "eno1" };
    const [server1, server2] = report(facts).servers;
    assert.deepEqual(server1?.problems, ["it has no br0"]);
    assert.deepEqual(server2?.problems, ["192.0.2.12 is not on br0"]);
  });

  it("is shown as tables, and a line for whatever is not well", () => {
    const shown = renderStatus(report(well())).split("\n");
    assert.match(
      shown[2] ?? "",
      /^sno1 +sno +server2 +1 of 1 +1 of 1 +4 of 4 +answers +done, 5 min +10 min +team-a +until 2026-01-31, over$/,
    );
    assert.match(shown[5] ?? "", /^server1 +160GiB of 256GiB +128GiB +56 on 64 +3\.5 /);
    assert.match(
      shown.at(-1) ?? "",
      /^All that was asked is as the lab file says\. .*`ocplab preview`\.$/,
    );
  });

  it("tells an age in the unit of which there are two at least", () => {
    const ago = (time: number): string =>
      age(new Date(now.getTime() - time * 1000).toISOString(), now);
    assert.deepEqual([0, 119, 120, 7199, 7200, 172_800].map(ago), [
      "0 s",
      "119 s",
      "2 min",
      "119 min",
      "2 h",
      "2 d",
    ]);
  });
});
