import assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const toolchain = resolve(__dirname, "..");
const fakes = join(__dirname, "fakes");

/** What setup uses of Debian; of these, a bare one lacks curl and unzip, which only downloads need. */
const debian =
  "bash cat chmod cp curl cut df dirname env find flock grep gzip head ln mkdir mktemp mv " +
  "realpath rm sed sha256sum sleep sort tail tar uname unzip";

/** The calls of Go by which each tool is built. */
export const builds = {
  pulumi: "go build github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  host: "go build .",
  libvirt: "go build github.com/dmacvicar/terraform-provider-libvirt",
  bridge: "go build github.com/pulumi/pulumi-terraform-bridge/v3/dynamic",
} as const;

/** How a run of setup ended. */
interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A machine for setup to run on: a home, a PATH that holds only what the test puts there, and
 * checkouts. Node.js, npm, Go, Pulumi and apt-get are small scripts that note how they are called.
 */
export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), "ocplab-toolchain-"));
  readonly store = join(this.folder, "home/.cache/ocplab/tools");
  private readonly bin = join(this.folder, "bin");
  private readonly callsFile = join(this.folder, "calls");
  private readonly running = new Set<ChildProcess>();

  constructor(...programs: readonly ("node" | "npm" | "go" | "apt-get" | "dpkg-query")[]) {
    mkdirSync(join(this.folder, "home"));
    mkdirSync(this.bin);
    for (const name of debian.split(" ")) symlinkSync(which(name), join(this.bin, name));
    for (const name of programs) symlinkSync(join(fakes, name), join(this.bin, name));
  }

  /** Adds an installed Pulumi, first on the PATH. */
  installPulumi(...files: readonly string[]): void {
    for (const file of files) copyFileSync(join(fakes, "pulumi"), join(this.bin, file));
  }

  /** Makes a clean checkout and returns its folder. */
  checkout(name = "checkout"): string {
    const folder = join(this.folder, name);
    cpSync(toolchain, join(folder, "toolchain"), {
      recursive: true,
      filter: (source) => source !== __dirname,
    });
    mkdirSync(join(folder, "provider/command"), { recursive: true });
    writeFileSync(join(folder, "provider/command/main.ts"), "");
    mkdirSync(join(folder, "load"));
    copyFileSync(join(toolchain, "../load/compiled.cjs"), join(folder, "load/compiled.cjs"));
    writeFileSync(join(folder, "package-lock.json"), "{}");
    return folder;
  }

  /**
   * Starts setup in a checkout, in a process group of its own. Nothing official can be reached unless
   * env says where.
   */
  start(
    checkout: string,
    env: Readonly<Record<string, string>> = {},
    ...args: string[]
  ): ChildProcess {
    const child = spawn(join(checkout, "toolchain/setup"), args, {
      detached: true,
      env: {
        PATH: this.bin,
        HOME: join(this.folder, "home"),
        FAKES: fakes,
        FAKE_CALLS: this.callsFile,
        OCPLAB_PULUMI_RELEASES: `file://${this.folder}/nowhere`,
        OCPLAB_LIBVIRT_RELEASES: `file://${this.folder}/nowhere`,
        ...env,
      },
    });
    this.running.add(child);
    child.once("exit", () => this.running.delete(child));
    return child;
  }

  /** Runs setup in a checkout to its end. */
  async setup(
    checkout: string,
    env: Readonly<Record<string, string>> = {},
    ...args: string[]
  ): Promise<Outcome> {
    const child = this.start(checkout, env, ...args);
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (text: Buffer) => (stdout += text.toString()));
    child.stderr?.on("data", (text: Buffer) => (stderr += text.toString()));
    await once(child, "close");
    return { code: child.exitCode, stdout, stderr };
  }

  /** Runs setup in a checkout, which must succeed; also returns the calls of the stand-ins. */
  async ready(checkout: string, env: Readonly<Record<string, string>> = {}) {
    rmSync(this.callsFile, { force: true });
    const outcome = await this.setup(checkout, env);
    assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr);
    return { ...outcome, calls: this.calls() };
  }

  /** What the checkout's Pulumi says of how it was started. */
  pulumi(checkout: string): string {
    const wrapper = join(checkout, ".tools/bin/pulumi");
    return execFileSync(wrapper, { encoding: "utf8", env: { HOME: "/" } }).trim();
  }

  /** How the stand-ins were called since the last time that was forgotten. */
  calls(): string[] {
    if (!existsSync(this.callsFile)) return [];
    return readFileSync(this.callsFile, "utf8").split("\n").filter(Boolean);
  }

  /** The names in the store, hidden ones included, the lock aside. */
  stored(): string[] {
    if (!existsSync(this.store)) return [];
    return readdirSync(this.store).filter((name) => name !== ".lock");
  }

  /** Ends what still runs and removes the machine. */
  remove(): void {
    for (const child of this.running)
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Changes a file of a checkout. */
export function edit(checkout: string, file: string, change: (text: string) => string): void {
  const path = join(checkout, file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

/** Adds a line to a file of a checkout. */
export function addLine(checkout: string, file: string, line: string): void {
  appendFileSync(join(checkout, file), `${line}\n`);
}

function which(name: string): string {
  for (const folder of (process.env.PATH ?? "").split(":")) {
    if (existsSync(join(folder, name))) return join(folder, name);
  }
  throw new Error(`this test needs the program ${name}`);
}
