import { absolutePath, anyText, hostName, required, text } from "./fields.ts";
import { textOf, type Kind } from "./kind.ts";

/** A table of nftables for IPv4 that is loaded from a file. */
export const nftTable: Kind = {
  token: "labhost:index:NftTable",
  name: "nftTable",
  fields: {
    host: hostName,
    name: required(text(/^[a-z][a-z0-9_]{0,30}$/, "a table's name")),
    file: absolutePath,
    rules: required(anyText),
  },
  identity: ["host", "name"],
  key: (inputs) => textOf(inputs, "name"),
  mirror: ({ same, rules }, inputs) => (same === true ? inputs : { ...inputs, rules }),
};
