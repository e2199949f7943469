import type { Answer } from "../host/message.ts";
import { proveChange, verdictSeconds } from "../host/prove.ts";
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
  const { session, status } = place;
  const begun = await session.write({ op: "begin", goal, window: verdictSeconds, ...wanted });
  const { folder } = begun;
  if (typeof folder === "string") {
    await proveChange({ host: place.target.name, what: wanted.key, session, status, folder });
  }
  return goal === "ensure" ? session.read("bridge", wanted.key, wanted.owner) : {};
}
