import { isDeepStrictEqual } from "node:util";

import { valuesOf, type Values } from "../server/values.ts";

/**
 * What a change of a cluster's machines leads to, for those that are made anew for it. What differs only in
 * the definition of a machine that runs is put right without a restart, and not named here.
 */
export function consequences(olds: Values, news: Values): string[] {
  const [were, are] = [valuesOf(olds.machines), valuesOf(news.machines)];
  return Object.keys(are).flatMap((name) =>
    Object.hasOwn(were, name) ? ofMachine(name, valuesOf(were[name]), valuesOf(are[name])) : [],
  );
}

/** How what runs is told from what is only defined; see libvirt.ts. */
const withoutRestart = /at its next start|which has lost it/;

function ofMachine(name: string, was: Values, is: Values): string[] {
  const disk = [difference("disk", mib(was.diskMib), mib(is.diskMib)), ...image(was, is)].filter(
    Boolean,
  );
  const rest = [
    difference("memory", mib(was.memoryMib), mib(is.memoryMib)),
    difference("virtual CPUs", was.vcpus, is.vcpus),
    nics(was.nics, is.nics),
  ].filter(Boolean);
  if (disk.length + rest.length === 0) return [];
  const why = [...disk, ...rest].join("; ");
  const off =
    is.power === "installer" ? " It is left switched off; whoever installs it switches it on." : "";
  if (disk.length === 0) {
    return [`${name} is RESTARTED: it is made anew, on the disk that it has (${why}).${off}`];
  }
  return [`${name} is REBUILT: its disk is made anew, and WHAT IS ON IT IS LOST (${why}).${off}`];
}

function image(was: Values, is: Values): string[] {
  const named = (path: unknown): string => (path === "" ? "none" : String(path));
  return [difference("image", named(was.image), named(is.image))];
}

function nics(was: unknown, is: unknown): string {
  const listed = (list: unknown): string => (Array.isArray(list) ? list.join(", ") : "") || "none";
  return difference("NICs", listed(was), listed(is));
}

function difference(what: string, was: unknown, is: unknown): string {
  if (isDeepStrictEqual(was, is) || withoutRestart.test(String(was))) return "";
  return `${what} ${String(was)}, to be ${String(is)}`;
}

function mib(value: unknown): string {
  return typeof value === "number" ? `${String(value)} MiB` : String(value);
}
