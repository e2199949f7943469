import { spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { sampleLab } from "../lab/sampleLab.ts";

const ocplab = join(__dirname, "../../ocplab");

/** Runs what a test has put into `how/VERB-STACK` for it; `event` appends one to the engine's log. */
const script = `#!/bin/sh
for word; do case $word in --event-log=*) events=\${word#*=};; esac; done
case $1 in stack) verb=$2 stack=$3;; *) verb=$1 stack=$3;; esac
[ "$3" != --stack ] || stack=$4
echo "$verb $stack" >>calls
event() { echo "$1" >>"$events"; }
[ -e "how/$verb-$stack" ] || exit 0
. "./how/$verb-$stack"
`;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project folder whose Pulumi does what a test tells it, and notes its calls. */
export class FakePulumi {
  readonly folder = mkdtempSync(join(tmpdir(), "ocplab-pulumi-"));

  constructor(lab = sampleLab) {
    mkdirSync(join(this.folder, ".tools/bin"), { recursive: true });
    mkdirSync(join(this.folder, "how"));
    this.write("lab.yaml", lab);
    this.write(".tools/bin/pulumi", script);
    chmodSync(join(this.folder, ".tools/bin/pulumi"), 0o755);
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  /** Lines of sh for one verb on one stack; without any it succeeds and says nothing. */
  does(verb: string, stack: string, lines: string): void {
    this.write(`how/${verb}-${stack}`, lines);
  }

  /** Such as `up lab`, in the order in which they began. */
  calls(): string[] {
    const file = join(this.folder, "calls");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  /** Puts another program before those on the PATH, and gives the environment that has it so. */
  program(name: string, text: string): NodeJS.ProcessEnv {
    const bin = join(this.folder, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
    return { ...process.env, PATH: [bin, process.env.PATH ?? ""].join(delimiter) };
  }

  /** Starts `ocplab`; the end comes with all that it printed. */
  start(
    argv: readonly string[],
    env = process.env,
  ): { child: ChildProcess; ended: Promise<Ended> } {
    const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
    const child = spawn(ocplab, argv, { cwd: this.folder, stdio, env });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve) => {
      child.once("close", (code) => {
        resolve({ code, stdout, stderr });
      });
    });
    return { child, ended };
  }

  run(...argv: string[]): Promise<Ended> {
    return this.start(argv).ended;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
