import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessFiles } from "./access.ts";
import { endGroups, launchIn, processesOf } from "./cgroup.ts";
import { attempt, BoxError } from "./command.ts";
import type { Host, Place } from "./place.ts";
import { inNetwork, unplug } from "./switch.ts";
import { until } from "./wait.ts";

/** Turns a host's power on. Returns at once: `ready` waits for it. */
export async function powerOn(place: Place, host: Host, base: string): Promise<void> {
  const alone = ["unshare", "--mount", "--propagation", "slave"];
  const boot = [join(import.meta.dirname, "boot"), host.dir, base, host.name];
  await launchIn(place, groupOf(host), [...inNetwork(place), ...alone, ...boot], consoleOf(host));
}

/** Pulls a host's plug: all its processes end where they are. The disk stays. */
export async function powerOff(place: Place, host: Host): Promise<void> {
  await endGroups(place, groupOf(host));
  await unplug(place, host.name);
}

/** Whether a host has power: it may still be booting. */
export function isOn(place: Place, host: Host): boolean {
  return processesOf(place, groupOf(host)).length > 0;
}

/**
 * Waits until a host has booted and lets the box's key in by SSH. Units that failed don't count: whoever broke them may
 * want to see. Throws BoxError with the console's last lines.
 */
export async function ready(place: Place, host: Host, signal?: AbortSignal): Promise<void> {
  const ssh = ["timeout", "60", "ssh", "-F", accessFiles(place).sshConfig, host.name];
  const command = [...inNetwork(place), ...ssh, "systemctl", "is-system-running", "--wait"];
  const answers = async () => {
    if (!isOn(place, host)) throw notReady(host, "went off");
    if (!listens(place, host)) return false;
    const { stdout } = await attempt(command, { signal });
    return ["running", "degraded"].includes(stdout.trim());
  };
  await until(answers, 90, () => notReady(host, "does not answer SSH after 90 s").message, 50);
}

/** What to put before a command to run it on a host without using its network. Throws BoxError when the host is off. */
export function inside(place: Place, host: Host): string[] {
  const first = firstProcess(place, host);
  if (first === undefined) {
    throw new BoxError(`${host.name} is off: npm run box -- start ${host.name}`);
  }
  const spaces = ["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root", "--wd"];
  const env = ["env", "-i", "HOME=/root", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"];
  const terminal = `TERM=${process.env.TERM ?? "dumb"}`;
  return ["nsenter", "--target", `${first}`, ...spaces, "--", ...env, terminal];
}

function firstProcess(place: Place, host: Host): number | undefined {
  // The last of a process's ids is that in its own PID namespace, the host's.
  return processesOf(place, groupOf(host)).find((pid) =>
    /^NSpid:.*\t1$/m.test(proc(pid, "status")),
  );
}

/** Whether anything on a host listens on the SSH port: a look that costs no process. */
function listens(place: Place, host: Host): boolean {
  const first = firstProcess(place, host);
  return first !== undefined && /^ *\d+: \w+:0016 \w+:0000 0A /m.test(proc(first, "net/tcp"));
}

function proc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

function notReady(host: Host, how: string): BoxError {
  const lines = readFileSync(consoleOf(host), "utf8").trim().split("\n").slice(-15);
  return new BoxError(`${host.name} ${how}. The end of its console:\n  ${lines.join("\n  ")}`);
}

function consoleOf(host: Host): string {
  return join(host.dir, "console.log");
}

function groupOf(host: Host): string {
  return `host-${host.name}`;
}
