import * as pulumi from "@pulumi/pulumi";

import type { PreflightSpec } from "../lab/preflight.ts";

/** Every object of the labhost provider lives on one host. */
export interface HostObjectArgs {
  /** The host's name in the lab file; how to reach it is looked up there at run time. Another host replaces the object. */
  readonly host: pulumi.Input<string>;
}

export interface FileArgs extends HostObjectArgs {
  /** Absolute. Another path replaces the file. */
  readonly path: pulumi.Input<string>;
  /** The bytes as UTF-8 text; a secret stays one, in the state and on the way to the host. */
  readonly content: pulumi.Input<string>;
  /** Four octal digits. @default "0644" */
  readonly mode?: pulumi.Input<string>;
  /** A user's name or number; it must exist on the host. @default "root" */
  readonly owner?: pulumi.Input<string>;
  /** A group's name or number; it must exist on the host. @default "root" */
  readonly group?: pulumi.Input<string>;
  /**
   * What must be right before the file is written, for files below /etc/ocplab/dnsmasq: dnsmasq would
   * start with the whole tree; or each line is a hosts entry, or a reservation, that no other file of the
   * folder has.
   */
  readonly check?: pulumi.Input<FileCheck>;
  /**
   * What is told when the bytes have changed, or the file has gone, if it runs. Where that fails the old
   * bytes are put back. With a check of hosts or reservations the signal is only sent where dnsmasq does
   * not follow the change by itself.
   */
  readonly onChange?: pulumi.Input<FileReader>;
}

export type FileCheck = "dnsmasq-conf" | "dnsmasq-hosts" | "dnsmasq-dhcp";

/** The unit that reads a file. */
export interface FileReader {
  /** With its ending, as in `ocplab-dnsmasq.service`. */
  readonly unit: string;
  readonly verb: "reload" | "restart";
}

/**
 * A file on a host. Written whole or not at all, never through a symbolic link. Folders that it needs are
 * made, and go with it. Deleted, what was there before comes back.
 */
export class File extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly path: pulumi.Output<string>;
  declare readonly content: pulumi.Output<string>;
  declare readonly mode: pulumi.Output<string>;
  declare readonly owner: pulumi.Output<string>;
  declare readonly group: pulumi.Output<string>;
  /** Whether it was there just as wanted before us. */
  declare readonly adopted: pulumi.Output<boolean>;

  constructor(name: string, args: FileArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:File", name, { ...args, ...computed }, opts);
  }
}

export interface DirectoryArgs extends HostObjectArgs {
  /** Absolute. Another path replaces the folder. */
  readonly path: pulumi.Input<string>;
  /** Four octal digits. @default "0755" */
  readonly mode?: pulumi.Input<string>;
  /** A user's name or number; it must exist on the host. @default "root" */
  readonly owner?: pulumi.Input<string>;
  /** A group's name or number; it must exist on the host. @default "root" */
  readonly group?: pulumi.Input<string>;
  /**
   * Take away with it all that is in it, if it was not there before us: for a folder that a service of
   * ours fills. Without, a folder that is not empty stays, with a warning. @default false
   */
  readonly purge?: pulumi.Input<boolean>;
}

/** A folder on a host. One that was there before us stays, and gets its mode and owner back. */
export class Directory extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly path: pulumi.Output<string>;
  declare readonly mode: pulumi.Output<string>;
  declare readonly owner: pulumi.Output<string>;
  declare readonly group: pulumi.Output<string>;
  /** Whether it was there just as wanted before us. */
  declare readonly adopted: pulumi.Output<boolean>;

  constructor(name: string, args: DirectoryArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:Directory", name, { ...args, ...computed }, opts);
  }
}

export interface ServiceArgs extends HostObjectArgs {
  /** A systemd unit with its ending, as in `libvirtd.socket`. Another unit replaces the object. */
  readonly unit: pulumi.Input<string>;
  /** Whether it comes up at boot; left alone where this is not set. */
  readonly enabled?: pulumi.Input<boolean>;
  /** Whether it runs; left alone where this is not set. */
  readonly active?: pulumi.Input<boolean>;
  /** An absolute path with wildcards: the unit is not stopped while a file fits. */
  readonly guardGlob?: pulumi.Input<string>;
}

/** The state of a systemd unit that exists on a host. Deleted, it returns to the state it had before us. */
export class Service extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly unit: pulumi.Output<string>;
  declare readonly enabled: pulumi.Output<boolean | undefined>;
  declare readonly active: pulumi.Output<boolean | undefined>;
  /** Whether it was just as wanted before us. */
  declare readonly adopted: pulumi.Output<boolean>;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:Service", name, { ...args, ...computed }, opts);
  }
}

export interface PackagesArgs extends HostObjectArgs {
  /** Names for a host of Debian's family. */
  readonly debian?: pulumi.Input<readonly string[]>;
  /** Names for a host of Red Hat's family. */
  readonly redhat?: pulumi.Input<readonly string[]>;
}

/**
 * Packages that must be on a host; those that are missing are installed. None is ever removed: what was
 * there is not ours, and what we brought may serve others by now.
 */
export class Packages extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly debian: pulumi.Output<string[] | undefined>;
  declare readonly redhat: pulumi.Output<string[] | undefined>;
  /** Whether none was missing before us. */
  declare readonly adopted: pulumi.Output<boolean>;

  constructor(name: string, args: PackagesArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:Packages", name, { ...args, ...computed }, opts);
  }
}

export interface PythonPackagesArgs extends HostObjectArgs {
  /** The folder that they are put into. Absolute; another one replaces it. */
  readonly path: pulumi.Input<string>;
  /**
   * As in a requirements.txt of pip: every package as `name==version`, those that others need included, and
   * best with hashes. Only wheels are taken.
   */
  readonly requirements: pulumi.Input<string>;
  /** What is told when they have changed, if it runs. */
  readonly onChange?: pulumi.Input<FileReader>;
}

/**
 * Packages of Python for a service of ours, in a folder that nobody else's Python reads: it is put on the
 * service's PYTHONPATH. pip takes them from where the host's own configuration says. For the host's
 * /usr/bin/python3; where that becomes another version, they are installed anew. Deleted, the folder goes.
 */
export class PythonPackages extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly path: pulumi.Output<string>;
  declare readonly requirements: pulumi.Output<string>;

  constructor(name: string, args: PythonPackagesArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:PythonPackages", name, { ...args, ...computed }, opts);
  }
}

export interface SeedArgs extends HostObjectArgs {
  /** Absolute. Another path replaces the image. */
  readonly path: pulumi.Input<string>;
  /** Texts by their names: `user-data`, `meta-data`, `network-config`. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * An image, as of a CD, from which cloud-init's source NoCloud configures a machine at its first boot. Each
 * text that was changed by hand shows as a difference. A machine that runs keeps what it has read.
 */
export class Seed extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly path: pulumi.Output<string>;

  constructor(name: string, args: SeedArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:Seed", name, { ...args }, opts);
  }
}

export interface PublicKeyArgs extends HostObjectArgs {
  /** Absolute. Another path replaces it. */
  readonly path: pulumi.Input<string>;
}

/** An SSH public key that somebody else keeps on a host. It is read each time, and never written. */
export class PublicKey extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly path: pulumi.Output<string>;
  /** Type and key without the comment; empty where the file is not there, or holds none. */
  declare readonly publicKey: pulumi.Output<string>;

  constructor(name: string, args: PublicKeyArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:PublicKey", name, { ...args, publicKey: undefined }, opts);
  }
}

export interface SysctlArgs extends HostObjectArgs {
  /** As in `net.ipv4.ip_forward`. Another name replaces it. */
  readonly name: pulumi.Input<string>;
  readonly value: pulumi.Input<string>;
}

/**
 * A setting of the running kernel. Deleted, it gets the value back that it had, unless somebody has changed
 * it since. What it is at the next start is for a file to say.
 */
export class Sysctl extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly value: pulumi.Output<string>;

  constructor(name: string, args: SysctlArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:Sysctl", name, { ...args, ...computed }, opts);
  }
}

export interface NftTableArgs extends HostObjectArgs {
  /** Another one replaces it. @default "ip" */
  readonly family?: pulumi.Input<"ip" | "bridge">;
  /** Another name replaces it. */
  readonly name: pulumi.Input<string>;
  /** That `nft -f` takes; it holds this table, and no other, and replaces it. */
  readonly file: pulumi.Input<string>;
  /** What the file holds: where this changes, it is loaded anew. */
  readonly rules: pulumi.Input<string>;
}

/** A table of nftables. A change of it by somebody else shows as a difference. Deleted, the table goes. */
export class NftTable extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, args: NftTableArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:NftTable", name, { ...args, ...computed }, opts);
  }
}

export interface BridgeArgs extends HostObjectArgs {
  /** Another name replaces the bridge. @default "br0" */
  readonly name?: pulumi.Input<string>;
  /** The NIC that becomes the bridge's port. Another NIC replaces the bridge. */
  readonly port: pulumi.Input<string>;
}

/**
 * A bridge that takes over the MAC, addresses and routes of a NIC, which becomes its port. Made, mended
 * and removed so that the host cannot be lost: a change stays only if a new connection proves it, and is
 * undone by the host itself otherwise. A bridge that was there just as wanted is adopted, and stays.
 */
export class Bridge extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly port: pulumi.Output<string>;
  /** Whether both profiles come up at boot; a host where they do not shows as a difference. */
  declare readonly autoconnect: pulumi.Output<boolean>;
  /** Whether the bridge speaks the spanning tree protocol; a host where it does shows as a difference. */
  declare readonly stp: pulumi.Output<boolean>;
  /** Whether it was there just as wanted before us. */
  declare readonly adopted: pulumi.Output<boolean>;

  constructor(name: string, args: BridgeArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:Bridge", name, { ...args, ...computed }, opts);
  }
}

export interface ClaimArgs extends HostObjectArgs {
  /** Name of the cluster, which is also that of its stack. Another cluster replaces the claim. */
  readonly cluster: pulumi.Input<string>;
  /** Units that must run for the cluster; a read warns of one that does not. */
  readonly needs?: pulumi.Input<pulumi.Input<string>[]>;
}

/** A cluster's note on a host that it is using it: its foundation stays until the note is gone. */
export class Claim extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly cluster: pulumi.Output<string>;

  constructor(name: string, args: ClaimArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:Claim", name, { ...args, ...computed }, opts);
  }
}

/**
 * Holds the foundation of a host while clusters use it: let it depend on all that it is to hold, as it is
 * then the first to go at a destroy, and refuses. Where the host stays in the lab, it also refuses while
 * any cluster is on the jumphost.
 */
export class Gate extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;

  constructor(name: string, args: HostObjectArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:Gate", name, { ...args, ...computed }, opts);
  }
}

export interface LibvirtArgs extends HostObjectArgs {
  readonly cluster: pulumi.Input<string>;
  readonly pool: { readonly name: string; readonly autostart: boolean };
  /** By name. */
  readonly networks: Readonly<Record<string, LibvirtNetwork>>;
  /** By name. */
  readonly machines: Readonly<Record<string, LibvirtMachine>>;
}

export interface LibvirtNetwork {
  /** `none`: isolated, with a bridge of its own. */
  readonly mode: "bridge" | "none";
  readonly bridge: string;
  readonly active: true;
  readonly autostart: true;
}

export interface LibvirtPort {
  /** Its name from the machine's next start. */
  readonly device: string;
  /** Its group where the machine was started before. */
  readonly group: number;
}

export interface LibvirtMachine {
  readonly memoryMib: number;
  readonly vcpus: number;
  /** In their order, each as `MAC on BRIDGE`. */
  readonly nics: readonly string[];
  /** Its disk's, in the cluster's pool. */
  readonly volume: string;
  readonly diskMib: number;
  /** The image that its disk begins with; empty: none. */
  readonly image: string;
  readonly power: "ours" | "installer";
  /** By the NIC's MAC: the device that it gets on the server; of a cluster whose machines are kept apart. */
  readonly ports?: Readonly<Record<string, LibvirtPort>>;
}

/**
 * What libvirt on a server has of one cluster, compared where libvirt's own provider does not look: let it
 * depend on pool and networks, and the machines on it. Put right without a restart of any machine; what is
 * not there is left to that provider. Its change says in words which machines that one makes anew, and why.
 */
export class Libvirt extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly cluster: pulumi.Output<string>;

  constructor(name: string, args: LibvirtArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:Libvirt", name, { ...args, ...computed }, opts);
  }
}

export interface PreflightArgs extends HostObjectArgs {
  readonly cluster: pulumi.Input<string>;
  /** It is tried anew when this changes. */
  readonly trigger: pulumi.Input<string>;
  /** What is to be tried, by the name of the server (lab/preflight.ts). */
  readonly specs: Readonly<Record<string, PreflightSpec>>;
}

/** Tries the network where a cluster's machines will stand; what depends on it waits until all is well. */
export class Preflight extends pulumi.CustomResource {
  declare readonly host: pulumi.Output<string>;
  declare readonly cluster: pulumi.Output<string>;

  constructor(name: string, args: PreflightArgs, opts?: pulumi.CustomResourceOptions) {
    super("labhost:index:Preflight", name, { ...args, ...computed }, opts);
  }
}

/** Outputs that no program sets must be named, or the SDK gives them no value. */
const computed = { adopted: undefined };
