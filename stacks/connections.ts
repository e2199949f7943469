import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import type { HostPlan } from "../lab/plan.ts";
import { pinFolder } from "./pinFolder.ts";

/**
 * The address of a server's libvirt for the libvirt provider. Key and known hosts stay relative paths,
 * so that another checkout or another user gives the same address. The provider knows a host's key only
 * as a file: one is written where the lab file has the key.
 */
export function libvirtUri(host: HostPlan): string {
  const { user, keyFile, hostKey } = host.ssh;
  const knownHosts = hostKey === undefined ? host.ssh.knownHosts : pinFile(host, hostKey);
  const options = [
    ...(keyFile === undefined ? ["sshauth=agent"] : [`keyfile=${keyFile}`, "sshauth=privkey"]),
    ...(knownHosts === undefined ? [] : [`knownhosts=${knownHosts}`]),
  ];
  return `qemu+ssh://${user}@${host.address}/system?${options.join("&")}`;
}

/**
 * The one key that a host may show: from the lab file, or from its line in the known hosts there.
 * Throws a RunError where neither has it.
 */
export function pinnedHostKey(host: HostPlan): string {
  const { hostKey, knownHosts } = host.ssh;
  const key =
    hostKey ?? (knownHosts === undefined ? undefined : knownKey(knownHosts, host.address));
  if (key !== undefined) return key;
  throw new pulumi.RunError(
    `${host.name}: no SSH host key is known for ${host.address}. ` +
      `Give the host \`ssh: { hostKey: ... }\` in the lab file, or add its line to ${knownHosts ?? "a file named by knownHosts"}.`,
  );
}

function pinFile({ name, address }: HostPlan, hostKey: string): string {
  const file = `${pinFolder}/${name}`;
  mkdirSync(pinFolder, { recursive: true });
  writeFileSync(file, `${address} ${hostKey}\n`);
  return file;
}

/** The first key of the address; hashed names cannot be looked up and are passed over. */
function knownKey(file: string, address: string): string | undefined {
  for (const line of readLines(file)) {
    const [names = "", type = "", key = ""] = line.split(/\s+/);
    if (names.split(",").includes(address)) return `${type} ${key}`;
  }
  return undefined;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch (error) {
    throw new pulumi.RunError(`the lab file's knownHosts cannot be read: ${String(error)}`);
  }
}
