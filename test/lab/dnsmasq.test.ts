import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  renderBase,
  renderClusterConf,
  renderClusterDhcp,
  renderClusterHosts,
  renderLabHosts,
} from "../../lab/dnsmasq.ts";
import { dnsmasqFolder } from "../../lab/hostPaths.ts";
import { buildPlan, type Plan } from "../../lab/plan.ts";
import { parseLab, readLab } from "../../lab/read.ts";
import { assertGolden } from "./golden.ts";
import { changedLab, sampleLab } from "./sampleLab.ts";

describe("what dnsmasq reads", () => {
  const plans = {
    sample: buildPlan(parseLab(sampleLab)),
    seed: buildPlan(readLab("examples/seed.yaml")),
  };

  for (const [name, plan] of Object.entries(plans)) {
    for (const [path, content] of filesOf(plan)) {
      it(`${path} of the ${name} lab is as in the golden file`, () => {
        assertGolden(`${name}/${path}`, content);
      });
    }

    it(`is a configuration that dnsmasq accepts, for the ${name} lab`, function () {
      if (spawnSync("dnsmasq", ["--version"]).error) this.skip();
      const { status, stderr } = dnsmasqTest(plan);
      assert.equal(status, 0, stderr);
      assert.match(stderr, /syntax check OK/);
    });
  }

  it("listens on the bridge too where the jumphost is one of the servers", () => {
    const text = changedLab(
      "  server2:\n",
      "  jumphost: { address: 192.0.2.1, nic: eno1 }\n  server2:\n",
    );
    const base = renderBase(buildPlan(parseLab(text)));
    assert.deepEqual(base.match(/^interface=.*$/gm), ["interface=eno1", "interface=br0"]);
  });

  it("names a host once that is jumphost and server", () => {
    const text = changedLab(
      "  server2:\n",
      "  jumphost: { address: 192.0.2.1, nic: eno1 }\n  server2:\n",
    );
    const hosts = renderLabHosts(buildPlan(parseLab(text)));
    assert.equal(hosts.match(/jumphost/g)?.length, 1);
  });

  it("tells of no NTP server where the lab file has none", () => {
    const base = renderBase(buildPlan(parseLab(changedLab("  ntp: [192.0.2.1]\n", ""))));
    assert.doesNotMatch(base, /ntp-server/);
  });

  it("leaves what needs a restart as it is when a worker is added within the block", () => {
    const more = buildPlan(parseLab(changedLab("workers: 3", "workers: 5")));
    assert.equal(renderBase(more), renderBase(plans.sample));
    assert.deepEqual(
      more.clusters.map(renderClusterConf),
      plans.sample.clusters.map(renderClusterConf),
    );
  });

  it("gives a domain to addresses outside of the block, neighbours in one line", () => {
    const nodes =
      "{ worker-0: { address: 192.0.2.91 }, worker-1: { address: 192.0.2.90 }, worker-2: { address: 192.0.2.95 } }";
    const plan = buildPlan(parseLab(changedLab("    size: 12\n", `    nodes: ${nodes}\n`)));
    const conf = plan.clusters.map(renderClusterConf).join("");
    assert.deepEqual(conf.match(/^domain=ocp1.*$/gm), [
      "domain=ocp1.lab.example.com,192.0.2.20,192.0.2.29",
      "domain=ocp1.lab.example.com,192.0.2.90,192.0.2.91",
      "domain=ocp1.lab.example.com,192.0.2.95",
    ]);
  });
});

/** Every file by its path below dnsmasq's folder. */
function filesOf(plan: Plan): Map<string, string> {
  return new Map([
    ["dnsmasq.conf", renderBase(plan)],
    ["hosts.d/00-lab", renderLabHosts(plan)],
    ...plan.clusters.flatMap((cluster): [string, string][] => [
      [`hosts.d/${cluster.name}`, renderClusterHosts(cluster)],
      [`dhcp.d/${cluster.name}`, renderClusterDhcp(plan, cluster)],
      [`conf.d/${cluster.name}.conf`, renderClusterConf(cluster)],
    ]),
  ]);
}

/** Runs `dnsmasq --test` on all files, in a folder of their own. */
function dnsmasqTest(plan: Plan): { status: number | null; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), "dnsmasq-"));
  try {
    for (const part of ["conf.d", "hosts.d", "dhcp.d"]) mkdirSync(join(folder, part));
    for (const [path, content] of filesOf(plan)) {
      writeFileSync(join(folder, path), content.replaceAll(dnsmasqFolder, folder));
    }
    const { status, stderr } = spawnSync(
      "dnsmasq",
      ["--test", `--conf-file=${join(folder, "dnsmasq.conf")}`],
      { encoding: "utf8" },
    );
    return { status, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
