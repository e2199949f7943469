import { tryNetwork } from "../host/preflight.ts";
import type { Answer } from "../host/message.ts";
import { anyText, clusterName, hostName, required, type Field } from "./fields.ts";
import { textOf, type Kind, type Place, type Wanted } from "./kind.ts";

const specs: Field = {
  problem: (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? undefined
      : "must be a map of what to try, by host",
};

/**
 * A trial of the network before an install: runs where it is made, and again when `trigger` changes. It
 * leaves nothing on any host, so there is nothing to read or to take away.
 */
export const preflight: Kind = {
  token: "labhost:index:Preflight",
  name: "preflight",
  fields: {
    host: hostName,
    cluster: clusterName,
    trigger: required(anyText),
    specs: required(specs),
  },
  identity: ["host", "cluster"],
  incidental: ["specs"],
  passing: true,
  key: (inputs) => textOf(inputs, "cluster"),
  mirror: (_found, inputs) => inputs,
  ensure,
};

async function ensure({ hosts, status }: Place, { key, want }: Wanted): Promise<Answer> {
  const wanted = want.specs as Readonly<Record<string, object>>;
  status(`trying the network on ${Object.keys(wanted).join(", ")}`);
  const problems = await tryNetwork(hosts, wanted);
  if (problems.length === 0) return {};
  throw new Error(
    `cluster ${key} is not installed, as its network is not ready for it:\n  ${problems.join("\n  ")}\n` +
      `Mend it, then: pulumi up -s ${key}`,
  );
}
