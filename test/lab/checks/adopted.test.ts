import assert from "node:assert/strict";

import { renderClusterDhcp, renderClusterHosts } from "../../../lab/dnsmasq.ts";
import { buildPlan } from "../../../lab/plan.ts";
import { parseLab } from "../../../lab/read.ts";
import { problemsOf, refusesEach } from "../reading/badFile.ts";
import { sampleLab } from "../sampleLab.ts";

/** The sample with ocp1 as it was made by hand, and more lines for it. */
function adopted(...lines: string[]): string {
  const more = ["adopted: true", ...lines].map((line) => `    ${line}\n`).join("");
  return sampleLab.replace("    type: ipi\n", `    type: ipi\n${more}`);
}

describe("the check of adopted clusters", () => {
  refusesEach([
    {
      title: "to install on machines that were there before, or to filter what they send",
      text: adopted("isolation: strict", "install: { enabled: true, topic: OCP-4.19 }"),
      message: [
        "lab.yaml:18:16: clusters.ocp1.isolation: is for machines that ocplab makes, and names their ports; those of an adopted cluster have others: remove the key, or `adopted`",
        "lab.yaml:19:25: clusters.ocp1.install.enabled: is true, but nothing is installed on the machines of an adopted cluster; write false, or remove `adopted` once its machines are gone",
      ],
    },
    {
      title: "names of its own for a node that ocplab makes",
      text: adopted("nodes: { master-0: { hostname: one, machine: two } }").replace(
        "    adopted: true\n",
        "",
      ),
      message: [
        "lab.yaml:17:36: clusters.ocp1.nodes.master-0.hostname: is for nodes of an adopted cluster; those that ocplab makes have the names of the plan: remove the key",
        "lab.yaml:17:50: clusters.ocp1.nodes.master-0.machine: is for nodes of an adopted cluster; those that ocplab makes have the names of the plan: remove the key",
      ],
    },
    {
      title: "one name, or one machine, for two nodes",
      text: adopted(
        "nodes:",
        "  master-0: { hostname: api, machine: one }",
        "  master-1: { hostname: worker-0, machine: one }",
      ),
      message: [
        "lab.yaml:19:29: clusters.ocp1.nodes.master-0.hostname: api is also the name of the cluster; each needs its own",
        "lab.yaml:20:29: clusters.ocp1.nodes.master-1.hostname: worker-0 is also the name of worker-0; each needs its own",
        "lab.yaml:20:48: clusters.ocp1.nodes.master-1.machine: one on server1 is also the machine of master-0 of cluster ocp1; each needs its own",
      ],
    },
  ]);

  it("lets its machines be smaller than OpenShift asks for, and boot from whatever they do", () => {
    const text = adopted("sizes: { master: { memory: 1GiB, vcpus: 1, disk: 1GiB } }");
    assert.deepEqual(problemsOf(text.replace(/^ +images?: .*\n/gm, "")), []);
  });

  it("keeps the names that its nodes have", () => {
    const text = adopted("nodes: { master-0: { hostname: dciokd-master-0, machine: m0 } }");
    const plan = buildPlan(parseLab(text));
    const [cluster] = plan.clusters;
    assert.ok(cluster);
    const node = cluster.nodes.find(({ key }) => key === "master-0");
    assert.equal(node?.name, "m0");
    assert.equal(node.fqdn, "dciokd-master-0.ocp1.lab.example.com");
    assert.match(renderClusterHosts(cluster), /^192\.0\.2\.24 dciokd-master-0\.ocp1\./m);
    assert.match(renderClusterDhcp(plan, cluster), /,192\.0\.2\.24,dciokd-master-0,24h$/m);
    assert.equal(node.bmc, undefined);
  });
});
