import { absolutePath, anyText, hostName, oneOf, required, text } from "./fields.ts";
import { textOf, type Kind } from "./kind.ts";

/** A table of nftables that is loaded from a file; for IPv4 where no family is given. */
export const nftTable: Kind = {
  token: "labhost:index:NftTable",
  name: "nftTable",
  fields: {
    host: hostName,
    family: oneOf("ip", "bridge"),
    name: required(text(/^[a-z][a-z0-9_]{0,30}$/, "a table's name")),
    file: absolutePath,
    rules: required(anyText),
  },
  identity: ["host", "family", "name"],
  key: (inputs) => textOf(inputs, "name"),
  mirror: ({ same, rules }, inputs) => (same === true ? inputs : { ...inputs, rules }),
};
