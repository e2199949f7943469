import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { BoxError } from "./command.ts";

// image/guest leaves this mark where the boot loader reads a second initrd from.
const mark = "ocplab-guest-keys";
const room = 4096;

/**
 * Copies the guests' disk image and puts keys into the copy: who may enter as root, and a host key common to all guests.
 * Gives the public part of that host key, as a known_hosts file has it.
 */
export function writeGuest(image: string, copy: string, authorizedKey: string): string {
  const host = hostKey();
  const keys = archive([
    { path: "root/.ssh/authorized_keys", content: Buffer.from(authorizedKey) },
    { path: "etc/dropbear/key", content: host.dropbear },
  ]);
  if (keys.length > room) throw new BoxError("The guests' keys are too long for their disk.");
  const disk = readFileSync(image);
  const at = disk.indexOf(mark);
  if (at < 0)
    throw new BoxError(`${image} has no place for keys: delete its folder and try again.`);
  disk.fill(0, at, at + room);
  keys.copy(disk, at);
  writeFileSync(copy, disk, { mode: 0o600 });
  return host.openssh;
}

/** A new Ed25519 key in the forms of dropbear (private) and OpenSSH (public). */
function hostKey(): { dropbear: Buffer; openssh: string } {
  const { d = "", x = "" } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const secret = Buffer.from(d, "base64url");
  const open = Buffer.from(x, "base64url");
  const type = field(Buffer.from("ssh-ed25519"));
  return {
    dropbear: Buffer.concat([type, field(Buffer.concat([secret, open]))]),
    openssh: `ssh-ed25519 ${Buffer.concat([type, field(open)]).toString("base64")}`,
  };
}

/** A string as SSH writes it: length in four bytes, then the bytes (RFC 4251, section 5). */
function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

interface ArchiveFile {
  readonly path: string;
  readonly content: Buffer;
}

/** A cpio archive of private files in the "newc" form that the kernel unpacks. The folders come with the first initrd. */
function archive(files: readonly ArchiveFile[]): Buffer {
  const trailer = { path: "TRAILER!!!", content: Buffer.alloc(0) };
  return Buffer.concat([...files, trailer].map(archiveEntry));
}

function archiveEntry({ path, content }: ArchiveFile, index: number): Buffer {
  const [mode, links] = [0o100600, 1];
  const numbers = [index + 1, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, path.length + 1, 0];
  const header = `070701${numbers.map((n) => n.toString(16).padStart(8, "0")).join("")}${path}\0`;
  return Buffer.concat([padded(Buffer.from(header)), padded(content)]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
