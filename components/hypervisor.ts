import * as pulumi from "@pulumi/pulumi";

import { hypervisorPackages } from "../lab/hostPackages.ts";
import { imageFolder, libvirtUnit } from "../lab/hostPaths.ts";
import * as labhost from "./labhost.ts";

export interface HypervisorArgs {
  /** Name of the server in the lab file. */
  readonly host: string;
}

/** Libvirt and QEMU on one server: packages, nested virtualisation, services, image folder, trial NICs. */
export class Hypervisor extends pulumi.ComponentResource {
  constructor(name: string, args: HypervisorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ocplab:foundation:Hypervisor", name, {}, opts);
    const { host } = args;
    const packages = new labhost.Packages(
      `${name}-packages`,
      { host, ...hypervisorPackages },
      { parent: this },
    );
    const ready = { parent: this, dependsOn: packages };
    // provisionhost runs the bootstrap machine inside itself; it counts from the next load of the module
    new labhost.File(
      `${name}-nested`,
      {
        host,
        path: "/etc/modprobe.d/ocplab-nested.conf",
        content: "options kvm_intel nested=1\noptions kvm_amd nested=1\n",
      },
      ready,
    );
    new labhost.Service(
      `${name}-libvirtd`,
      { host, unit: "libvirtd.service", enabled: true },
      ready,
    );
    new labhost.Service(
      `${name}-socket`,
      { host, unit: libvirtUnit, enabled: true, active: true },
      ready,
    );
    // the trial before an install puts NICs on the bridges, which NetworkManager would take for its own
    new labhost.File(
      `${name}-stations`,
      {
        host,
        path: "/etc/NetworkManager/conf.d/90-ocplab-stations.conf",
        content: "[device-ocplab-stations]\nmatch-device=interface-name:ocpf-*\nmanaged=0\n",
        onChange: { unit: "NetworkManager.service", verb: "reload" },
      },
      { parent: this },
    );
    new labhost.Directory(`${name}-images`, { host, path: imageFolder, mode: "0711" }, ready);
    this.registerOutputs({ imageFolder });
  }
}
