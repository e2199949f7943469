import { jumphostServesTime } from "./ntp.ts";
import type { Plan } from "./plan.ts";

/** Names of packages, by the distribution's family. */
export interface HostPackages {
  readonly debian: readonly string[];
  readonly redhat: readonly string[];
}

/** Libvirt and QEMU, on servers. */
export const hypervisorPackages: HostPackages = {
  debian: ["libvirt-daemon-system", "qemu-system-x86", "qemu-utils"],
  redhat: ["libvirt", "qemu-kvm", "qemu-img"],
};

/** No distribution has sushy-tools; libvirt's bindings, and UEFI for machines, are the distribution's. */
export const bmcPackages: HostPackages = {
  debian: ["python3-libvirt", "python3-pip", "ovmf"],
  redhat: ["python3-libvirt", "python3-pip", "edk2-ovmf"],
};

export const dnsmasqPackages: HostPackages = {
  debian: ["dnsmasq-base", "dnsmasq-utils"],
  redhat: ["dnsmasq", "dnsmasq-utils"],
};

export const timePackages: HostPackages = { debian: ["chrony"], redhat: ["chrony"] };

/** On a jumphost that routes, and on servers of strict clusters. */
export const nftPackages: HostPackages = { debian: ["nftables"], redhat: ["nftables"] };

/** The hooks of a cluster with `bmc: ipmi` ask its machines for their power, and switch them off. */
export const ipmiPackages: HostPackages = { debian: ["ipmitool"], redhat: ["ipmitool"] };

/** Whether a cluster's hooks need IPMI on the jumphost. */
export function jumphostSpeaksIpmi({ clusters }: Plan): boolean {
  return clusters.some(({ bmc }) => bmc === "ipmi");
}

/** All that the foundation sees to on a host. */
export function packagesOf(plan: Plan, host: string): HostPackages {
  const server = plan.servers.some(({ name, retired }) => name === host && !retired);
  const ofJumphost = [
    dnsmasqPackages,
    ...(jumphostServesTime(plan) ? [timePackages] : []),
    ...(plan.jumphost.nat === undefined ? [] : [nftPackages]),
    ...(jumphostSpeaksIpmi(plan) ? [ipmiPackages] : []),
  ];
  const lists = [
    ...(server ? [hypervisorPackages, bmcPackages] : []),
    ...(host === plan.jumphost.name ? ofJumphost : []),
  ];
  return {
    debian: lists.flatMap(({ debian }) => debian),
    redhat: lists.flatMap(({ redhat }) => redhat),
  };
}
