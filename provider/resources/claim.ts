import type { Answer } from "../host/message.ts";
import { clusterName, hostName, listOf, unit, withDefault } from "./fields.ts";
import { textOf } from "./kind.ts";
import type { Kind, Place, Wanted } from "./kind.ts";
import { unfinishedInstall } from "./unfinishedInstall.ts";

/** A cluster's note on a host that it uses it, and what has to run there for it. */
export const claim: Kind = {
  token: "labhost:index:Claim",
  name: "claim",
  fields: { host: hostName, cluster: clusterName, needs: withDefault(listOf(unit), []) },
  identity: ["host", "cluster"],
  key: (inputs) => textOf(inputs, "cluster"),
  mirror: ({ absent, needs }, inputs) => (absent === true ? undefined : { ...inputs, needs }),
  ensure,
  warnings: ({ stopped, install }, { cluster }) => [
    ...(Array.isArray(stopped) ? stopped : []).map(
      (name) => `${String(name)} does not run, and clusters here need it; next: pulumi up -s lab`,
    ),
    ...unfinishedInstall(String(cluster), install),
  ],
};

function ensure({ session }: Place, { creating, want, ...wanted }: Wanted): Promise<Answer> {
  const request = { ...wanted, want: { ...want, creating: creating ?? false } };
  return session.write({ op: "ensure", kind: claim.name, ...request });
}
