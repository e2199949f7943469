import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { BoxError, launch } from "./command.ts";
import type { Place } from "./place.ts";
import { until } from "./wait.ts";

/**
 * Starts a command that outlives this process, in control groups of one part of a box. Neither the command nor its
 * children can leave them: what they list is what the box started.
 */
export async function launchIn(
  place: Place,
  part: string,
  argv: readonly string[],
  log: string,
): Promise<void> {
  const groups = hierarchies().map((mount) => join(mount, place.name, part));
  for (const group of groups) mkdirSync(group, { recursive: true });
  launch([join(import.meta.dirname, "join"), ...groups, "--", ...argv], log);
  const runs = () => processesOf(place, part).length > 0;
  await until(runs, 10, () => `${argv.join(" ")} does not start: ${readText(log)}`, 5);
}

/** The processes of one part of a box. */
export function processesOf(place: Place, part: string): number[] {
  return below(join(unified(), place.name, part)).flatMap((group) =>
    readText(join(group, "cgroup.procs")).split("\n").filter(Boolean).map(Number),
  );
}

/** Ends every process of one part of a box, or of the whole box, at once and for sure; then removes the groups. */
export async function endGroups(place: Place, part = ""): Promise<void> {
  const group = join(unified(), place.name, part);
  if (existsSync(group)) writeFileSync(join(group, "cgroup.kill"), "1");
  const empty = () => !/^populated 1$/m.test(readText(join(group, "cgroup.events")));
  await until(empty, 20, () => `Processes of ${group} do not end.`, 10);
  const groups = hierarchies().map((mount) => join(mount, place.name, part));
  await until(
    () => groups.every(isRemoved),
    5,
    () => `${group} and its like stay in use.`,
  );
}

/** Whether a group is gone, with all below it. One is in use for a moment longer than its last process runs. */
function isRemoved(group: string): boolean {
  try {
    for (const each of below(group).reverse()) rmdirSync(each);
    return true;
  } catch {
    return false;
  }
}

/** Mount point of the version 2 hierarchy. Throws BoxError where there is none. */
export function unified(): string {
  const mount = mountsOf("cgroup2")[0];
  if (mount !== undefined) return mount;
  throw new BoxError(
    "No cgroup2 hierarchy is mounted. Where systemd does not run: mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified",
  );
}

/**
 * The hierarchies that systemd keeps its own groups in, and so needs a place in for each host: version 2, and beside
 * version 1 also a named one. In those of controllers a host has no groups: in one group of the `cpu` controller a whole
 * box would get no more than a single process outside.
 */
function hierarchies(): string[] {
  return [...mountsOf("cgroup2"), ...mountsOf("cgroup", "name=systemd")];
}

function mountsOf(type: string, option = ""): string[] {
  const lines = readFileSync("/proc/self/mounts", "utf8").split("\n");
  return lines
    .map((line) => line.split(" "))
    .filter((fields) => fields[2] === type && (fields[3] ?? "").includes(option))
    .map(([, path = ""]) => path);
}

/** A group and all groups below it, parents first. Any of them may vanish meanwhile: a host removes its own. */
function below(group: string): string[] {
  try {
    const children = readdirSync(group, { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    return [group, ...children.flatMap((child) => below(join(group, child.name)))];
  } catch {
    return [];
  }
}

/** The text of a file that may vanish at any time: then it has none. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
