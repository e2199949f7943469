import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";

import type { Target } from "../../provider/host/target.ts";
import { keysOf, type HostKey } from "./hostKeys.ts";
import { linesFound } from "./knownHosts.ts";

const seconds = 5;

/** The keys that a host shows, best type first; none where it does not answer. Nothing of ours is sent to it. */
export async function scan({ address }: Target): Promise<HostKey[]> {
  const argv = ["-T", String(seconds), "-t", "ed25519,ecdsa,rsa", address];
  return keysOf(await said("ssh-keyscan", argv, (seconds + 5) * 1000));
}

/** What a host's key is pinned to now: keys, and the lines of the known-hosts file that hold them. */
export interface Pinned {
  readonly keys: readonly HostKey[];
  readonly lines: readonly number[];
}

/** The lab file's own key, or those that its known-hosts file has of the address, hashed ones too. */
export async function pinned({ address, hostKey, knownHosts }: Target): Promise<Pinned> {
  if (hostKey !== undefined) return { keys: [hostKey], lines: [] };
  if (knownHosts === undefined || textOf(knownHosts) === "") return { keys: [], lines: [] };
  const found = await said("ssh-keygen", ["-F", address, "-f", knownHosts], 5000);
  return { keys: keysOf(found), lines: linesFound(found) };
}

/** The text of a file; empty where there is none. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

function said(program: string, argv: readonly string[], timeout: number): Promise<string> {
  return new Promise((resolve) => {
    // a host that shows no key of one type makes the whole end with a failure
    execFile(program, argv, { timeout }, (_error, stdout) => {
      resolve(stdout);
    });
  });
}
