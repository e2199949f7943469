import * as pulumi from "@pulumi/pulumi";

import { nftPackages } from "../lab/hostPackages.ts";
import { natUnit } from "../lab/hostPaths.ts";
import { natTable, renderNat, renderNatPolicy } from "../lab/nat.ts";
import type { Plan } from "../lab/plan.ts";
import * as labhost from "./labhost.ts";
import { loadedAtBoot } from "./nftUnit.ts";

export interface JumphostNatArgs {
  readonly plan: Plan;
  /** The jumphost's NIC to the world outside. */
  readonly outside: string;
}

/** The way out for the lab's machines, where the jumphost is their router: it forwards and translates. */
export class JumphostNat extends pulumi.ComponentResource {
  constructor(name: string, args: JumphostNatArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:foundation:JumphostNat", name, {}, opts);
    const host = args.plan.jumphost.name;
    const packages = new labhost.Packages(
      `${name}-packages`,
      { host, ...nftPackages },
      { parent: this },
    );
    const table = natTableOf(name, args, { parent: this, dependsOn: packages });
    loadedAtBoot(
      name,
      {
        host,
        unit: natUnit,
        file: rulesFile,
        description: "Way out for the lab's machines (ocplab)",
        before: ["network.target"],
      },
      { parent: this, dependsOn: table },
    );
    const forward = { name: "net.ipv4.ip_forward", value: "1" };
    new labhost.File(
      `${name}-sysctl`,
      {
        host,
        path: "/etc/sysctl.d/90-ocplab-nat.conf",
        content: `${forward.name} = ${forward.value}\n`,
      },
      { parent: this },
    );
    // last, so that nothing is let through before the table is there
    new labhost.Sysctl(`${name}-forward`, { host, ...forward }, { parent: this, dependsOn: table });
    new labhost.File(
      `${name}-policy`,
      {
        host,
        path: "/etc/firewalld/policies/ocplab.xml",
        content: renderNatPolicy(args.plan),
        onChange: { unit: "firewalld.service", verb: "reload" },
      },
      { parent: this },
    );
    this.registerOutputs({ table: natTable });
  }
}

const rulesFile = "/etc/ocplab/nat.nft";

function natTableOf(
  name: string,
  { plan, outside }: JumphostNatArgs,
  opts: pulumi.CustomResourceOptions,
): labhost.NftTable {
  const host = plan.jumphost.name;
  const rules = renderNat(plan, outside);
  const file = new labhost.File(`${name}-rules`, { host, path: rulesFile, content: rules }, opts);
  return new labhost.NftTable(
    `${name}-table`,
    { host, name: natTable, file: rulesFile, rules },
    { ...opts, dependsOn: file },
  );
}
