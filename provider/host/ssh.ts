import { loader } from "../agent/bundle.ts";
import type { Target } from "./target.ts";

export interface Dial {
  /** Seconds for the connection and the handshake. */
  readonly connectSeconds: number;
  /** File with the one key that the host may show, where the target has it. */
  readonly pinFile?: string | undefined;
}

/** Arguments of ssh for a session with the agent; through sudo for anyone but root. */
export function agentArguments(target: Target, dial: Dial): string[] {
  const agent = `python3 -I -S -c '${loader}'`;
  return sshArguments(target, dial, target.user === "root" ? agent : `sudo -n ${agent}`);
}

/**
 * Arguments of ssh for one fixed command. The user's own configuration counts, so that a jump
 * host in it works, but for all that decides who is trusted and what is shared.
 */
export function sshArguments(target: Target, dial: Dial, command: string): string[] {
  const known = dial.pinFile ?? target.knownHosts;
  const options = [
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "UpdateHostKeys=no",
    ...(known === undefined
      ? []
      : [`UserKnownHostsFile=${quoted(known)}`, "GlobalKnownHostsFile=none"]),
    ...(target.keyFile === undefined
      ? []
      : [`IdentityFile=${quoted(target.keyFile)}`, "IdentitiesOnly=yes"]),
    `ConnectTimeout=${String(dial.connectSeconds)}`,
    "ServerAliveInterval=5",
    "ServerAliveCountMax=2",
    "ControlMaster=no",
    "ControlPath=none",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "PermitLocalCommand=no",
    "RequestTTY=no",
    "LogLevel=ERROR",
  ];
  const flags = options.flatMap((option) => ["-o", option]);
  return ["-T", ...flags, "-l", target.user, "--", target.address, command];
}

/** ssh splits the value of these options at spaces. */
function quoted(path: string): string {
  return `"${path.replaceAll("%", "%%")}"`;
}
