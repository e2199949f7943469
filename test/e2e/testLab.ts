import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parseDocument, type Document } from "yaml";

import { attempt, type Ended } from "../../box/command.ts";
import * as box from "../../box/lab.ts";
import { placeOf, type Place } from "../../box/place.ts";
import { scratchProject } from "./scratchProject.ts";
import { traceOf } from "./trace.ts";

/** A step that the engine would take, as `create sno1 master-0-domain`. */
export type Step = string;

/**
 * A lab of its own for a test: a scratch project folder with the checkout's program and tools, but its
 * own lab file, state and box. The box of the checkout is not touched.
 */
export class TestLab {
  readonly folder = scratchProject();
  readonly place: Place = placeOf(this.folder);

  async boxUp(servers: number): Promise<void> {
    await box.up(this.place, { servers });
  }

  /** Takes the box and the folder away. */
  async remove(): Promise<void> {
    await box.down(this.place);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a command on the box's network, in the project's folder. */
  run(...argv: string[]): Promise<Ended> {
    const env = box.environment(this.place);
    return attempt(box.onNetwork(this.place, argv), { cwd: this.folder, env });
  }

  /** Runs a command that must succeed, and gives what it printed. */
  async must(...argv: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...argv);
    assert.equal(code, 0, `${argv.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Runs Pulumi without questions; both streams as one text. */
  async pulumi(...args: string[]): Promise<{ code: number; text: string }> {
    const flags = ["--non-interactive", "--color=never"];
    const { code, stdout, stderr } = await this.run("pulumi", ...args, ...flags);
    return { code, text: `${stdout}${stderr}` };
  }

  async up(stack: string, ...flags: string[]): Promise<string> {
    const { code, text } = await this.pulumi(
      "up",
      "-s",
      stack,
      "--yes",
      "--skip-preview",
      ...flags,
    );
    assert.equal(code, 0, text);
    return text;
  }

  async destroy(stack: string): Promise<string> {
    const { code, text } = await this.pulumi("destroy", "-s", stack, "--yes", "--skip-preview");
    assert.equal(code, 0, text);
    return text;
  }

  /** The steps of a preview that change something, sorted; none where all is as it should be. */
  async changes(stack: string): Promise<Step[]> {
    const { code, stdout, stderr } = await this.run(
      ...["pulumi", "preview", "-s", stack, "--json", "--non-interactive"],
    );
    assert.equal(code, 0, `${stdout}${stderr}`);
    const preview = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    return preview.steps
      .filter(({ op }) => !["same", "read", "refresh"].includes(op))
      .map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? urn}`)
      .sort();
  }

  /** Runs a command on a host, past its network. */
  async inHost(host: string, ...argv: string[]): Promise<string> {
    const { code, stdout, stderr } = await box.runInHost(this.place, host, argv);
    assert.equal(code, 0, `${host}: ${argv.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Waits until a test of sh holds on a host. */
  async until(host: string, test: string, seconds = 60): Promise<void> {
    const turns = String(seconds * 10);
    const loop = `for i in $(seq ${turns}); do ${test} && exit; sleep 0.1; done; exit 1`;
    await this.inHost(host, "sh", "-c", loop);
  }

  /** What a command had labhost ask hosts for: `readAll` and the like, each once. */
  async opsOf(...argv: string[]): Promise<ReadonlySet<string>> {
    const file = join(this.folder, "trace");
    await this.must("env", `LABHOST_TRACE=${file}`, ...argv);
    const events = traceOf(file);
    rmSync(file);
    return new Set(
      events.flatMap((event) => (event.event === "trip" ? Object.keys(event.requests) : [])),
    );
  }

  kill(host: string): Promise<void> {
    return box.kill(this.place, host);
  }

  start(host: string): Promise<void> {
    return box.start(this.place, host);
  }

  /** Changes the lab file, keeping its comments. Gives a function that puts the old file back. */
  editLab(edit: (file: Document) => void): () => void {
    const path = join(this.folder, "lab.yaml");
    const before = readFileSync(path, "utf8");
    const document = parseDocument(before);
    edit(document);
    writeFileSync(path, document.toString());
    return () => {
      writeFileSync(path, before);
    };
  }
}
