import { renderNat, renderNatPolicy } from "../../lab/nat.ts";
import { buildPlan } from "../../lab/plan.ts";
import { parseLab } from "../../lab/read.ts";
import { assertGolden } from "./golden.ts";
import { natLab } from "./sampleLab.ts";

describe("the way out of a lab", () => {
  const plan = buildPlan(parseLab(natLab));

  it("is a table of nftables as in the golden file", () => {
    assertGolden("nat/nat.nft", renderNat(plan, plan.jumphost.nat ?? ""));
  });

  it("is a policy of firewalld as in the golden file", () => {
    assertGolden("nat/ocplab.xml", renderNatPolicy(plan));
  });
});
