import * as pulumi from "@pulumi/pulumi";

import { nftPackages } from "../lab/hostPackages.ts";
import { isolationFile, isolationUnit } from "../lab/hostPaths.ts";
import { isolationTable, renderIsolation } from "../lab/isolation/rules.ts";
import type { ClusterPlan, Plan } from "../lab/plan.ts";
import * as labhost from "./labhost.ts";
import { loadedAtBoot } from "./nftUnit.ts";

export interface ClusterIsolationArgs {
  readonly plan: Plan;
  readonly cluster: ClusterPlan;
  /** The server whose machines of the cluster are kept apart. */
  readonly host: string;
}

/**
 * What keeps a strict cluster's machines on one server apart from those of other clusters: a table of
 * nftables of its own, loaded before the machines start. It has to be there before they are made.
 */
export class ClusterIsolation extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterIsolationArgs, opts: pulumi.ComponentResourceOptions) {
    super("ocplab:cluster:Isolation", name, {}, opts);
    const { plan, cluster, host } = args;
    const packages = new labhost.Packages(
      `${name}-packages`,
      { host, ...nftPackages },
      { parent: this },
    );
    const file = isolationFile(cluster.name);
    const rules = renderIsolation(plan, cluster, host);
    const held = new labhost.File(
      `${name}-rules`,
      { host, path: file, content: rules },
      { parent: this, dependsOn: packages },
    );
    const table = new labhost.NftTable(
      `${name}-table`,
      { host, family: "bridge", name: isolationTable(cluster), file, rules },
      { parent: this, dependsOn: held },
    );
    loadedAtBoot(
      name,
      {
        host,
        unit: isolationUnit(cluster.name),
        file,
        description: `What keeps the machines of cluster ${cluster.name} apart (ocplab)`,
        // libvirt starts machines of its own accord, as one daemon or as several
        before: ["libvirtd.service", "virtqemud.service"],
      },
      { parent: this, dependsOn: table },
    );
    this.registerOutputs({ table: isolationTable(cluster) });
  }
}
