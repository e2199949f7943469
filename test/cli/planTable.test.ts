import assert from "node:assert/strict";

import { buildPlan } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";
import { checkReport } from "../../cli/checkReport.ts";
import { renderPlan } from "../../cli/planTable.ts";
import { changedLab, inOcp1, inServer2, inSno1, sampleLab } from "../lab/sampleLab.ts";

function rendered(text: string, all = false, chosen?: ReadonlySet<string>): string {
  const lab = parseLab(text);
  return renderPlan(checkReport(lab, buildPlan(lab), [], chosen), all);
}

/** The lines of one table, by its first title. */
function table(text: string, title: string): string[] {
  const part = text.split("\n\n").find((each) => each.startsWith(title));
  assert.ok(part, `no ${title} in ${text}`);
  return part.split("\n");
}

const declaring = inServer2("memory: 64GiB\n    vcpus: 8\n    vcpuRatio: 4\n    disk: 1TiB");

describe("the plan in tables", () => {
  it("tells the network, and how many of its addresses are free", () => {
    assert.deepEqual(table(rendered(sampleLab), "lab"), [
      "lab        test, domain lab.example.com",
      "network    192.0.2.0/24, gateway 192.0.2.254, MTU 1500, leases 24h",
      "           DNS 192.0.2.254, NTP 192.0.2.1",
      "addresses  237 of 254 are free; the largest free run is 192.0.2.41 to 192.0.2.253 (213)",
      "jumphost   jumphost, 192.0.2.1 on eno1",
    ]);
  });

  it("has a line for each cluster, with its VIPs, its bootstrap machine and its networks", () => {
    const [titles, ...rows] = table(rendered(sampleLab), "CLUSTER  TYPE").map(cells);
    assert.deepEqual(titles, [
      ...["CLUSTER", "TYPE", "ID", "SERVERS", "BLOCK", "API", "INGRESS", "BOOTSTRAP"],
      "PROVISIONING",
    ]);
    assert.deepEqual(rows, [
      [
        ...["ocp1", "ipi", "2", "server1", "192.0.2.20 to 192.0.2.31", "192.0.2.20", "192.0.2.21"],
        ...["192.0.2.22 52:54:00:00:02:f0", "ocp1-provisioning, prov2"],
      ],
      [
        ...["sno1", "sno", "3", "server2", "192.0.2.40 to 192.0.2.40", "192.0.2.40", "192.0.2.40"],
        ...["none", "none"],
      ],
    ]);
  });

  it("tells for whom clusters are and how long, where the lab file says any of it", () => {
    assert.doesNotMatch(rendered(sampleLab), /OWNER/);
    const sno1 = "owner: team-a\n    expires: 2020-01-31\n    purpose: CI of releases";
    const text = inSno1(sno1).replace("type: ipi\n", "type: ipi\n    protected: true\n");
    assert.deepEqual(table(rendered(text), "CLUSTER  OWNER").map(cells), [
      ["CLUSTER", "OWNER", "KEPT", "PURPOSE"],
      ["ocp1", "nobody", "protected"],
      ["sno1", "team-a", "until 2020-01-31, over", "CI of releases"],
    ]);
  });

  it("has a line for each node, with all that is derived for it", () => {
    const rows = table(rendered(sampleLab), "CLUSTER  NODE").map(cells);
    assert.equal(rows.length, 1 + 7 + 1);
    assert.deepEqual(rows[0], [
      ...["CLUSTER", "NODE", "SERVER", "ADDRESS", "MAC", "PROVISIONING MAC", "VCPUS", "MEMORY"],
      ...["DISK", "POWER", "BMC", "NAME"],
    ]);
    assert.deepEqual(rows[5], [
      ...["ocp1", "worker-0", "server1", "192.0.2.27", "52:54:00:00:02:04", "52:54:01:00:02:04"],
      ...["8", "32GiB", "120GiB", "installer", "redfish 192.0.2.11:8082"],
      "worker-0.ocp1.lab.example.com",
    ]);
    assert.deepEqual(rows.at(-1)?.slice(0, 6), [
      ...["sno1", "master-0", "server2", "192.0.2.40", "52:54:00:00:03:01", "none"],
    ]);
  });

  it("tells the BMC by which a node is switched, and none of provisionhost", () => {
    const rows = table(rendered(inOcp1("bmc: ipmi")), "CLUSTER  NODE").map(cells);
    assert.deepEqual(
      [rows[1], rows[2]].map((row) => row?.at(-2)),
      ["none", "ipmi 192.0.2.11:6254"],
    );
  });

  it("tells the names of API and ingress, with their addresses", () => {
    const rows = table(rendered(sampleLab), "CLUSTER  NAME").map(cells);
    assert.deepEqual(rows.slice(0, 4), [
      ["CLUSTER", "NAME", "ADDRESS"],
      ["ocp1", "api.ocp1.lab.example.com", "192.0.2.20"],
      ["ocp1", "api-int.ocp1.lab.example.com", "192.0.2.20"],
      ["ocp1", "*.apps.ocp1.lab.example.com", "192.0.2.21"],
    ]);
    assert.equal(rows.length, 1 + 2 * 3);
  });

  it("tells the load of each server: used, declared, percent, or that it is not declared", () => {
    const rows = table(rendered(declaring), "SERVER").map(cells);
    assert.deepEqual(rows.slice(1), [
      [
        ...["server1", "192.0.2.11", "eno1", "kvm", "7"],
        ...["160GiB", "not declared", "56", "not declared", "820GiB", "not declared"],
      ],
      [
        ...["server2", "192.0.2.12", "eno1", "kvm", "1"],
        ...["32GiB of 64GiB", "50%", "8 of 32", "25%", "120GiB of 1TiB", "12%"],
      ],
    ]);
  });

  it("says in one line which servers are no limit", () => {
    assert.match(
      rendered(declaring),
      /^What a server does not declare is no limit: memory, vcpus or disk of server1$/m,
    );
    assert.match(rendered(sampleLab), /no limit: .* of server1, server2$/m);
  });

  it("tells for each type how many more fit and what runs out then", () => {
    const fits = table(rendered(sampleLab), "TYPE").map(cells);
    assert.deepEqual(fits[0], [
      ...["TYPE", "MORE FIT", "ADDRESSES", "MEMORY", "VCPUS", "DISK", "THEN RUNS OUT"],
    ]);
    const stop = "addresses: the largest free run in 192.0.2.0/24 has 3, an ipi cluster needs 7";
    assert.deepEqual(fits[1], ["ipi", "33", "7", "64GiB", "32", "460GiB", stop]);
  });

  it("marks a server that is retired, and does not call it a limit", () => {
    const text = changedLab(
      "192.0.2.11, nic: eno1 }",
      "192.0.2.11, nic: eno1 }\n  old: { address: 192.0.2.13, nic: eno1, retired: true }",
    );
    assert.match(rendered(text), /^old +192\.0\.2\.13 .* retired$/m);
    assert.match(rendered(text), /no limit: .* of server1, server2$/m);
  });

  it("shows only chosen clusters and their servers", () => {
    const text = rendered(sampleLab, true, new Set(["sno1"]));
    assert.equal(table(text, "CLUSTER  TYPE").length, 2);
    assert.equal(table(text, "CLUSTER  NODE").length, 2);
    assert.deepEqual(
      table(text, "SERVER").map((line) => line.split(" ")[0]),
      ["SERVER", "server2"],
    );
  });

  it("leaves out tables that would be empty", () => {
    const text = rendered(sampleLab.replace(/^servers:[^]*/m, "servers: {}\nclusters: {}\n"));
    assert.deepEqual(
      text.split("\n\n").map((part) => part.split(" ")[0]),
      ["lab", "TYPE"],
    );
    assert.match(text, /^sno +0 .* servers: there is no server to put it on$/m);
  });

  it("cuts tables of a large lab, the servers to the fullest, and says how to see the rest", () => {
    const text = rendered(largeLab());
    assert.equal(table(text, "CLUSTER  TYPE").length, 1 + 40 + 1);
    assert.equal(table(text, "CLUSTER  TYPE").at(-1), "... and 60 more clusters; --all shows all");
    assert.match(
      text,
      /^500 nodes: see those of a cluster with --cluster NAME, or all with --all$/m,
    );
    const servers = table(text, "SERVER");
    assert.match(servers[1] ?? "", /^server50 .* 100% /);
    assert.equal(servers.at(-1), "... and 10 more servers, these are the fullest; --all shows all");
    assert.match(text, /no limit: .* of server1, server2, server3, server4, server5 and 45 more$/m);
  });

  it("cuts nothing with --all", () => {
    const text = rendered(largeLab(), true);
    assert.equal(table(text, "CLUSTER  TYPE").length, 101);
    assert.equal(table(text, "CLUSTER  NODE").length, 501);
    assert.deepEqual(table(text, "SERVER")[1]?.split(" ")[0], "server1");
    assert.equal(table(text, "SERVER").length, 51);
  });
});

function cells(line: string): string[] {
  return line.split(/ {2,}/);
}

/** 50 servers, of which the last is full, and 100 clusters of five nodes. */
function largeLab(): string {
  const servers = Array.from({ length: 50 }, (_, index) => {
    const memory = index === 49 ? ", memory: 160GiB" : "";
    return `  server${String(index + 1)}: { address: 198.18.0.${String(11 + index)}, nic: eno1${memory} }`;
  });
  const clusters = Array.from({ length: 100 }, (_, index) => {
    const server = `server${String((index % 50) + 1)}`;
    const first = `198.18.${String(1 + Math.floor(index / 20))}.${String((index % 20) * 10 + 1)}`;
    return `  c${String(index)}: { type: abi, id: ${String(index + 1)}, server: ${server}, firstAddress: ${first}, workers: 2, sizes: { worker: { memory: 16GiB } } }`;
  });
  return `version: 1
lab: { name: test, domain: lab.example.com }
network: { subnet: 198.18.0.0/20, gateway: 198.18.0.1, upstreamDns: [] }
jumphost: { name: jumphost, address: 198.18.0.2, nic: eno1 }
servers:
${servers.join("\n")}
clusters:
${clusters.join("\n")}
`;
}
