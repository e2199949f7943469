import type { Answer } from "../host/message.ts";
import { hostName } from "./fields.ts";
import type { Kind, Place, Wanted } from "./kind.ts";

/** Keeps the foundation of a host in place while clusters use it: the first to go at a destroy. */
export const gate: Kind = {
  token: "labhost:index:Gate",
  name: "gate",
  fields: { host: hostName },
  identity: ["host"],
  key: () => "foundation",
  mirror: (_found, inputs) => inputs,
  remove,
};

/**
 * A server that leaves the lab is only held by the clusters on it; but where the server stays in the lab
 * file, it is the whole foundation that goes, and then the jumphost's clusters count too.
 */
async function remove(place: Place, { key, want, owner }: Wanted): Promise<Answer> {
  const { target, session, hosts, directory } = place;
  const jumphost = await directory.jumphost();
  if (!target.retired && target.name !== jumphost) {
    const other = await hosts.session(jumphost);
    await other.session.write({ op: "guard" });
  }
  return session.write({ op: "remove", kind: "gate", key, want, owner });
}
