import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Target } from "./target.ts";

/** Lets ssh have the host key of the lab file as a known-hosts file while it connects. */
export async function withPin<T>(
  target: Target,
  connect: (pinFile: string | undefined) => Promise<T>,
): Promise<T> {
  if (target.hostKey === undefined) return connect(undefined);
  const folder = mkdtempSync(join(tmpdir(), "ocplab-pin-"));
  try {
    const pinFile = join(folder, "known_hosts");
    writeFileSync(pinFile, `${target.address} ${target.hostKey}\n`);
    return await connect(pinFile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
