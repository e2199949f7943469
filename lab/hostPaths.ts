/** The unit of the lab's dnsmasq; the distribution's own dnsmasq.service is never touched. */
export const dnsmasqUnit = "ocplab-dnsmasq.service";

/** What must run for libvirt to answer: libvirtd ends itself when idle and comes back through its socket. */
export const libvirtUnit = "libvirtd.socket";

/** On the jumphost: the helper that starts, follows and forgets the installs of clusters. */
export const installHelper = "/usr/local/libexec/ocplab-install";

/** On every host: one file for each cluster that stands on it. */
export const claimFolder = "/var/lib/ocplab/claims";

/** On a server: where the pool of each cluster has its folder. */
export const imageFolder = "/var/lib/libvirt/ocplab";

/** On the jumphost: what the lab's dnsmasq reads, apart from the distribution's /etc/dnsmasq*. */
export const dnsmasqFolder = "/etc/ocplab/dnsmasq";

/** On the jumphost: where the lab's dnsmasq keeps its leases. */
export const dnsmasqState = "/var/lib/ocplab/dnsmasq";
