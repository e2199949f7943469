import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterPlan } from "../lab/plan.ts";

export interface ClusterNetworksArgs {
  readonly cluster: ClusterPlan;
  /** The server's bridge that the baremetal network hands out. */
  readonly bridge: string;
}

/** One cluster's libvirt networks on one server: baremetal on the server's bridge, and provisioning. */
export class ClusterNetworks extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterNetworksArgs, opts: pulumi.ComponentResourceOptions) {
    super("ocplab:cluster:Networks", name, {}, opts);
    const { cluster } = args;
    const child = { parent: this, deleteBeforeReplace: true };
    new libvirt.Network(
      `${name}-baremetal`,
      { name: cluster.baremetalNetwork, mode: "bridge", bridge: args.bridge, autostart: true },
      child,
    );
    if (cluster.provisioning) {
      const { network, bridge, mode } = cluster.provisioning;
      new libvirt.Network(
        `${name}-provisioning`,
        { name: network, mode: mode === "bridged" ? "bridge" : "none", bridge, autostart: true },
        child,
      );
    }
    this.registerOutputs({ baremetal: cluster.baremetalNetwork });
  }
}
