import { hostName, required, text } from "./fields.ts";
import { textOf, type Kind } from "./kind.ts";

/** A setting of the running kernel. */
export const sysctl: Kind = {
  token: "labhost:index:Sysctl",
  name: "sysctl",
  fields: {
    host: hostName,
    name: required(text(/^[a-z0-9_]+(\.[a-z0-9_-]+)+$/, "a setting as in net.ipv4.ip_forward")),
    value: required(text(/^[!-~]{1,60}$/, "one word")),
  },
  identity: ["host", "name"],
  key: (inputs) => textOf(inputs, "name"),
  mirror: ({ value }, inputs) => ({ ...inputs, value }),
};
