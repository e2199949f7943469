import { createHash } from "node:crypto";

/** A public host key, `TYPE BASE64`, as the lab file has it. */
export type HostKey = string;

// the one that an OpenSSH client asks for first comes first
const types = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp521",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp256",
  "ssh-rsa",
];

/** Keys of lines as ssh-keyscan prints them and known-hosts files hold them, best type first. */
export function keysOf(lines: string): HostKey[] {
  const found = lines.split("\n").flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const at = words.findIndex((word) => types.includes(word));
    const [type, key] = at < 1 ? [] : words.slice(at);
    return line.startsWith("#") || type === undefined || key === undefined
      ? []
      : [`${type} ${key}`];
  });
  return [...new Set(found)].sort((one, other) => rank(one) - rank(other));
}

/** As OpenSSH shows it: `SHA256:...`. */
export function fingerprint(key: HostKey): string {
  const [, blob = ""] = key.split(" ");
  const hash = createHash("sha256").update(Buffer.from(blob, "base64")).digest("base64");
  return `SHA256:${hash.replace(/=+$/, "")}`;
}

/** `ssh-ed25519 SHA256:...` */
export function keyText(key: HostKey): string {
  return `${key.split(" ")[0] ?? ""} ${fingerprint(key)}`;
}

function rank(key: HostKey): number {
  return types.indexOf(key.split(" ")[0] ?? "");
}
