import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { unified } from "../box/cgroup.ts";

/** What a command took, with all that it started. */
export interface Measured {
  readonly code: number;
  readonly seconds: number;
  /** Of processor time on this machine. */
  readonly cpuSeconds: number;
  /** Most memory at a time, what is shared counted once; looked at four times a second. */
  readonly peakMib: number;
  /** Most processes at a time. */
  readonly processes: number;
}

interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Takes both streams. */
  readonly log: string;
}

/** Runs a command in a control group of its own, which tells of processes that have left their parent too. */
export async function measured({ argv, cwd, env, log }: Command): Promise<Measured> {
  const group = join(unified(), `ocplab-bench-${process.pid}`);
  mkdirSync(group);
  const out = openSync(log, "w");
  const started = performance.now();
  const child = spawn(join(__dirname, "../box/join"), [group, "--", ...argv], {
    cwd,
    env,
    stdio: ["ignore", out, out],
  });
  const watch = new Watch(group);
  const [code] = (await once(child, "close")) as [number | null];
  const seconds = (performance.now() - started) / 1000;
  const { peakMib, processes } = watch.end();
  closeSync(out);
  const cpuSeconds = cpuSecondsOf(group);
  await removed(group);
  return { code: code ?? 1, seconds, cpuSeconds, peakMib, processes };
}

class Watch {
  readonly #group: string;
  readonly #timer: NodeJS.Timeout;
  #peakKib = 0;
  #processes = 0;

  constructor(group: string) {
    this.#group = group;
    this.#timer = setInterval(() => {
      this.#look();
    }, 250);
  }

  end(): { peakMib: number; processes: number } {
    clearInterval(this.#timer);
    return { peakMib: this.#peakKib / 1024, processes: this.#processes };
  }

  #look(): void {
    const pids = read(join(this.#group, "cgroup.procs")).split("\n").filter(Boolean);
    const kib = pids.map((pid) => Number(/^Pss: +(\d+)/m.exec(read(rollup(pid)))?.[1] ?? 0));
    this.#peakKib = Math.max(
      this.#peakKib,
      kib.reduce((sum, one) => sum + one, 0),
    );
    this.#processes = Math.max(this.#processes, pids.length);
  }
}

function rollup(pid: string): string {
  return `/proc/${pid}/smaps_rollup`;
}

function cpuSecondsOf(group: string): number {
  return Number(/^usage_usec (\d+)/m.exec(read(join(group, "cpu.stat")))?.[1]) / 1e6;
}

/** A command may leave something running, such as connections that it keeps for the next one: it ends here. */
async function removed(group: string): Promise<void> {
  writeFileSync(join(group, "cgroup.kill"), "1");
  for (let turn = 0; turn < 200; turn++) {
    if (/^populated 0$/m.test(read(join(group, "cgroup.events")))) {
      rmdirSync(group);
      return;
    }
    await sleep(50);
  }
  throw new Error(`${group}: processes of a command that has ended do not end`);
}

/** The text of a file that may vanish at any time: then it has none. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
