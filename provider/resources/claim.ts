import { clusterName, hostName } from "./fields.ts";
import { textOf } from "./kind.ts";
import type { Kind } from "./kind.ts";

/** A cluster's note on a host that it uses it. */
export const claim: Kind = {
  token: "labhost:index:Claim",
  name: "claim",
  fields: { host: hostName, cluster: clusterName },
  identity: ["host", "cluster"],
  key: (inputs) => textOf(inputs, "cluster"),
  mirror: (found, inputs) => (found.absent === true ? undefined : inputs),
};
