import * as pulumi from "@pulumi/pulumi";

import { ipmiUnit, powerFolder } from "../lab/hostPaths.ts";
import type { BmcPlan, NodePlan } from "../lab/plan.ts";
import * as labhost from "./labhost.ts";

export interface BmcIpmiArgs {
  readonly node: NodePlan;
  readonly bmc: BmcPlan;
}

/** IPMI for one machine, at its planned port; user and password are those of its server. */
export class BmcIpmi extends pulumi.ComponentResource {
  constructor(name: string, args: BmcIpmiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:cluster:BmcIpmi", name, {}, opts);
    const { node, bmc } = args;
    const unit = ipmiUnit(node.name);
    const where = { address: bmc.address, port: bmc.ipmiPort };
    const conf = new labhost.File(
      `${name}-conf`,
      {
        host: node.server,
        path: `${powerFolder}/ipmi/${node.name}`,
        content: `${JSON.stringify(where)}\n`,
        onChange: { unit, verb: "restart" },
      },
      { parent: this },
    );
    new labhost.Service(
      `${name}-service`,
      { host: node.server, unit, enabled: true, active: true },
      { parent: this, dependsOn: conf },
    );
    this.registerOutputs({ port: bmc.ipmiPort });
  }
}
