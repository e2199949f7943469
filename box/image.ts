import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { attempt, BoxError, run } from "./command.ts";
import { withLock } from "./lock.ts";

/** What hosts and guests are made from, in the cache. */
export interface Images {
  /** Root file system under every host's overlay. Read only. */
  readonly base: string;
  /** Disk of the guests, without keys. */
  readonly guest: string;
}

type Say = (text: string) => void;

const scripts = join(import.meta.dirname, "image");

/** Python packages that servers are given: the hosts' image has their wheels. */
const bmcRequirements = "../../components/files/bmc-requirements.txt";

// Namespaces of its own for a build: whatever ends it, its processes and mounts are gone with it.
const contained = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];

/** Gives the images, built before if the cache has none of today's build scripts. Throws BoxError with the build's last words. */
export async function buildImages(say: Say, signal?: AbortSignal): Promise<Images> {
  const cache = cacheFolder();
  mkdirSync(cache, { recursive: true });
  const base = join(cache, `base-${hashOf("base", "base.packages", "base-root", bmcRequirements)}`);
  const kernel = join(cache, `kernel-${hashOf("kernel", "kernel.config")}`);
  const parts = hashOf("guest", "guest-root", "syslinux.cfg", "kernel", "kernel.config");
  const guest = join(cache, `guest-${parts}`);
  if (!existsSync(base) || !existsSync(guest)) {
    await withLock(cache, async () => {
      // one after the other: a compiler takes all processors
      await build(base, "base", [], "the hosts' base image (once; about a minute)", say, signal);
      await build(kernel, "kernel", [], "the guests' kernel (once; some minutes)", say, signal);
      await build(guest, "guest", [base, kernel], "the guests' disk (once; seconds)", say, signal);
    });
  }
  return { base, guest: join(guest, "guest.qcow2") };
}

function cacheFolder(): string {
  const { OCPLAB_CACHE, XDG_CACHE_HOME } = process.env;
  return join(OCPLAB_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "ocplab"), "box");
}

async function build(
  target: string,
  script: string,
  args: readonly string[],
  what: string,
  say: Say,
  signal?: AbortSignal,
): Promise<void> {
  if (existsSync(target)) return;
  const started = Date.now();
  const work = `${target}.unfinished`;
  const remove = () => run(["rm", "-rf", "--one-file-system", work]);
  await remove();
  const [image, scratch] = [join(work, "image"), join(work, "tmp")];
  for (const folder of [image, scratch]) mkdirSync(folder, { recursive: true });
  say(`building ${what}`);
  try {
    const command = [...contained, "env", `TMPDIR=${scratch}`, join(scripts, script)];
    const ended = await attempt([...command, image, ...args], { signal });
    if (ended.code !== 0) throw new BoxError(`No ${script} image:\n${lastLines(ended.stderr)}`);
    renameSync(image, target);
  } finally {
    await remove();
  }
  say(`built in ${((Date.now() - started) / 1000).toFixed(1)} s: ${target}`);
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-15).join("\n");
}

/** A short hash over the paths, modes and contents of files and folders of the build scripts. */
function hashOf(...names: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of names.flatMap((name) => filesBelow(join(scripts, name)))) {
    const mode = statSync(path).mode.toString(8);
    hash.update(`${relative(scripts, path)}\0${mode}\0`).update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 12);
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}
