import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attempt, run } from "./command.ts";
import { network, networkRoot, type Place } from "./place.ts";

/** What to put before a command so that it runs on the box's network and nowhere else. */
export function inNetwork(place: Place): string[] {
  return ["nsenter", `--net=${netnsFile(place)}`, "--"];
}

/** `ip` on the box's network. */
export function ipOf(place: Place): string[] {
  return [...inNetwork(place), "ip"];
}

/** Makes the box's network namespace: the bridge that all hosts hang on, with the controller's address. No way leads out. */
export async function raiseSwitch(place: Place): Promise<void> {
  if (await isRaised(place)) return;
  await removeSwitch(place);
  writeFileSync(netnsFile(place), "");
  await run(["unshare", `--net=${netnsFile(place)}`, "true"]);
  const noIpv6 = "echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6";
  await run([...inNetwork(place), "sh", "-c", noIpv6]);
  // A MAC of its own: a bridge without one takes a port's, and would change it when that host is off.
  const commands = `link set lo up
link add switch address 02:00:00:00:00:fe type bridge stp_state 0 forward_delay 0
link set switch up
address add ${network.controller}/${network.prefix} dev switch
`;
  await run([...ipOf(place), "-batch", "-"], { input: commands });
}

/** The address comes last: who has it has all. */
async function isRaised(place: Place): Promise<boolean> {
  const show = [...ipOf(place), "address", "show", "dev", "switch"];
  return (await attempt(show)).stdout.includes(`inet ${network.controller}/`);
}

/** Removes the namespace, and with it the bridge. */
export async function removeSwitch(place: Place): Promise<void> {
  const file = netnsFile(place);
  if (!existsSync(file)) return;
  await attempt(["umount", file]); // none is mounted where a start was cut off
  rmSync(file);
}

/** Pulls a host's cable out of the switch for good: a host that is started again brings its own. */
export async function unplug(place: Place, host: string): Promise<void> {
  await attempt([...ipOf(place), "link", "delete", cableOf(host)]);
}

/** The switch's end of a host's cable. */
export function cableOf(host: string): string {
  return `vb-${host}`;
}

function netnsFile(place: Place): string {
  return join(networkRoot, place.name);
}
