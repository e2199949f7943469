import { spawn } from "node:child_process";
import { once } from "node:events";
import { BoxError } from "./command.ts";

/**
 * Runs `body` while nobody else holds the lock on the file or folder `path`. The lock belongs to a flock(1) that ends
 * with this process, however that ends. Waits for another holder, or, given `busy`, throws a BoxError of that text.
 */
export async function withLock<T>(path: string, body: () => Promise<T>, busy?: string): Promise<T> {
  const release = await take(path, busy);
  try {
    return await body();
  } finally {
    await release();
  }
}

async function take(path: string, busy?: string): Promise<() => Promise<void>> {
  const wait = busy === undefined ? [] : ["--nonblock"];
  const args = [...wait, "--conflict-exit-code", "75", path, "sh", "-c", "echo held; exec cat"];
  // Detached, so that a Ctrl-C does not take the lock away from a clean-up that is still at work.
  const holder = spawn("flock", args, { detached: true, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(holder, "close");
  const held = await Promise.race([once(holder.stdout, "data"), ended]);
  if (typeof held[0] === "number") {
    throw new BoxError(busy !== undefined && held[0] === 75 ? busy : `Cannot lock ${path}.`);
  }
  return async () => {
    holder.stdin.end();
    await ended;
  };
}
