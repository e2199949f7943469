import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const files = join(__dirname, "../../../components/files");
const dciQueue = join(__dirname, "../../../box/hosts/jumphost/usr/bin/dci-queue");

interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A folder that is a jumphost to ocplab-install: units are process groups, dci-pipeline is a script, dci-queue
 * is the box's.
 */
export class FakeJumphost {
  readonly folder = mkdtempSync(join(tmpdir(), "ocplab-jumphost-"));
  readonly #installer = this.path("ocplab-install");
  readonly #env = {
    PATH: `${this.folder}/bin:${process.env.PATH ?? ""}`,
    HOME: this.path("home"),
    DCI_QUEUE_DIR: this.path("queue"),
  };

  readonly #children: ChildProcess[] = [];

  constructor() {
    for (const name of ["bin", "home", "data", "queue", "units"]) mkdirSync(this.path(name));
    writeFileSync(this.path("ocp1-pipeline.yml"), "- name: ocp1\n");
    cpSync(join(files, "install"), this.path("lib"), { recursive: true });
    this.#change("lib/places.py", [
      ["/var/lib/ocplab/installs", this.path("installs")],
      ["/etc/ocplab/dci/installs.json", this.path("installs.json")],
      ["/var/lib/dci-pipeline", this.path("data")],
      ["/var/lib/ocplab/queues", this.path("pools")],
      ["/run/ocplab-installs", this.path("slots")],
      ["/opt/http_store", this.path("http_store")],
      ["BEAT_SECONDS = 30", "BEAT_SECONDS = 0.5"],
      ["POLL_SECONDS = 2", "POLL_SECONDS = 0.1"],
    ]);
    const program = readFileSync(join(files, "ocplab-install"), "utf8");
    this.#program("ocplab-install", program);
    this.#change("ocplab-install", [["/usr/local/lib/ocplab/install", this.path("lib")]]);
    this.parallel(4);
    cpSync(dciQueue, this.path("bin/dci-queue"));
    this.#program("bin/systemd-run", systemdRun(this.folder));
    this.#program("bin/systemctl", systemctl(this.folder));
    this.#program("bin/crontab", crontab(this.path("crontab")));
    this.dciPipeline("exit 0");
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Sets what dci-pipeline does from now on: lines of a shell script. */
  dciPipeline(...lines: string[]): void {
    this.program("dci-pipeline", ...lines);
  }

  /** Sets how many installs run at once. */
  parallel(parallel: number): void {
    writeFileSync(this.path("installs.json"), JSON.stringify({ parallel }));
  }

  /** Sets what another program does, as lines of a shell script. */
  program(name: string, ...lines: string[]): void {
    this.#program(`bin/${name}`, ["#!/bin/sh", ...lines, ""].join("\n"));
  }

  /** Runs dci-queue, which must succeed, and gives what it printed. */
  queue(...words: string[]): string {
    const done = spawnSync(this.path("bin/dci-queue"), words, { env: this.#env, encoding: "utf8" });
    assert.equal(done.status, 0, done.stderr);
    return done.stdout;
  }

  call(verb: string, parameters: Readonly<Record<string, unknown>> = {}): Told {
    const input = JSON.stringify({ ...this.defaults(), ...parameters });
    const done = spawnSync(this.#installer, [verb], { input, env: this.#env, encoding: "utf8" });
    return { code: done.status, stdout: done.stdout, stderr: done.stderr };
  }

  /** Calls a verb and leaves it running, with its output in a pipe. */
  spawn(verb: string, parameters: Readonly<Record<string, unknown>> = {}): ChildProcess {
    const child = spawn(this.#installer, [verb], { env: this.#env });
    child.stdin.end(JSON.stringify({ ...this.defaults(), ...parameters }));
    return child;
  }

  /** Runs dci-queue and leaves it running, at most until the jumphost is removed. */
  spawnQueue(...words: string[]): ChildProcess {
    const child = spawn(this.path("bin/dci-queue"), words, { env: this.#env });
    this.#children.push(child);
    return child;
  }

  /** A line of a script that waits for `release`. */
  get untilReleased(): string {
    return `while [ -d ${this.folder} ] && [ ! -e ${this.path("release")} ]; do sleep 0.02; done`;
  }

  release(): void {
    writeFileSync(this.path("release"), "");
  }

  /** The state of the one record of a hash. */
  state(hash: string): unknown {
    const record: unknown = JSON.parse(
      readFileSync(this.path(`installs/ocp1/${hash}.json`), "utf8"),
    );
    return (record as { state: unknown }).state;
  }

  /** What root's crontab holds; undefined where there is none. */
  get crontab(): string | undefined {
    const file = this.path("crontab");
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  /** How many units were started so far. */
  get starts(): number {
    return existsSync(this.path("starts"))
      ? readFileSync(this.path("starts"), "utf8").split("\n").length - 1
      : 0;
  }

  /** Whether the unit's process lives. */
  get running(): boolean {
    return this.#systemctl("show", "ocplab-install-ocp1.service").includes("=active");
  }

  /** Ends the unit's processes without a chance to record anything, as a power cut does. */
  pullThePlug(): void {
    for (const unit of readdirSync(this.path("units"))) this.#systemctl("kill", unit);
  }

  remove(): void {
    this.pullThePlug();
    for (const child of this.#children) child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true });
  }

  defaults(): Record<string, unknown> {
    return {
      cluster: "ocp1",
      hash: "aaaaaaaa",
      pipeline: this.path("ocp1-pipeline.yml"),
      jobs: ["ocp1"],
    };
  }

  #systemctl(verb: string, unit: string): string {
    return spawnSync(this.path("bin/systemctl"), [verb, unit], { encoding: "utf8" }).stdout;
  }

  /** Puts the jumphost's own folders, and a faster beat, into a file; each must be found in it. */
  #change(name: string, changes: readonly (readonly [string, string])[]): void {
    let text = readFileSync(this.path(name), "utf8");
    for (const [old, changed] of changes) {
      assert.ok(text.includes(old), `${name} has no ${old}`);
      text = text.replace(old, changed);
    }
    writeFileSync(this.path(name), text);
  }

  #program(name: string, text: string): void {
    // not in place: a shell reads on from the file that it runs
    writeFileSync(this.path(`${name}.new`), text, { mode: 0o755 });
    renameSync(this.path(`${name}.new`), this.path(name));
  }
}

/** The exit code of a program that was left running. */
export async function codeOf(child: ChildProcess): Promise<unknown> {
  const [code] = (await once(child, "exit")) as unknown[];
  return code;
}

/** Gives all that a program has said so far on standard error. */
export function saidBy(child: ChildProcess): () => string {
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
  return () => said;
}

function systemdRun(folder: string): string {
  return `#!/bin/bash
echo "$@" >> ${folder}/starts
while [ "\${1#--}" != "$1" ]; do
  case $1 in --unit=*) unit=\${1#--unit=} ;; esac
  shift
done
setsid "$@" < /dev/null > /dev/null 2>&1 &
# a group of its own, before anybody asks for it
while kill -0 $! && ! kill -0 -- -$!; do sleep 0.01; done 2> /dev/null
echo $! > ${folder}/units/$unit
`;
}

function systemctl(folder: string): string {
  return `#!/bin/bash
alive() { [ -n "$pid" ] && ps -o stat= -g "$pid" | grep -qv Z; }
pid=$(cat ${folder}/units/"\${!#}" 2> /dev/null)
case $1 in
  show) if alive; then echo ActiveState=active; else echo ActiveState=inactive; fi ;;
  kill) if alive; then kill -KILL -- "-$pid"; fi ;;
  stop)
    alive || exit 5
    kill -TERM -- "-$pid"
    while alive; do sleep 0.02; done ;;
esac
`;
}

/** As cronie's, for one user. */
function crontab(file: string): string {
  return `#!/bin/sh
case $1 in
  -l) cat ${file} 2> /dev/null || { echo "no crontab for root"; exit 1; } ;;
  -r) rm ${file} ;;
  -e) touch ${file}; $EDITOR ${file} ;;
  -) cat > ${file} ;;
esac
`;
}
