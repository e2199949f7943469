import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { defaultLimits } from "../../provider/host/limits.ts";
import type { Limits } from "../../provider/host/limits.ts";
import { Hosts } from "../../provider/host/hosts.ts";
import type { HostDirectory, Target } from "../../provider/host/target.ts";
import type { TraceEvent } from "../../provider/host/trace.ts";
import { Labhost } from "../../provider/labhost.ts";
import type { Subject } from "../../provider/server/plugin.ts";

/** Whose files the tests make: they need not run as root. */
export const account = userInfo().username;

/**
 * Hosts without a network: an `ssh` on PATH that runs the command on this machine, and a folder that
 * stands in for each host's root. Programs put into `bin` are found by the hosts too.
 */
export class FakeLab implements HostDirectory {
  readonly source = "lab.yaml";
  readonly folder = mkdtempSync(join(tmpdir(), "ocplab-test-"));
  readonly bin = join(this.folder, "bin");
  readonly events: TraceEvent[] = [];
  readonly warnings: string[] = [];
  /** Set to let the lab file be unreadable. */
  fault: Error | undefined;
  readonly #targets = new Map<string, Target>();
  readonly #path = process.env.PATH;

  constructor() {
    mkdirSync(this.bin);
    // a version manager's python3 would take longer to start than all the rest
    if (existsSync("/usr/bin/python3")) symlinkSync("/usr/bin/python3", join(this.bin, "python3"));
    this.program("ssh", fakeSsh(this.folder));
    process.env.PATH = [this.bin, process.env.PATH].join(delimiter);
  }

  dispose(): void {
    process.env.PATH = this.#path;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Adds a host; `how` is what its ssh does: `ok`, or lines of sh instead of the command. */
  add(name: string, how = "ok", more: Partial<Target> = {}): void {
    const address = `192.0.2.${String(11 + this.#targets.size)}`;
    mkdirSync(this.path(name, "/run"), { recursive: true });
    mkdirSync(this.path(name, "/etc"));
    mkdirSync(this.path(name, "/var/lib"), { recursive: true });
    mkdirSync(join(this.folder, address));
    writeFileSync(join(this.folder, address, "how"), how);
    const root = this.path(name, "");
    this.#targets.set(name, { name, address, user: "root", retired: false, root, ...more });
  }

  remove(name: string): void {
    this.#targets.delete(name);
  }

  change(name: string, more: Partial<Target>): void {
    const target = this.#targets.get(name);
    if (target !== undefined) this.#targets.set(name, { ...target, ...more });
  }

  /** Puts an executable on the PATH of controller and hosts. */
  program(name: string, text: string): void {
    writeFileSync(join(this.bin, name), text);
    chmodSync(join(this.bin, name), 0o755);
  }

  /** Where a host's path is on this machine. */
  path(host: string, path: string): string {
    return join(this.folder, "roots", host, path);
  }

  write(host: string, path: string, text: string): void {
    mkdirSync(dirname(this.path(host, path)), { recursive: true });
    writeFileSync(this.path(host, path), text);
  }

  text(host: string, path: string): string {
    return readFileSync(this.path(host, path), "utf8");
  }

  /** How often ssh was started. */
  connections(): number {
    const log = join(this.folder, "ssh.log");
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").length : 0;
  }

  /** Process ids of the hosts' agents: they have the lab's folder on their PATH. */
  agents(): number[] {
    return readdirSync("/proc")
      .map(Number)
      .filter((pid) => pid > 0 && this.#isAgent(pid));
  }

  #isAgent(pid: number): boolean {
    const read = (name: string): string => readFileSync(`/proc/${String(pid)}/${name}`, "utf8");
    try {
      return /^\S*python3\0-I/.test(read("cmdline")) && read("environ").includes(this.bin);
    } catch {
      return false; // it has ended in between
    }
  }

  trips(): TraceEvent[] {
    return this.events.filter(({ event }) => event === "trip");
  }

  hosts(limits: Partial<Limits> = {}, connectsAtOnce = 16): Hosts {
    const trace = (event: TraceEvent): void => {
      this.events.push(event);
    };
    return new Hosts(this, { limits: { ...defaultLimits, ...limits }, trace, connectsAtOnce });
  }

  /** A provider of its own, as each run of the engine has one. */
  provider(limits: Partial<Limits> = {}): Labhost {
    const log = {
      warn: (_urn: string, message: string) => void this.warnings.push(message),
      status: () => undefined,
    };
    const labhost = new Labhost(log, () => this.hosts(limits));
    labhost.configure();
    return labhost;
  }

  find(name: string): Promise<Target | undefined> {
    return this.fault ? Promise.reject(this.fault) : Promise.resolve(this.#targets.get(name));
  }

  names(): Promise<readonly string[]> {
    return Promise.resolve([...this.#targets.keys()]);
  }

  jumphost(): Promise<string> {
    return this.fault ? Promise.reject(this.fault) : Promise.resolve("jumphost");
  }
}

/** A resource of a stack, by the last part of its type. */
export function subject(type: string, name: string, id = "", stack = "lab"): Subject {
  const token = `labhost:index:${type}`;
  return { type: token, id, urn: `urn:pulumi:${stack}::ocplab::${token}::${name}` };
}

function fakeSsh(folder: string): string {
  return `#!/bin/sh
echo "$*" >>${folder}/ssh.log
while [ "$1" != -- ]; do shift; done
address=$2 command=$3
how=$(cat ${folder}/$address/how)
[ "$how" = ok ] && exec sh -c "exec $command"
eval "$how"
`;
}
