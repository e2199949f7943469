import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { inside } from "../../../box/host.ts";
import * as box from "../../../box/lab.ts";
import { hostNames, hostOf, placeOf, type Place } from "../../../box/place.ts";
import { Hosts } from "../../../provider/host/hosts.ts";
import type { HostDirectory, Target } from "../../../provider/host/target.ts";
import type { TraceEvent } from "../../../provider/host/trace.ts";
import { Labhost } from "../../../provider/labhost.ts";
import { subject } from "../fakeLab.ts";
import { leftovers, network } from "./bridgeScripts.ts";

/** The bridge of server1, as the engine speaks of it, and its inputs. */
export const bridge = subject("Bridge", "br0", "server1:br0");
export const wanted = {
  host: "server1",
  name: "br0",
  port: "host0",
  autoconnect: true,
  stp: false,
};

/** A box of a jumphost and some servers, and an ssh that reaches it from outside its network. */
export class BoxLab implements HostDirectory {
  readonly source = "lab.yaml";
  readonly events: TraceEvent[] = [];
  readonly warnings: string[] = [];
  /** What the lab file says of how to reach the hosts, other than what is right. */
  reach: Partial<Target> = {};
  readonly #folder = mkdtempSync(join(tmpdir(), "ocplab-provider-"));
  readonly #place: Place = placeOf(this.#folder);
  readonly #path = process.env.PATH;
  readonly #servers: number;

  constructor(servers = 1) {
    this.#servers = servers;
  }

  get place(): Place {
    return this.#place;
  }

  async up(): Promise<void> {
    await box.up(this.#place, { servers: this.#servers });
    this.controllerOn(undefined);
    process.env.PATH = [this.#folder, process.env.PATH].join(delimiter);
  }

  /** Lets ssh come from a host of the box, or from the box's own controller. */
  controllerOn(host: string | undefined): void {
    const ssh = "/usr/bin/ssh";
    const command = host === undefined ? box.onNetwork(this.#place, [ssh]) : this.#from(host, ssh);
    const words = command.map((word) => `'${word}'`).join(" ");
    writeFileSync(join(this.#folder, "ssh"), `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(join(this.#folder, "ssh"), 0o755);
  }

  /** This machine's program, on the network of a host. */
  #from(host: string, program: string): string[] {
    const [, , process = ""] = inside(this.#place, box.hostInBox(this.#place, host));
    return ["nsenter", "--target", process, "--net", "--", program];
  }

  async down(): Promise<void> {
    process.env.PATH = this.#path;
    await box.down(this.#place);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  provider(): Labhost {
    const trace = (event: TraceEvent): void => {
      this.events.push(event);
    };
    const log = {
      warn: (_urn: string, message: string) => void this.warnings.push(message),
      status: () => undefined,
    };
    const labhost = new Labhost(log, () => new Hosts(this, { trace }));
    labhost.configure();
    return labhost;
  }

  /** What sh says on a host, which is entered without its network. */
  async sh(host: string, script: string): Promise<string> {
    const { code, stdout, stderr } = await box.runInHost(this.#place, host, ["sh", "-c", script]);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  /** That server1 has the network that `network` once showed, and nothing of ours. */
  async assertAsBefore(untouched: string): Promise<void> {
    assert.equal(await this.sh("server1", network), untouched);
    assert.equal(await this.sh("server1", leftovers), "");
  }

  /** Waits until a test on a host holds. */
  async until(host: string, test: string, seconds = 10): Promise<void> {
    const turns = String(seconds * 20);
    await this.sh(host, `for i in $(seq ${turns}); do ${test} && exit; sleep 0.05; done; exit 1`);
  }

  async kill(host: string): Promise<void> {
    await box.kill(this.#place, host);
  }

  async start(host: string): Promise<void> {
    await box.start(this.#place, host);
  }

  find(name: string): Promise<Target | undefined> {
    return Promise.resolve(this.#addresses().has(name) ? this.target(name) : undefined);
  }

  target(name: string): Target {
    const [keyFile, knownHosts] = ["id_ed25519", "known_hosts"].map((file) =>
      join(this.#place.shown, file),
    );
    const address = this.#addresses().get(name) ?? "";
    return { name, user: "root", keyFile, knownHosts, retired: false, address, ...this.reach };
  }

  names(): Promise<readonly string[]> {
    return Promise.resolve([...this.#addresses().keys()]);
  }

  #addresses(): Map<string, string> {
    const names = hostNames(this.#servers);
    return new Map(names.map((name) => [name, hostOf(this.#place, name).address]));
  }

  jumphost(): Promise<string> {
    return Promise.resolve("jumphost");
  }
}
