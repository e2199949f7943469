import type { Answer } from "../host/message.ts";
import { proveChange, verdictSeconds } from "../host/prove.ts";
import { findWitness } from "../host/witness.ts";
import type { Witness } from "../host/witness.ts";
import { deviceName, flag, hostName, required, withDefault } from "./fields.ts";
import { textOf } from "./kind.ts";
import type { Kind, Place, Wanted } from "./kind.ts";

/** A NIC as the port of a bridge that takes over its MAC, addresses and routes. */
export const bridge: Kind = {
  token: "labhost:index:Bridge",
  name: "bridge",
  fields: {
    host: hostName,
    name: withDefault(deviceName, "br0"),
    port: required(deviceName),
    // always so; properties, so that a host where it is not so shows as a difference
    autoconnect: withDefault(flag, true),
    stp: withDefault(flag, false),
  },
  identity: ["host", "name", "port"],
  problems: ({ name, port, autoconnect, stp }) => [
    ...(name === port ? [{ property: "port", reason: "must not be the bridge itself" }] : []),
    ...(autoconnect === true ? [] : [{ property: "autoconnect", reason: "can only be true" }]),
    ...(stp === false ? [] : [{ property: "stp", reason: "can only be false" }]),
  ],
  key: (inputs) => textOf(inputs, "name"),
  mirror: (found, inputs) => {
    const { port, autoconnect, stp } = found;
    return { ...inputs, port: port ?? undefined, autoconnect, stp };
  },
  facts: ({ addresses }) => ({ addresses }),
  ensure: (place, wanted) => change("ensure", place, wanted),
  remove: (place, wanted) => change("remove", place, wanted),
};

async function change(goal: "ensure" | "remove", place: Place, wanted: Wanted): Promise<Answer> {
  const { session, hosts, target } = place;
  const prepared = await session.write({ op: "prepare", goal, ...wanted });
  if (prepared.done !== true) {
    const witness = await findWitness(hosts, target.name, prepared);
    await hosts.rollout.begin(target.name, wanted.key, () => convert(goal, place, wanted, witness));
  }
  return goal === "ensure" ? session.read("bridge", wanted.key, wanted.owner) : {};
}

/** Gives whether a change was made, and has held. */
async function convert(
  goal: "ensure" | "remove",
  { session, status, target }: Place,
  wanted: Wanted,
  witness: Witness | undefined,
): Promise<boolean> {
  const request = { op: "begin", goal, window: verdictSeconds, ...wanted } as const;
  const { folder } = await session.write(request);
  if (typeof folder !== "string") return false;
  const what = wanted.key;
  await proveChange({ host: target.name, what, session, witness, status, folder });
  return true;
}
