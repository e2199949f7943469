import { dnsmasqFolder } from "../../lab/hostPaths.ts";

/** What a host is asked; see import.py. */
export interface Question {
  /** It serves DHCP and DNS, and runs the installs. */
  readonly jumphost: boolean;
  /** Where dnsmasq's configuration begins: files and folders. */
  readonly dnsmasq: readonly string[];
  /** Where DCI's inventories, pipelines and settings are: files, folders, patterns. */
  readonly dci: readonly string[];
  /** Stands in for / on the host, for tests. */
  readonly root: string;
}

/** ocplab's own, or the distribution's. */
export const usualDnsmasq: readonly string[] = [
  `${dnsmasqFolder}/dnsmasq.conf`,
  "/etc/dnsmasq.conf",
  "/etc/dnsmasq.d",
];

/** Where DCI's packages and their users put them, and where ocplab does. */
export const usualDci: readonly string[] = [
  "/etc/ocplab/clusters",
  "/etc/ocplab/inventories",
  "/etc/dci-openshift-agent",
  "/etc/dci-pipeline",
  "/var/lib/dci-openshift-agent",
  "/root/*hosts*",
  "/root/inventories",
  "/root/pipelines",
];
