import { randomUUID } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { accessFiles, knownHosts } from "./access.ts";
import { run } from "./command.ts";
import { type Host, hostOf, network, type Place } from "./place.ts";

/**
 * Makes a host's disk, an overlay on the base image, with all that tells this host from the others. When it is first
 * turned on this goes into a file system of its own, which can be filled up (see boot).
 */
export async function makeDisk(place: Place, host: Host, base: string): Promise<void> {
  rmSync(host.dir, { recursive: true, force: true });
  for (const folder of ["base", "root", "upper", "disk"]) {
    mkdirSync(join(host.dir, folder), { recursive: true });
  }
  const disk = { upper: join(host.dir, "upper"), base };
  put(disk, "etc/hostname", `${host.name}\n`);
  put(disk, "etc/hosts", hostsFile(host));
  put(disk, "etc/machine-id", `${randomUUID().replaceAll("-", "")}\n`, 0o444);
  put(disk, "etc/NetworkManager/system-connections/host0.nmconnection", profile(host), 0o600);
  put(disk, "etc/libvirt/libvirtd.conf", libvirtdConf(base));
  put(disk, "root/.ssh/authorized_keys", readFileSync(accessFiles(place).publicKey), 0o600);
  copyTree(host, disk);
  makeFolder(disk, "etc/ssh");
  await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", host.name, "-f", keyOf(host)]);
}

/** Whether a host's disk is complete. */
export function isMade(host: Host): boolean {
  return existsSync(`${keyOf(host)}.pub`);
}

/** Gives the jumphost what it needs to enter the other hosts and the guests. To be called when all disks are made. */
export function openFromJumphost(place: Place, base: string, hosts: readonly Host[]): void {
  const disk = { upper: join(hostOf(place, "jumphost").dir, "upper"), base };
  const { key, publicKey, guestKnownHosts } = accessFiles(place);
  const guests = readFileSync(guestKnownHosts, "utf8");
  put(disk, "root/.ssh/id_ed25519", readFileSync(key), 0o600);
  put(disk, "root/.ssh/id_ed25519.pub", readFileSync(publicKey));
  put(disk, "root/.ssh/known_hosts", knownHosts(hosts) + guests, 0o600);
}

function keyOf(host: Host): string {
  return join(host.dir, "upper/etc/ssh/ssh_host_ed25519_key");
}

interface Disk {
  readonly upper: string;
  readonly base: string;
}

function put(disk: Disk, path: string, content: string | Buffer, mode = 0o644): void {
  makeFolder(disk, dirname(path));
  const file = join(disk.upper, path);
  writeFileSync(file, content);
  chmodSync(file, mode);
}

/** Makes a folder of the overlay, with the mode it has in the base: it hides the base's. */
function makeFolder(disk: Disk, path: string): void {
  const folder = join(disk.upper, path);
  if (existsSync(folder)) return;
  makeFolder(disk, dirname(path));
  const below = statSync(join(disk.base, path), { throwIfNoEntry: false });
  mkdirSync(folder);
  chmodSync(folder, below?.mode ?? 0o755);
}

/** Copies the files that the project keeps for a host, in the folder hosts/NAME beside this file. */
function copyTree(host: Host, disk: Disk): void {
  const tree = join(import.meta.dirname, "hosts", host.name);
  if (!existsSync(tree)) return;
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    put(disk, relative(tree, file), readFileSync(file), statSync(file).mode);
  }
}

function hostsFile({ name, address }: Host): string {
  return `127.0.0.1 localhost\n${address} ${name}.${network.domain} ${name}\n`;
}

/** As an admin leaves a server: a static address, the jumphost as resolver; the jumphost itself asks the outside. */
function profile({ name, address }: Host): string {
  const dns = name === "jumphost" ? network.controller : network.jumphost;
  return `[connection]
id=host0
uuid=${randomUUID()}
type=ethernet
interface-name=host0

[ipv4]
method=manual
address1=${address}/${network.prefix},${network.controller}
dns=${dns};
dns-search=${network.domain};

[ipv6]
method=link-local
`;
}

/** Containers share the machine's DMI UUID, by which libvirt would take all hosts for one. */
function libvirtdConf(base: string): string {
  const conf = readFileSync(join(base, "etc/libvirt/libvirtd.conf"), "utf8");
  return `${conf}\nhost_uuid = "${randomUUID()}"\n`;
}
