import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

import type { Target } from "./target.ts";

/**
 * Why there is no session with a host: what is wrong and what to do about it, without the host's name.
 * @param said what ssh, sudo and the shell said on stderr.
 */
export function sshFailure(target: Target, said: string, code: number | null): string {
  if (said.includes("REMOTE HOST IDENTIFICATION HAS CHANGED")) return changedKey(target, said);
  if (said.includes("Host key verification failed")) return unknownKey(target);
  if (/Permission denied \(|Too many authentication failures/.test(said)) return refused(target);
  if (/^sudo:|is not in the sudoers file|a password is required/m.test(said)) {
    return (
      `user ${target.user} may not run sudo without a password (${lastLine(said)}); ` +
      `allow it, or set ssh.user to root`
    );
  }
  if (code === 127 || /python3: (command )?not found/.test(said)) {
    return "there is no python3 on it; install Python 3.6 or later";
  }
  return `cannot be reached at ${target.address}: ${lastLine(said) || "ssh ended without a word"}`;
}

function changedKey(target: Target, said: string): string {
  const shown = /SHA256:[A-Za-z0-9+/=]+/.exec(said)?.[0];
  const pinned = pinnedFingerprint(target, said);
  return (
    `shows another host key${shown === undefined ? "" : ` (${shown})`} than the pinned one` +
    `${pinned === undefined ? "" : ` (${pinned})`}, and nothing was sent; ` +
    `find out why on the host itself before you pin the new key in ${pinPlace(target)}`
  );
}

function unknownKey(target: Target): string {
  const { hostKey, knownHosts } = target;
  if (hostKey === undefined && knownHosts !== undefined && !existsSync(knownHosts)) {
    return `no host key is known for ${target.address}, as there is no file ${knownHosts} on this machine; write the hosts' pinned keys into it (knownHosts)`;
  }
  return (
    `no host key is known for ${target.address}; compare its fingerprint on the host itself ` +
    `(ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then pin the key in ${pinPlace(target)}`
  );
}

function pinPlace(target: Target): string {
  if (target.hostKey !== undefined) return "the lab file (hostKey)";
  return target.knownHosts ?? "the lab file (hostKey or knownHosts)";
}

/** A key that is not there, or an agent that has none, is no matter of the host's authorized_keys. */
function refused({ user, keyFile }: Target): string {
  if (keyFile !== undefined && !existsSync(keyFile)) {
    return `refuses user ${user}, as there is no key ${keyFile} on this machine; put it there, or correct keyFile`;
  }
  if (keyFile === undefined && process.env.SSH_AUTH_SOCK === undefined) {
    return (
      `refuses user ${user}, as no ssh-agent runs here and the lab file names no keyFile; ` +
      `start one (eval $(ssh-agent); ssh-add), or name a key`
    );
  }
  const key = keyFile === undefined ? "the ssh-agent's keys" : `the key ${keyFile}`;
  return `refuses user ${user} with ${key}; add the public key to that user's authorized_keys`;
}

/** Fingerprint of the key that was expected: the lab file's, or that of the line that ssh names. */
function pinnedFingerprint(target: Target, said: string): string | undefined {
  const line = target.hostKey ?? offendingLine(said);
  const blob = line?.split(/\s+/).find((word) => word.startsWith("AAAA"));
  if (blob === undefined) return undefined;
  const digest = createHash("sha256").update(Buffer.from(blob, "base64")).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}

function offendingLine(said: string): string | undefined {
  const [, file = "", line = ""] = /Offending \S+ key in (.+):(\d+)/.exec(said) ?? [];
  try {
    return readFileSync(file, "utf8").split("\n")[Number(line) - 1];
  } catch {
    return undefined;
  }
}

function lastLine(said: string): string {
  const lines = said.split(/\r?\n/).map((line) => line.replace(/^ssh: /, "").trim());
  return lines.filter((line) => line !== "").at(-1) ?? "";
}
