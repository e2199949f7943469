import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { ipmiPackages, jumphostSpeaksIpmi } from "../lab/hostPackages.ts";
import { installHelper, installLibrary } from "../lab/hostPaths.ts";
import { jumphostServesTime } from "../lab/ntp.ts";
import type { Plan } from "../lab/plan.ts";
import { JumphostDnsmasq } from "./jumphostDnsmasq.ts";
import { JumphostNat } from "./jumphostNat.ts";
import { JumphostNtp } from "./jumphostNtp.ts";
import * as labhost from "./labhost.ts";

export interface JumphostArgs {
  readonly plan: Plan;
}

/** The jumphost's part of the foundation: the lab's dnsmasq, its time, its way out, and the helper that runs installs. */
export class Jumphost extends pulumi.ComponentResource {
  constructor(name: string, args: JumphostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:foundation:Jumphost", name, {}, opts);
    new JumphostDnsmasq(`${name}-dnsmasq`, { plan: args.plan }, { parent: this });
    if (jumphostServesTime(args.plan)) {
      new JumphostNtp(`${name}-ntp`, { plan: args.plan }, { parent: this });
    }
    const { nat: outside } = args.plan.jumphost;
    if (outside !== undefined) {
      new JumphostNat(`${name}-nat`, { plan: args.plan, outside }, { parent: this });
    }
    if (jumphostSpeaksIpmi(args.plan)) {
      const { name: host } = args.plan.jumphost;
      new labhost.Packages(`${name}-ipmi-packages`, { host, ...ipmiPackages }, { parent: this });
    }
    installFiles(name, args.plan.jumphost.name, this);
    this.registerOutputs({ installHelper });
  }
}

const files = join(__dirname, "files");

/** The helper, and the Python modules that it is made of. */
function installFiles(name: string, host: string, parent: pulumi.Resource): void {
  const program = readFileSync(join(files, "ocplab-install"), "utf8");
  new labhost.File(
    `${name}-install-helper`,
    { host, path: installHelper, content: program, mode: "0755" },
    { parent },
  );
  for (const module of readdirSync(join(files, "install")).sort()) {
    if (!module.endsWith(".py")) continue;
    const content = readFileSync(join(files, "install", module), "utf8");
    const path = `${installLibrary}/${module}`;
    new labhost.File(`${name}-install-${module}`, { host, path, content }, { parent });
  }
}
