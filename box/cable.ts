import { join } from "node:path";
import { endGroups, launchIn, processesOf } from "./cgroup.ts";
import { attempt, run } from "./command.ts";
import type { Place } from "./place.ts";
import { cableOf, inNetwork, ipOf } from "./switch.ts";

/** Cuts a host's cable, or joins it again: the host sees its NIC without a carrier. */
export async function setCable(place: Place, host: string, whole: boolean): Promise<void> {
  const state = whole ? "up" : "down";
  await run([...ipOf(place), "link", "set", "dev", cableOf(host), state]);
}

/** The hosts whose cable is cut. */
export async function cutCables(place: Place): Promise<ReadonlySet<string>> {
  const said = await attempt([...ipOf(place), "-json", "link", "show"]);
  if (said.code !== 0) return new Set();
  const links = JSON.parse(said.stdout) as { ifname: string; flags: string[] }[];
  const down = links.filter(({ flags }) => !flags.includes("UP")).map(({ ifname }) => ifname);
  return new Set(down.flatMap((name) => /^vb-(.+)/.exec(name)?.[1] ?? []));
}

/** Puts a program between a host and the switch that keeps every frame for so long, each way. */
export async function slowDown(place: Place, host: string, milliseconds: number): Promise<void> {
  await speedUp(place, host);
  const [near, far] = detourOf(host);
  await batch(place, [
    `link add ${near} type veth peer name ${far}`,
    `link set ${near} master switch up`,
    `link set ${far} up`,
    `link set ${cableOf(host)} nomaster`,
  ]);
  const program = join(import.meta.dirname, "slow");
  const argv = [...inNetwork(place), program, cableOf(host), far, `${milliseconds}`];
  await launchIn(place, groupOf(host), argv, join(place.state, `${groupOf(host)}.log`));
}

/** Takes that program away, if it is there. */
export async function speedUp(place: Place, host: string): Promise<void> {
  await endGroups(place, groupOf(host));
  const [near] = detourOf(host);
  await attempt([...ipOf(place), "link", "delete", near]);
  const back = ["link", "set", cableOf(host), "master", "switch"];
  await attempt([...ipOf(place), ...back]);
}

/** Whether that program runs. */
export function isSlow(place: Place, host: string): boolean {
  return processesOf(place, groupOf(host)).length > 0;
}

async function batch(place: Place, commands: readonly string[]): Promise<void> {
  await run([...ipOf(place), "-batch", "-"], { input: `${commands.join("\n")}\n` });
}

function groupOf(host: string): string {
  return `slow-${host}`;
}

/** The two ends of the way around: that at the switch, and that at the program. */
function detourOf(host: string): [string, string] {
  return [`vs-${host}`, `vp-${host}`];
}
