import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { Engine, unknown, type Wire } from "../provider/engine.ts";

const root = join(__dirname, "../..");

interface Parameterized {
  readonly pulumi: {
    readonly version: string;
    readonly parameterization: {
      readonly name: string;
      readonly version: string;
      readonly value: string;
    };
  };
}

/** The real libvirt provider, asked what a change of inputs does; it is connected to no host. */
export class LibvirtPlugin {
  readonly #engine: Engine;
  readonly #child: ChildProcessWithoutNullStreams;

  private constructor(engine: Engine, child: ChildProcessWithoutNullStreams) {
    this.#engine = engine;
    this.#child = child;
  }

  static async start(): Promise<LibvirtPlugin> {
    const { pulumi } = JSON.parse(
      readFileSync(join(root, "sdks/libvirt/package.json"), "utf8"),
    ) as Parameterized;
    const folder = `plugins/resource-terraform-provider-v${pulumi.version}`;
    const program = join(pulumiHome(), folder, "pulumi-resource-terraform-provider");
    const child = spawn(program, ["127.0.0.1:1"], { cwd: root, detached: true });
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    const engine = await Engine.attach(Number(port));
    const { name, version, value } = pulumi.parameterization;
    await engine.parameterize(name, version, value);
    return new LibvirtPlugin(engine, child);
  }

  stop(): void {
    this.#engine.stop();
    // the bridge runs the Terraform provider as a process of its own, which is in the same group
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, "SIGKILL");
  }

  /** The inputs whose change makes the resource anew. */
  async replaces(type: string, olds: Wire, news: Wire): Promise<readonly string[]> {
    const urn = `urn:pulumi:ocp1::ocplab::${type}::one`;
    const { outputs } = await this.#engine.create(urn, olds, true);
    const state = known(outputs) as Wire;
    const still = await this.#engine.diff(urn, olds, olds, state);
    const { replacesList } = await this.#engine.diff(urn, olds, news, state);
    // what a host would have answered is missing in the state, and differs either way
    return replacesList.filter(
      (name) => changed(name, olds, news) || !still.replacesList.includes(name),
    );
  }
}

function changed(name: string, olds: Wire, news: Wire): boolean {
  return JSON.stringify(olds[name]) !== JSON.stringify(news[name]);
}

/** Without what only a host knows. */
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== unknown);
  return Object.fromEntries(entries.map(([key, inner]) => [key, known(inner)]));
}

/** Where the pulumi of this checkout finds its plugins. */
function pulumiHome(): string {
  const wrapper = readFileSync(join(root, ".tools/bin/pulumi"), "utf8");
  const [, home] = /^export PULUMI_HOME='(.*)'$/m.exec(wrapper) ?? [];
  return home ?? process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
}
