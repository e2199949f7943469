import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { foundationStackName } from "../../lab/model.ts";

/**
 * Gives a stack that is about to be made the salt of the foundation's passphrase. A cluster's program opens the
 * foundation's state as well as its own, and to make a key of passphrase and salt takes the engine a quarter of
 * a second: of the same salt once, of two salts twice. Settings that are there stay as they are.
 * @param folder the project's.
 */
export function shareSalt(stack: string, folder = "."): void {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const foundation = join(folder, `Pulumi.${foundationStackName}.yaml`);
  if (existsSync(file) || !existsSync(foundation)) return;
  const settings = parse(readFileSync(foundation, "utf8")) as Record<string, unknown> | null;
  const encryptionsalt = settings?.encryptionsalt;
  if (typeof encryptionsalt === "string") writeFileSync(file, stringify({ encryptionsalt }));
}
