import * as pulumi from "@pulumi/pulumi";

import { renderBase, renderLabHosts } from "../lab/dnsmasq.ts";
import { dnsmasqPackages } from "../lab/hostPackages.ts";
import { claimFolder, dnsmasqFolder, dnsmasqState, dnsmasqUnit } from "../lab/hostPaths.ts";
import type { Plan } from "../lab/plan.ts";
import * as labhost from "./labhost.ts";

export interface JumphostDnsmasqArgs {
  readonly plan: Plan;
}

/**
 * The lab's one DHCP and DNS server: packages, base configuration, own unit, and the jumphost's
 * resolver pointed at it. The clusters add their own files to its folders.
 */
export class JumphostDnsmasq extends pulumi.ComponentResource {
  constructor(name: string, args: JumphostDnsmasqArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:foundation:JumphostDnsmasq", name, {}, opts);
    const host = args.plan.jumphost.name;
    const packages = installed(name, host, this);
    const folders = dnsmasqFolders(name, host, this);
    const files = dnsmasqFiles(name, args.plan, {
      parent: this,
      dependsOn: [packages, ...folders],
    });
    const service = new labhost.Service(
      `${name}-service`,
      { host, unit: dnsmasqUnit, enabled: true, active: true, guardGlob: `${claimFolder}/*` },
      { parent: this, dependsOn: files },
    );
    resolver(name, args.plan, { parent: this, dependsOn: service });
    this.registerOutputs({ unit: dnsmasqUnit });
  }
}

function installed(name: string, host: string, parent: pulumi.Resource): labhost.Packages {
  return new labhost.Packages(`${name}-packages`, { host, ...dnsmasqPackages }, { parent });
}

function dnsmasqFolders(name: string, host: string, parent: pulumi.Resource): labhost.Directory[] {
  const read = ["conf.d", "hosts.d", "dhcp.d"].map(
    (folder) =>
      new labhost.Directory(
        `${name}-${folder}`,
        { host, path: `${dnsmasqFolder}/${folder}` },
        { parent },
      ),
  );
  // dnsmasq writes its leases there, which go with the folder
  const state = { host, path: dnsmasqState, purge: true };
  return [...read, new labhost.Directory(`${name}-state`, state, { parent })];
}

function dnsmasqFiles(
  name: string,
  plan: Plan,
  opts: pulumi.CustomResourceOptions,
): labhost.File[] {
  const host = plan.jumphost.name;
  return [
    new labhost.File(
      `${name}-conf`,
      {
        host,
        path: `${dnsmasqFolder}/dnsmasq.conf`,
        content: renderBase(plan),
        check: "dnsmasq-conf",
        onChange: { unit: dnsmasqUnit, verb: "restart" },
      },
      opts,
    ),
    new labhost.File(
      `${name}-lab-hosts`,
      {
        host,
        path: `${dnsmasqFolder}/hosts.d/lab`,
        content: renderLabHosts(plan),
        check: "dnsmasq-hosts",
        onChange: { unit: dnsmasqUnit, verb: "reload" },
      },
      opts,
    ),
    new labhost.File(
      `${name}-unit`,
      {
        host,
        path: `/etc/systemd/system/${dnsmasqUnit}`,
        content: dnsmasqUnitFile,
        onChange: { unit: dnsmasqUnit, verb: "restart" },
      },
      opts,
    ),
  ];
}

/** NetworkManager writes resolv.conf from its global DNS settings, and its own again without them. */
function resolver(name: string, plan: Plan, opts: pulumi.CustomResourceOptions): void {
  new labhost.File(
    `${name}-resolver`,
    {
      host: plan.jumphost.name,
      path: "/etc/NetworkManager/conf.d/90-ocplab-resolver.conf",
      content: `[global-dns]\nsearches=${plan.lab.domain}\n\n[global-dns-domain-*]\nservers=${plan.jumphost.address}\n`,
      onChange: { unit: "NetworkManager.service", verb: "reload" },
    },
    opts,
  );
}

const dnsmasqUnitFile = `[Unit]
Description=DHCP and DNS of the lab (ocplab)
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/sbin/dnsmasq --keep-in-foreground --conf-file=${dnsmasqFolder}/dnsmasq.conf
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartSec=1

[Install]
WantedBy=multi-user.target
`;
