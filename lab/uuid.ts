import { createHash } from "node:crypto";

// Fixed for good: another namespace would give every machine another UUID.
const namespace = "05187b5b-047d-525e-9c17-fef8e127ca6d";

/**
 * The UUID of a machine, which follows from its MAC on the baremetal network: unique in the lab, the same
 * for every reader, and what a BMC knows the machine by. Name-based, version 5 of RFC 9562.
 */
export function machineUuid(mac: string): string {
  return uuidV5(namespace, mac.toLowerCase());
}

/** Exported for its test against the RFC's own example. */
export function uuidV5(space: string, name: string): string {
  const hash = createHash("sha1")
    .update(Buffer.from(space.replaceAll("-", ""), "hex"))
    .update(name)
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
