import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

import { run } from "../../box/command.ts";
import { buildImages } from "../../box/image.ts";

/** What the hosts' sshds have told since they were last asked. */
export interface Told {
  readonly connections: number;
  /** Connections that were being made, all hosts together. */
  readonly atOnce: number;
  /** How often one of them took no connection for having too many that were not let in yet. */
  readonly refused: number;
}

/**
 * Hosts with a real sshd each, in a network namespace without a way out, and behind it a program that
 * only notes what it is to make. So all is as in a lab of that many hosts, but for the hosts' own work.
 */
export class SimulatedHosts {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #log: string;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>, log: string) {
    this.#child = child;
    this.#log = log;
  }

  /** Starts a host for each address. In `folder` are then `key`, which opens them, and `known_hosts`. */
  static async start(folder: string, addresses: readonly string[]): Promise<SimulatedHosts> {
    const { base } = await buildImages((text) => {
      console.error(text);
    });
    await prepare(folder);
    const log = join(folder, "sshd.log");
    const serve = [...alone, join(__dirname, "serve"), base, folder, ...addresses];
    const child = spawn("unshare", serve, { stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(child, "close");
    await Promise.race([once(child.stdout, "data"), ended]);
    if (child.exitCode !== null) throw new Error(`no hosts:\n${readFileSync(log, "utf8")}`);
    const hosts = new SimulatedHosts(child, log);
    hosts.told();
    return hosts;
  }

  /** What to put before a command that is to reach the hosts. */
  onNetwork(): string[] {
    const children = `/proc/${this.#child.pid}/task/${this.#child.pid}/children`;
    return ["nsenter", `--net=/proc/${readFileSync(children, "utf8").trim()}/ns/net`, "--"];
  }

  told(): Told {
    const lines = readFileSync(this.#log, "utf8").split("\n");
    truncateSync(this.#log);
    let [now, atOnce, connections] = [0, 0, 0];
    for (const line of lines) {
      if (line.startsWith("Connection from ")) now += 1;
      if (line.startsWith("Accepted publickey ")) [now, connections] = [now - 1, connections + 1];
      atOnce = Math.max(atOnce, now);
    }
    return {
      connections,
      atOnce,
      refused: lines.filter((line) => line.includes("MaxStartups")).length,
    };
  }

  async end(): Promise<void> {
    this.#child.kill("SIGKILL");
    if (this.#child.exitCode === null) await once(this.#child, "close");
  }
}

const alone = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];

/** Puts into a new folder what the hosts have in common. */
async function prepare(folder: string): Promise<void> {
  mkdirSync(folder);
  for (const name of ["agent.py", "sshd_config"]) {
    cpSync(join(__dirname, name), join(folder, name));
  }
  const make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f"];
  for (const name of ["key", "host_key"]) await run([...make, join(folder, name)]);
  const hostKey = readFileSync(join(folder, "host_key.pub"), "utf8");
  writeFileSync(join(folder, "known_hosts"), `* ${hostKey}`);
}
