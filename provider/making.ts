import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

import type { Hosts } from "./host/hosts.ts";
import type { Json, Owner } from "./host/message.ts";
import { HostError } from "./host/session.ts";
import { textOf } from "./resources/kind.ts";
import type { Values } from "./server/values.ts";

const ops: ReadonlyMap<string, "begin-making" | "end-making"> = new Map([
  ["labhost:index:beginMaking", "begin-making"],
  ["labhost:index:endMaking", "end-making"],
]);

/**
 * Tells a host that an object of libvirt is about to be made, or is made (components/making.ts). What
 * an interrupted run has left of it goes first.
 * @throws HostError where something stands that must not be touched.
 */
export async function makingOf(token: string, args: Values, hosts: Hosts): Promise<Values> {
  const op = ops.get(token);
  if (op === undefined) throw new Error(`labhost has no ${token}`);
  const host = textOf(args, "host");
  const what = args.what as Json;
  const { session } = await hosts.session(host);
  const request = { cluster: textOf(args, "cluster"), what, owner: args.owner as Owner };
  const { sha256 } = await session.write({ op, ...request });
  if (typeof sha256 === "string") await refuseOtherImage(host, what, sha256);
  return {};
}

/** The provider writes the image into a volume that stands: under disks that were made on it. */
async function refuseOtherImage(host: string, what: Json, standing: string): Promise<void> {
  const image = textOf(what, "source");
  const digest = createHash("sha256");
  await pipeline(createReadStream(image), digest);
  if (digest.digest("hex") === standing) return;
  throw new HostError(
    host,
    `the volume ${textOf(what, "name")}, which no state knows, holds another image than ${image}, and disks may stand on it; ` +
      `put back the image that it was made of, or take the volume and its disks away by hand`,
  );
}
