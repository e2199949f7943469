import { absolutePath, hostName } from "./fields.ts";
import { textOf, type Kind } from "./kind.ts";

/** An SSH public key that is on a host, to be known elsewhere; never written. */
export const publicKey: Kind = {
  token: "labhost:index:PublicKey",
  name: "publicKey",
  fields: { host: hostName, path: absolutePath },
  identity: ["host", "path"],
  key: (inputs) => textOf(inputs, "path"),
  mirror: (_found, inputs) => inputs,
  facts: ({ publicKey: found }) => ({ publicKey: found }),
};
