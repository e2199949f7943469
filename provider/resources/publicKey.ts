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
  warnings: ({ publicKey: found }, { path }, { publicKey: known }) =>
    known === undefined || known === "" || known === found
      ? []
      : [
          found === ""
            ? `${String(path)} holds no SSH public key any more; the installs go on with the one that they knew`
            : changed(String(path)),
        ],
  consequences: (_olds, { path }) => [changed(String(path))],
};

/** Nothing that stands is touched for it, which is worth saying too. */
function changed(path: string): string {
  return (
    `the installs' SSH public key is another one now (${path}): what is installed from now on lets it in; ` +
    "what is installed already goes on letting in the old one, and nothing is installed or restarted for it"
  );
}
