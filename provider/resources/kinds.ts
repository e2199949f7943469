import { bridge } from "./bridge.ts";
import { claim } from "./claim.ts";
import { directory } from "./directory.ts";
import { file } from "./file.ts";
import { gate } from "./gate.ts";
import type { Kind } from "./kind.ts";
import { libvirt } from "./libvirt.ts";
import { nftTable } from "./nftTable.ts";
import { packages } from "./packages.ts";
import { preflight } from "./preflight.ts";
import { publicKey } from "./publicKey.ts";
import { pythonPackages } from "./pythonPackages.ts";
import { seed } from "./seed.ts";
import { service } from "./service.ts";
import { sysctl } from "./sysctl.ts";

const kinds = new Map(
  [
    ...[file, directory, service, packages, bridge, claim, gate, preflight, pythonPackages],
    ...[seed, publicKey, sysctl, nftTable, libvirt],
  ].map((kind) => [kind.token, kind]),
);

/** The kind of a type token. @throws Error for one that there is not. */
export function kindOf(token: string): Kind {
  const kind = kinds.get(token);
  if (kind === undefined) {
    throw new Error(`labhost has no ${token}; it has ${[...kinds.keys()].join(", ")}`);
  }
  return kind;
}
