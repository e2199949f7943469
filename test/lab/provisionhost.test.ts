import assert from "node:assert/strict";

import { parse } from "yaml";

import type { NodePlan } from "../../lab/plan.ts";
import { provisionhostSeed } from "../../lab/provisionhost.ts";
import { assertGolden } from "./golden.ts";
import { planOf, readPlan } from "./dci/rendered.ts";
import { inNetwork } from "./sampleLab.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFNBTVBMRXNhbXBsZVNBTVBMRXNhbXBsZVNBTVBMRWFi";
const plan = readPlan("lab.yaml");

function provisionhost(of = plan): NodePlan {
  const nodes = of.clusters.flatMap((cluster) => cluster.nodes);
  return nodes.find(({ role }) => role === "provisionhost") ?? assert.fail();
}

describe("the seed of a provisionhost", () => {
  for (const [name, text] of Object.entries(provisionhostSeed(plan, provisionhost(), [key]))) {
    it(`is as in the golden file (${name})`, () => {
      assertGolden(`provisionhost/${name}`, text);
    });
  }

  it("names the NICs as the inventory does, with the lab's MTU", () => {
    const wide = planOf(inNetwork("mtu: 9000"));
    const node = provisionhost(wide);
    const text = provisionhostSeed(wide, node, [key])["network-config"] ?? "";
    const { ethernets } = parse(text, { version: "1.1" }) as { ethernets: object };
    const common = { mtu: 9000, dhcp6: false };
    assert.deepEqual(ethernets, {
      eth0: {
        match: { macaddress: node.macs.provisioning },
        "set-name": "eth0",
        ...common,
        ...{ dhcp4: false, optional: true },
      },
      eth1: {
        match: { macaddress: node.macs.baremetal },
        "set-name": "eth1",
        ...common,
        dhcp4: true,
      },
    });
  });
});
