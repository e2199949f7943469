import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cutCables, isSlow, setCable, slowDown, speedUp } from "./cable.ts";
import { BoxError } from "./command.ts";
import { hostInBox, hostThatIsOn, runInHost } from "./lab.ts";
import type { Host, Place } from "./place.ts";

/** What can be wrong with a host on purpose. */
export type Fault = "cut" | "slow" | "full";

const filler = "/.full";

/** Cuts a host's cable at the switch. It is whole again after `uncut`, and when the host is started again. */
export async function cut(place: Place, name: string): Promise<void> {
  await setCable(place, hostThatIsOn(place, name).name, false);
}

/** Joins a host's cable again. */
export async function uncut(place: Place, name: string): Promise<void> {
  await setCable(place, hostThatIsOn(place, name).name, true);
}

/**
 * Lets every answer of a host come so many milliseconds later, half on the way there and half on the way back, until
 * `unslow`, or until the host is started again. Bandwidth is not limited.
 */
export async function slow(place: Place, name: string, milliseconds = 200): Promise<void> {
  await slowDown(place, hostThatIsOn(place, name).name, milliseconds / 2);
}

/** Takes the delay away. */
export async function unslow(place: Place, name: string): Promise<void> {
  await speedUp(place, hostInBox(place, name).name);
}

/** Fills a host's disk to the last block; the machine's own disk does not get fuller by it. */
export async function fill(place: Place, name: string): Promise<void> {
  const host = hostThatIsOn(place, name);
  await script(place, name, fillScript);
  writeFileSync(markerOf(host), "");
}

/** Frees what `fill` has taken. */
export async function unfill(place: Place, name: string): Promise<void> {
  const host = hostThatIsOn(place, name);
  await script(place, name, `rm -f ${filler} ${filler}.rest; sync -f /`);
  rmSync(markerOf(host), { force: true });
}

/** What is wrong with each host on purpose. */
export async function faultsOf(place: Place, hosts: readonly Host[]): Promise<Fault[][]> {
  const cables = await cutCables(place);
  return hosts.map((host) => [
    ...(cables.has(host.name) ? ["cut" as const] : []),
    ...(isSlow(place, host.name) ? ["slow" as const] : []),
    ...(existsSync(markerOf(host)) ? ["full" as const] : []),
  ]);
}

// What is only reserved is not written: the file that holds the host's disk stays as it is. The rest is what the file
// system had set aside for its own books.
const fillScript = `sync -f /
fallocate -l $(($(stat -f -c '%a * %S' /))) ${filler} || fallocate -l $(($(stat -f -c '(%a - 256) * %S' /))) ${filler}
dd if=/dev/zero of=${filler}.rest bs=4k 2>/dev/null
sync -f /; [ $(stat -f -c %a /) = 0 ]`;

async function script(place: Place, name: string, text: string): Promise<void> {
  const { code, stderr } = await runInHost(place, name, ["sh", "-c", text]);
  if (code !== 0) throw new BoxError(`${name}: the disk stays as it is: ${stderr.trim()}`);
}

function markerOf(host: Host): string {
  return join(host.dir, "full");
}
