import { dirname, relative, resolve } from "node:path";

import type { HostPlan, Plan, ServerPlan } from "../../lab/plan.ts";
import type { HostDirectory, Target } from "./target.ts";

/**
 * The hosts of a lab file, which is read when the first host is asked for and then once.
 * @param path of the lab file, relative to the working directory.
 */
export class LabDirectory implements HostDirectory {
  readonly source: string;
  readonly #path: string;
  #hosts: Promise<Hosts> | undefined;

  constructor(path: string) {
    this.#path = resolve(path);
    this.source = relative(process.cwd(), this.#path);
  }

  async find(name: string): Promise<Target | undefined> {
    return (await this.#read()).targets.get(name);
  }

  async names(): Promise<readonly string[]> {
    const { jumphost, targets } = await this.#read();
    return [...new Set([jumphost, ...targets.keys()])];
  }

  async jumphost(): Promise<string> {
    return (await this.#read()).jumphost;
  }

  #read(): Promise<Hosts> {
    this.#hosts ??= readHosts(this.#path);
    return this.#hosts;
  }
}

interface Hosts {
  readonly jumphost: string;
  readonly targets: ReadonlyMap<string, Target>;
}

async function readHosts(path: string): Promise<Hosts> {
  // the core is only loaded by a run that needs a host
  const [{ readLab }, { buildPlan }] = await Promise.all([
    import("../../lab/read.ts"),
    import("../../lab/plan.ts"),
  ]);
  const plan: Plan = buildPlan(readLab(path));
  const folder = dirname(path);
  const targets = new Map(plan.servers.map((server) => [server.name, targetOf(server, folder)]));
  // a jumphost may be listed among the servers too: retired as a server, it still is the jumphost
  targets.set(plan.jumphost.name, targetOf(plan.jumphost, folder));
  return { jumphost: plan.jumphost.name, targets };
}

/** How to reach a host of the plan; relative paths start at the folder of the lab file. */
export function targetOf(host: HostPlan | ServerPlan, folder: string): Target {
  const { user, keyFile, knownHosts, hostKey } = host.ssh;
  const absolute = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(folder, path);
  return {
    name: host.name,
    address: host.address,
    user,
    keyFile: absolute(keyFile),
    knownHosts: absolute(knownHosts),
    hostKey,
    retired: "retired" in host && host.retired,
  };
}
