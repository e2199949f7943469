import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { BoxError } from "./command.ts";

/** Where the box of one checkout lives. All names follow from the checkout's path, so boxes never meet. */
export interface Place {
  /** The checkout. */
  readonly root: string;
  /** Name of its network namespace and of its control groups. */
  readonly name: string;
  /** Disks, sockets and logs. Not in the checkout: an overlay's upper folder needs a real file system. */
  readonly state: string;
  /** Keys and links that the project reads, at paths that are the same in every checkout. */
  readonly shown: string;
}

/** One machine of the box. */
export interface Host {
  readonly name: string;
  readonly address: string;
  /** Its folder under the box's state: disk and console log. */
  readonly dir: string;
}

/** Holds the state of every box of this machine. */
export const stateRoot = "/var/lib/ocplab-box";

/** Holds the network namespace of every box. Not where `ip netns` has its own: it mounts that folder on itself. */
export const networkRoot = "/run/ocplab-box";

/** The wire that all hosts, the guests and the controller share. Addresses are from RFC 5737. */
export const network = {
  domain: "lab.example.com",
  prefix: 24,
  jumphost: "192.0.2.1",
  controller: "192.0.2.254",
} as const;

/** Servers have the addresses 192.0.2.11 to 192.0.2.99. */
export const maxServers = 89;

/** The box of the checkout at `root`, whether it is up or not. */
export function placeOf(root: string): Place {
  const real = realpathSync(root);
  const id = createHash("sha256").update(real).digest("hex").slice(0, 8);
  return {
    root: real,
    name: `ocplab-${id}`,
    state: join(stateRoot, id),
    shown: join(real, ".box"),
  };
}

/** The jumphost and the servers 1 to `servers`. */
export function hostNames(servers: number): string[] {
  return ["jumphost", ...Array.from({ length: servers }, (_, index) => `server${index + 1}`)];
}

/** A host by its name. Throws BoxError where a box has no host of that name. */
export function hostOf(place: Place, name: string): Host {
  return { name, address: addressOf(name), dir: join(place.state, "hosts", name) };
}

function addressOf(name: string): string {
  if (name === "jumphost") return network.jumphost;
  const number = Number(/^server([1-9]\d*)$/.exec(name)?.[1]);
  if (number <= maxServers) return `192.0.2.${10 + number}`;
  throw new BoxError(
    `A box has no host "${name}": its hosts are jumphost and server1 to server${maxServers}.`,
  );
}
