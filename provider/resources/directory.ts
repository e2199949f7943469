import { absolutePath, account, flag, hostName, mode, withDefault } from "./fields.ts";
import { textOf } from "./kind.ts";
import type { Kind } from "./kind.ts";

/** A folder: mode and owner. */
export const directory: Kind = {
  token: "labhost:index:Directory",
  name: "directory",
  fields: {
    host: hostName,
    path: absolutePath,
    mode: withDefault(mode, "0755"),
    owner: withDefault(account, "root"),
    group: withDefault(account, "root"),
    purge: withDefault(flag, false),
  },
  identity: ["host", "path"],
  key: (inputs) => textOf(inputs, "path"),
  mirror: (found, inputs) => {
    const { mode: bits, owner, group } = found;
    return { ...inputs, mode: bits, owner, group };
  },
};
