/** Node index of the installer's temporary bootstrap machine: at the top, clear of all growth. */
export const bootstrapMacIndex = 0xf0;

/** PREFIX, the cluster's id in two bytes, the node's index in one: 52:54:00 + 2 + 1 = 52:54:00:00:02:01. */
export function derivedMac(prefix: string, clusterId: number, index: number): string {
  return [prefix, hex(clusterId >> 8), hex(clusterId & 0xff), hex(index)].join(":");
}

/**
 * The prefix of the provisioning networks: the given one, or the baremetal one plus one in its last
 * byte. Undefined where the last byte has no successor.
 */
export function provisioningPrefix(network: {
  readonly macPrefix: string;
  readonly provisioningMacPrefix?: string | undefined;
}): string | undefined {
  if (network.provisioningMacPrefix !== undefined) return network.provisioningMacPrefix;
  const last = Number.parseInt(network.macPrefix.slice(-2), 16);
  return last === 0xff ? undefined : network.macPrefix.slice(0, -2) + hex(last + 1);
}

/** The number of a MAC. */
export function macNumber(mac: string): number {
  return Number.parseInt(mac.replaceAll(":", ""), 16);
}

/** The MAC of a number. */
export function macText(number: number): string {
  const digits = number.toString(16).padStart(12, "0");
  return (digits.match(/../g) ?? []).join(":");
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
