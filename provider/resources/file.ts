import { dnsmasqFolder } from "../../lab/hostPaths.ts";
import {
  absolutePath,
  account,
  anyText,
  hostName,
  mode,
  objectOf,
  oneOf,
  required,
  unit,
  withDefault,
} from "./fields.ts";
import { textOf } from "./kind.ts";
import type { Kind } from "./kind.ts";

/** A file: bytes, mode, owner, what is checked before it is written and told after. */
export const file: Kind = {
  token: "labhost:index:File",
  name: "file",
  fields: {
    host: hostName,
    path: absolutePath,
    content: required(anyText),
    mode: withDefault(mode, "0644"),
    owner: withDefault(account, "root"),
    group: withDefault(account, "root"),
    check: oneOf("dnsmasq-conf", "dnsmasq-hosts", "dnsmasq-dhcp"),
    onChange: objectOf({ unit, verb: oneOf("reload", "restart") }),
  },
  identity: ["host", "path"],
  problems: (inputs) =>
    inputs.check === undefined || textOf(inputs, "path").startsWith(`${dnsmasqFolder}/`)
      ? []
      : [{ property: "check", reason: `check is only for files below ${dnsmasqFolder}` }],
  key: (inputs) => textOf(inputs, "path"),
  mirror: (found, inputs) => {
    const { content, mode: bits, owner, group } = found;
    return { ...inputs, content, mode: bits, owner, group };
  },
};
