import { createHash } from "node:crypto";

// RFC 9562: the namespace of names that are URLs
const urlNamespace = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");

/**
 * The UUID of a machine: a name-based one (version 5), so that it is the same whenever and wherever it
 * is planned, and another in every lab.
 */
export function machineUuid(lab: string, cluster: string, node: string): string {
  const name = `urn:ocplab:${lab}:${cluster}:${node}`;
  const bytes = createHash("sha1").update(urlNamespace).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
