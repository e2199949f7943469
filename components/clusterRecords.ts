import * as pulumi from "@pulumi/pulumi";

import { renderClusterConf, renderClusterDhcp, renderClusterHosts } from "../lab/dnsmasq.ts";
import { dnsmasqFolder, dnsmasqUnit } from "../lab/hostPaths.ts";
import type { ClusterPlan, Plan } from "../lab/plan.ts";
import * as labhost from "./labhost.ts";

export interface ClusterRecordsArgs {
  readonly plan: Plan;
  readonly cluster: ClusterPlan;
}

/**
 * One cluster's names and reservations in the lab's dnsmasq. Node names, api and api-int are followed
 * without a signal and reservations with one; only the apps wildcard needs a restart of dnsmasq.
 */
export class ClusterRecords extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:cluster:Records", name, {}, opts);
    const { plan, cluster } = args;
    const host = plan.jumphost.name;
    const file = (
      folder: "conf.d" | "hosts.d" | "dhcp.d",
      content: string,
      rest: Pick<labhost.FileArgs, "check" | "onChange">,
    ): labhost.File =>
      new labhost.File(
        `${name}-${folder}`,
        { host, path: recordsPath(folder, cluster), content, ...rest },
        { parent: this },
      );
    file("hosts.d", renderClusterHosts(cluster), {
      check: "dnsmasq-hosts",
      onChange: { unit: dnsmasqUnit, verb: "reload" },
    });
    file("dhcp.d", renderClusterDhcp(plan, cluster), {
      check: "dnsmasq-dhcp",
      onChange: { unit: dnsmasqUnit, verb: "reload" },
    });
    file("conf.d", renderClusterConf(cluster), {
      check: "dnsmasq-conf",
      onChange: { unit: dnsmasqUnit, verb: "restart" },
    });
    this.registerOutputs({ api: cluster.api, ingress: cluster.ingress });
  }
}

/** dnsmasq reads only `*.conf` from conf.d; the other two folders take any name. */
function recordsPath(folder: string, cluster: ClusterPlan): string {
  return `${dnsmasqFolder}/${folder}/${cluster.name}${folder === "conf.d" ? ".conf" : ""}`;
}
