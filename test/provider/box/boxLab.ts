import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import * as box from "../../../box/lab.ts";
import { placeOf, type Place } from "../../../box/place.ts";
import { Hosts } from "../../../provider/host/hosts.ts";
import type { HostDirectory, Target } from "../../../provider/host/target.ts";
import type { TraceEvent } from "../../../provider/host/trace.ts";
import { Labhost } from "../../../provider/labhost.ts";

const addresses: Readonly<Record<string, string>> = {
  jumphost: "192.0.2.1",
  server1: "192.0.2.11",
};

/** A box of a jumphost and one server, and an ssh that reaches it from outside its network. */
export class BoxLab implements HostDirectory {
  readonly source = "lab.yaml";
  readonly events: TraceEvent[] = [];
  readonly warnings: string[] = [];
  /** What the lab file says of how to reach the hosts, other than what is right. */
  reach: Partial<Target> = {};
  readonly #folder = mkdtempSync(join(tmpdir(), "ocplab-provider-"));
  readonly #place: Place = placeOf(this.#folder);
  readonly #path = process.env.PATH;

  async up(): Promise<void> {
    await box.up(this.#place, { servers: 1 });
    const command = box.onNetwork(this.#place, ["/usr/bin/ssh"]).map((word) => `'${word}'`);
    writeFileSync(join(this.#folder, "ssh"), `#!/bin/sh\nexec ${command.join(" ")} "$@"\n`);
    chmodSync(join(this.#folder, "ssh"), 0o755);
    process.env.PATH = [this.#folder, process.env.PATH].join(delimiter);
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

  /** Waits until a test on a host holds. */
  async until(host: string, test: string): Promise<void> {
    await this.sh(host, `for i in $(seq 200); do ${test} && exit; sleep 0.05; done; exit 1`);
  }

  async kill(host: string): Promise<void> {
    await box.kill(this.#place, host);
  }

  async start(host: string): Promise<void> {
    await box.start(this.#place, host);
  }

  find(name: string): Promise<Target | undefined> {
    const address = addresses[name];
    const [keyFile, knownHosts] = ["id_ed25519", "known_hosts"].map((file) =>
      join(this.#place.shown, file),
    );
    const target = { name, user: "root", keyFile, knownHosts, retired: false };
    return Promise.resolve(
      address === undefined ? undefined : { ...target, address, ...this.reach },
    );
  }

  jumphost(): Promise<string> {
    return Promise.resolve("jumphost");
  }
}
