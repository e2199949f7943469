import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { attempt, BoxError, run } from "./command.ts";
import { withLock } from "./lock.ts";
import { networkRoot, type Place, stateRoot } from "./place.ts";

// systemd, udev, NetworkManager and libvirt of one host take some 20; a machine's default of 128 is for all of them.
const inotifyInstances = 8192;
const inotifyFile = "/proc/sys/fs/inotify/max_user_instances";
const inotifyBefore = join(stateRoot, "inotify.was");

/** Throws BoxError with all that a box needs and this machine lacks. */
export async function checkMachine(): Promise<void> {
  const lacks: string[] = [];
  if (process.arch !== "x64") lacks.push("an x86-64 processor: the images are built for it");
  if (process.getuid?.() !== 0) lacks.push("root: containers and network namespaces need it");
  const missing = await missingPackages();
  if (missing.length > 0) {
    lacks.push(`Debian packages: apt-get install --no-install-recommends ${missing.join(" ")}`);
  }
  await attempt(["modprobe", "--quiet", "--all", "overlay", "tun", "loop"]); // fails where they are built in
  if (!readFileSync("/proc/filesystems", "utf8").includes("\toverlay\n")) {
    lacks.push("the overlay file system, a kernel module");
  }
  if (!existsSync("/dev/net/tun")) lacks.push("/dev/net/tun, from the kernel module tun");
  if (!existsSync("/dev/loop-control")) lacks.push("loop devices, from the kernel module loop");
  if (lacks.length > 0) {
    throw new BoxError(`This machine can't hold a box yet. It lacks\n  ${lacks.join("\n  ")}`);
  }
}

async function missingPackages(): Promise<string[]> {
  const wanted = readFileSync(join(import.meta.dirname, "packages"), "utf8").split("\n");
  const query = await attempt(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n"]);
  const installed = new Set(query.stdout.split("\n"));
  return wanted.filter((name) => name !== "" && !installed.has(`${name} installed`));
}

/** Makes the folders of a box, and raises the machine's limits when it is the first. */
export async function claimMachine(place: Place): Promise<void> {
  await withLock(inotifyFile, () => {
    for (const folder of [place.state, networkRoot]) mkdirSync(folder, { recursive: true });
    const now = readFileSync(inotifyFile, "utf8");
    if (Number(now) < inotifyInstances) {
      writeFileSync(inotifyBefore, now);
      writeFileSync(inotifyFile, `${inotifyInstances}\n`);
    }
    return Promise.resolve();
  });
}

/** Removes the state folder of a box, and gives the limits back when it was the last. */
export async function releaseMachine(place: Place): Promise<void> {
  await withLock(inotifyFile, async () => {
    await run(["rm", "-rf", "--one-file-system", place.state]);
    const left = existsSync(stateRoot) ? readdirSync(stateRoot) : [];
    if (left.some((name) => name !== basename(inotifyBefore))) return;
    if (left.length > 0) writeFileSync(inotifyFile, readFileSync(inotifyBefore));
    for (const folder of [stateRoot, networkRoot]) rmSync(folder, { recursive: true, force: true });
  });
}
