import assert from "node:assert/strict";

import { fingerprints } from "../../lab/fingerprint.ts";
import { buildPlan, type Plan } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";
import { clusterStack } from "../../stacks/cluster.ts";
import { sampleLab } from "../lab/sampleLab.ts";
import { registered } from "./registered.ts";

const made = buildPlan(parseLab(sampleLab));
const adopted = buildPlan(
  parseLab(sampleLab.replace("    type: ipi\n", "    type: ipi\n    adopted: true\n")),
);

function ready(plan: Plan, standing: Record<string, unknown> = {}) {
  return { outputs: { fingerprints: fingerprints(plan), ...standing } };
}

describe("the stack of an adopted cluster", () => {
  it("claims its hosts and has its records, and nothing of its machines", async () => {
    const run = () => clusterStack(adopted, "ocp1");
    const resources = await registered("ocp1", run, ready(adopted));
    const ofHosts = [...resources.values()].filter(({ inputs }) => "host" in inputs);
    assert.deepEqual(ofHosts.map(({ name }) => name).sort(), [
      "claim-jumphost",
      "claim-server1",
      "records-conf.d",
      "records-dhcp.d",
      "records-hosts.d",
    ]);
    assert.ok([...resources.values()].every(({ type }) => !type.startsWith("libvirt:")));
  });

  it("refuses to make machines beside those that were adopted", async () => {
    const run = () => clusterStack(made, "ocp1");
    await assert.rejects(
      registered("ocp1", run, ready(made, { adopted: true })),
      /cluster ocp1: its machines were adopted, .* pulumi destroy -s ocp1\. After that an up/,
    );
  });

  it("refuses to take machines away that it has made, where the file calls them adopted", async () => {
    const run = () => clusterStack(adopted, "ocp1");
    const machines = { "master-0": { mac: "52:54:00:00:02:01", uuid: "x" } };
    await assert.rejects(
      registered("ocp1", run, ready(adopted, { machines })),
      /cluster ocp1: the lab file says `adopted: true`, but ocplab has made its machines/,
    );
  });
});
