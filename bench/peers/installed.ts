import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The peers' tools, in the cache. */
export interface Installed {
  /** Folder of Python packages. */
  readonly ansible: string;
  /** Folder of the one that Ansible's modules need on servers. */
  readonly lxml: string;
  readonly terraform: string;
  readonly versions: { readonly ansible: string; readonly terraform: string };
}

/** Fetches and builds the peers' tools, unless the cache has them. That takes some minutes. */
export function installed(): Installed {
  made ??= JSON.parse(
    execFileSync(join(__dirname, "install"), {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }),
  ) as Installed;
  return made;
}

let made: Installed | undefined;
