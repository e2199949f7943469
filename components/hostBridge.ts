import * as pulumi from "@pulumi/pulumi";

import * as labhost from "./labhost.ts";

export interface HostBridgeArgs {
  /** Name of the server in the lab file. */
  readonly host: string;
  /** The bridge that the machines' baremetal NICs are attached to. */
  readonly bridge: string;
  /** The physical NIC that becomes the bridge's port; the bridge takes its MAC, addresses, routes. */
  readonly nic: string;
}

/** The Linux bridge of one server, made without ever losing the server (how: docs/decisions.md). */
export class HostBridge extends pulumi.ComponentResource {
  constructor(name: string, args: HostBridgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:foundation:HostBridge", name, {}, opts);
    new labhost.Bridge(
      `${name}-${args.bridge}`,
      { host: args.host, name: args.bridge, port: args.nic },
      { parent: this },
    );
    this.registerOutputs({ bridge: args.bridge });
  }
}
