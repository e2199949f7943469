import * as pulumi from "@pulumi/pulumi";

import { timePackages } from "../lab/hostPackages.ts";
import { ntpUnit } from "../lab/hostPaths.ts";
import { renderNtp } from "../lab/ntp.ts";
import type { Plan } from "../lab/plan.ts";
import * as labhost from "./labhost.ts";

export interface JumphostNtpArgs {
  readonly plan: Plan;
}

/** The lab's time server on the jumphost, beside whatever keeps the jumphost's own clock. */
export class JumphostNtp extends pulumi.ComponentResource {
  constructor(name: string, args: JumphostNtpArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:foundation:JumphostNtp", name, {}, opts);
    const host = args.plan.jumphost.name;
    const packages = new labhost.Packages(
      `${name}-packages`,
      { host, ...timePackages },
      { parent: this },
    );
    const files = [
      { key: "conf", path: configuration, content: renderNtp(args.plan) },
      { key: "unit", path: `/etc/systemd/system/${ntpUnit}`, content: unitFile },
    ].map(
      ({ key, path, content }) =>
        new labhost.File(
          `${name}-${key}`,
          { host, path, content, onChange: { unit: ntpUnit, verb: "restart" } },
          { parent: this, dependsOn: packages },
        ),
    );
    new labhost.Service(
      `${name}-service`,
      { host, unit: ntpUnit, enabled: true, active: true },
      { parent: this, dependsOn: files },
    );
    this.registerOutputs({ unit: ntpUnit });
  }
}

// where Debian's AppArmor profile lets chronyd read
const configuration = "/etc/chrony/ocplab.conf";

// -x: it does not touch the clock
const unitFile = `[Unit]
Description=Time for the lab's machines (ocplab)
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/sbin/chronyd -x -d -f ${configuration}
Restart=on-failure
RestartSec=1

[Install]
WantedBy=multi-user.target
`;
