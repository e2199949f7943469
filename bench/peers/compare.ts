import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { environment, onNetwork } from "../../box/lab.ts";
import { TestLab } from "../../test/e2e/testLab.ts";
import { measured, type Measured } from "../measured.ts";
import { phases, type MakeTool, type Phase, type Tool } from "./tool.ts";
import { areStarted, type Change, type Size } from "./work.ts";

/** One phase of one tool in one round. */
export interface Row extends Omit<Measured, "code"> {
  readonly size: string;
  readonly tool: string;
  readonly versions: string;
  readonly phase: Phase;
  readonly round: number;
  /** Changes that it told of without a reason; for phases that are to change something it is not counted. */
  readonly wrongChanges?: number;
  /** Machines that ended or began anew without a reason. */
  readonly restarts: number;
}

/** What is wanted in each phase. */
const wanted: Readonly<Record<Phase, Change>> = {
  cold: {},
  noChange: {},
  preview: {},
  previewCluster: {},
  previewMemory: { memoryMib: 112 },
  addMachine: { moreMachines: 1 },
  rebuild: { moreMachines: 1 },
  destroy: { moreMachines: 1 },
};

/** Has each tool make and unmake the same lab in a new box, in turn, and adds a line of JSON for each phase to a file. */
export async function comparePeers(
  size: Size,
  { tools, rounds, file }: { tools: readonly MakeTool[]; rounds: number; file: string },
): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    for (const make of tools) {
      for await (const row of oneRound(size, make, round)) {
        console.log(line(row));
        appendFileSync(file, `${JSON.stringify(row)}\n`);
      }
    }
  }
}

async function* oneRound(size: Size, make: MakeTool, round: number): AsyncGenerator<Row> {
  const lab = new TestLab();
  try {
    await lab.boxUp(size.servers);
    const tool = make(lab, size);
    await tool.prepare();
    for (const phase of Object.keys(phases) as Phase[]) {
      yield await onePhase(lab, size, tool, { phase, round });
    }
  } finally {
    await lab.remove();
  }
}

async function onePhase(
  lab: TestLab,
  size: Size,
  tool: Tool,
  { phase, round }: { phase: Phase; round: number },
): Promise<Row> {
  const before = await machines(lab, size);
  tool.want(wanted[phase]);
  const { said, ...taken } = await carryOut(lab, tool, phase);
  const after = await machines(lab, size);
  const expected = machinesAfter(phase, size);
  if (after.size !== expected) {
    throw new Error(`${tool.name}, ${phase}: ${after.size} machines, not ${expected}:\n${said}`);
  }
  const spared =
    phase === "destroy" ? [] : [...before].filter(([name]) => isSpared(name, phase, size));
  const rightly = phase === "previewMemory" ? tool.ofMemory : 0;
  const isCounted = phase.startsWith("preview") || phase === "noChange";
  return {
    size: `${size.servers}x${size.machines}`,
    tool: tool.name,
    versions: tool.versions,
    phase,
    round,
    ...taken,
    ...(isCounted && { wrongChanges: Math.max(0, tool.changes(said) - rightly) }),
    restarts: spared.filter(([name, id]) => after.get(name) !== id).length,
  };
}

/** All commands of a phase, with the figures of all of them together. */
async function carryOut(
  lab: TestLab,
  tool: Tool,
  phase: Phase,
): Promise<Omit<Measured, "code"> & { said: string }> {
  const log = join(lab.folder, "log");
  const all = { seconds: 0, cpuSeconds: 0, peakMib: 0, processes: 0, said: "" };
  for (const argv of tool.commands(phase)) {
    const env = { ...environment(lab.place), ...tool.env };
    const one = await measured({ argv: onNetwork(lab.place, argv), cwd: tool.folder, env, log });
    const said = readFileSync(log, "utf8");
    if (one.code !== 0) throw new Error(`${tool.name}: ${argv.join(" ")}:\n${said.slice(-6_000)}`);
    all.seconds += one.seconds;
    all.cpuSeconds += one.cpuSeconds;
    all.peakMib = Math.max(all.peakMib, one.peakMib);
    all.processes = Math.max(all.processes, one.processes);
    all.said += said;
  }
  return all;
}

/** Machines by name, with the id that each start changes; `-` where one does not run. */
async function machines(lab: TestLab, { servers }: Size): Promise<Map<string, string>> {
  const names = Array.from({ length: servers }, (_, index) => `server${index + 1}`);
  const lists = await Promise.all(
    names.map((server) => lab.inHost(server, "virsh", "--quiet", "list", "--all")),
  );
  const rows = lists.flatMap((list) => [...list.matchAll(/^ *(\S+) +(\S+) /gm)]);
  return new Map(rows.map(([, id = "", name = ""]) => [name, id]));
}

function machinesAfter(phase: Phase, { servers, machines: each }: Size): number {
  if (phase === "destroy") return 0;
  return servers * each + (wanted[phase].moreMachines ?? 0);
}

function isSpared(name: string, phase: Phase, size: Size): boolean {
  if (!areStarted(size)) return false;
  return phase !== "rebuild" || !name.startsWith(`c${size.servers}-`);
}

function line({ size, tool, phase, seconds, cpuSeconds, peakMib, ...row }: Row): string {
  return [
    `${size.padEnd(6)}${String(row.round).padEnd(3)}${tool.padEnd(14)}${phases[phase].padEnd(32)}`,
    `${seconds.toFixed(1).padStart(7)} s ${cpuSeconds.toFixed(1).padStart(7)} s CPU `,
    `${peakMib.toFixed(0).padStart(6)} MiB ${String(row.processes).padStart(4)} processes`,
    row.wrongChanges === undefined ? "" : `, ${row.wrongChanges} wrongly told`,
    `, ${row.restarts} needlessly restarted`,
  ].join("");
}
