import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { installHelper } from "../lab/hostPaths.ts";
import { jumphostServesTime } from "../lab/ntp.ts";
import type { Plan } from "../lab/plan.ts";
import { JumphostDnsmasq } from "./jumphostDnsmasq.ts";
import { JumphostNtp } from "./jumphostNtp.ts";
import * as labhost from "./labhost.ts";

export interface JumphostArgs {
  readonly plan: Plan;
}

/** The jumphost's part of the foundation: the lab's dnsmasq, its time, and the helper that runs installs. */
export class Jumphost extends pulumi.ComponentResource {
  constructor(name: string, args: JumphostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:foundation:Jumphost", name, {}, opts);
    new JumphostDnsmasq(`${name}-dnsmasq`, { plan: args.plan }, { parent: this });
    if (jumphostServesTime(args.plan)) {
      new JumphostNtp(`${name}-ntp`, { plan: args.plan }, { parent: this });
    }
    new labhost.File(
      `${name}-install-helper`,
      {
        host: args.plan.jumphost.name,
        path: installHelper,
        content: readFileSync(join(__dirname, "files/ocplab-install"), "utf8"),
        mode: "0755",
      },
      { parent: this },
    );
    this.registerOutputs({ installHelper });
  }
}
