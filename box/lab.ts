import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { accessFiles, makeAccess, showAccess, writeSshConfig } from "./access.ts";
import { endGroups } from "./cgroup.ts";
import { attempt, BoxError, type Ended } from "./command.ts";
import { isMade, makeDisk, openFromJumphost } from "./disk.ts";
import { inside, isOn, powerOff, powerOn, ready } from "./host.ts";
import { buildImages, type Images } from "./image.ts";
import { withLock } from "./lock.ts";
import { checkMachine, claimMachine, releaseMachine } from "./machine.ts";
import { speedUp } from "./cable.ts";
import { startOutside } from "./outside.ts";
import { type Host, hostNames, hostOf, maxServers, type Place } from "./place.ts";
import { inNetwork, raiseSwitch, removeSwitch } from "./switch.ts";

interface UpOptions {
  /** How many servers beside the jumphost. @default those it has, else 3 */
  readonly servers?: number | undefined;
  /** Told what takes long. */
  readonly say?: (text: string) => void;
  /** Stops the work; what it began is taken down. */
  readonly signal?: AbortSignal;
}

/**
 * Brings the box up, or what is off of it, and waits until every host answers by SSH. Gives the hosts that it turned on.
 * A new box that fails to come up is taken down again. Throws BoxError.
 */
export async function up(place: Place, options: UpOptions = {}): Promise<Host[]> {
  await checkMachine();
  const busy = `Another box command is at work in ${place.root}: wait for its end, then try again.`;
  return withLock(
    place.root,
    async () => {
      const isNew = !existsSync(imagesFile(place));
      try {
        if (isNew) await begin(place, options);
        return await raise(place, options);
      } catch (error) {
        if (isNew) await takeDown(place);
        throw error;
      }
    },
    busy,
  );
}

/** Takes the box away: processes, network, disks, keys. The images stay in the cache. */
export async function down(place: Place): Promise<void> {
  await withLock(place.root, () => takeDown(place));
}

/** Turns a host of the box on, if it is off, and waits until it answers by SSH. */
export async function start(place: Place, name: string): Promise<void> {
  const host = hostInBox(place, name);
  if (!isOn(place, host)) await powerOn(place, host, imagesOf(place).base);
  await ready(place, host);
}

/** Pulls the plug of a host of the box. Its disk stays. */
export async function kill(place: Place, name: string): Promise<void> {
  const host = hostInBox(place, name);
  await speedUp(place, host.name);
  await powerOff(place, host);
}

/** The hosts of the box; none when it is down. */
export function hostsOf(place: Place): Host[] {
  const folder = join(place.state, "hosts");
  const count = existsSync(folder) ? readdirSync(folder).length : 0;
  return count === 0 ? [] : hostNames(count - 1).map((name) => hostOf(place, name));
}

/** Runs a command on a host, without using its network, and tells how it went. */
export async function runInHost(
  place: Place,
  name: string,
  argv: readonly string[],
): Promise<Ended> {
  return attempt([...inside(place, hostInBox(place, name)), ...argv]);
}

/** A host of the box by its name. Throws BoxError with the names that there are. */
export function hostInBox(place: Place, name: string): Host {
  const hosts = hostsOf(place);
  if (hosts.length === 0) throw isDown(place);
  const host = hosts.find((each) => each.name === name);
  if (host) return host;
  const names = hosts.map((each) => each.name).join(", ");
  throw new BoxError(`The box has no host "${name}": it has ${names}.`);
}

/** The same, which must be on. */
export function hostThatIsOn(place: Place, name: string): Host {
  const host = hostInBox(place, name);
  if (isOn(place, host)) return host;
  throw new BoxError(`${name} is off: npm run box -- start ${name}`);
}

/** A command made to run on the box's network, and nowhere else. Wants `environment`. Throws BoxError when the box is down. */
export function onNetwork(place: Place, argv: readonly string[]): string[] {
  if (hostsOf(place).length === 0) throw isDown(place);
  return [...inNetwork(place), ...argv];
}

/** What the project's programs need in their environment to work with the box. */
export function environment(place: Place): NodeJS.ProcessEnv {
  const path = [join(place.root, ".tools/bin"), process.env.PATH ?? ""].join(delimiter);
  return {
    ...process.env,
    PATH: path,
    SSH_AUTH_SOCK: accessFiles(place).agentSocket,
    // not the project's own backend, which is for the lab of the user
    PULUMI_BACKEND_URL: `file://${accessFiles(place).pulumiState}`,
    PULUMI_CONFIG_PASSPHRASE: "",
  };
}

/** Settles what a new box is made of, in place of anything that an older one has left. */
async function begin(place: Place, { servers = 3, say, signal }: UpOptions): Promise<void> {
  if (servers > maxServers) throw new BoxError(`A box has room for ${maxServers} servers.`);
  const images = await buildImages(say ?? (() => undefined), signal);
  await takeDown(place);
  await claimMachine(place);
  for (const name of hostNames(servers)) mkdirSync(hostOf(place, name).dir, { recursive: true });
  writeFileSync(imagesFile(place), JSON.stringify(images));
}

/** Makes and starts whatever of the box is not there, in the order in which one needs the other. */
async function raise(place: Place, { servers, signal }: UpOptions): Promise<Host[]> {
  const hosts = hostsOf(place);
  if (servers !== undefined && servers !== hosts.length - 1) {
    throw new BoxError(
      `Servers in this box: ${hosts.length - 1}. For ${servers}, take it down first: npm run box -- down`,
    );
  }
  const images = imagesOf(place);
  await claimMachine(place); // again: the limits of a machine that was rebooted are its own
  await raiseSwitch(place);
  await makeAccess(place, images.guest);
  await makeDisks(place, hosts, images.base);
  showAccess(place);
  await startOutside(place, images.base);
  const off = hosts.filter((host) => !isOn(place, host));
  await all(off.map((host) => powerOn(place, host, images.base)));
  await all(hosts.map((host) => ready(place, host, signal)));
  return off;
}

async function makeDisks(place: Place, hosts: readonly Host[], base: string): Promise<void> {
  if (hosts.every(isMade)) return;
  await all(hosts.map((host) => makeDisk(place, host, base)));
  openFromJumphost(place, base, hosts);
  writeSshConfig(place, hosts);
}

/** Waits for all works, so that none goes on while a clean-up follows; throws what the first failed one threw. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

function isDown(place: Place): BoxError {
  return new BoxError(`The box of ${place.root} is down: npm run box -- up`);
}

async function takeDown(place: Place): Promise<void> {
  await endGroups(place);
  await removeSwitch(place);
  rmSync(place.shown, { recursive: true, force: true });
  await releaseMachine(place);
}

function imagesOf(place: Place): Images {
  return JSON.parse(readFileSync(imagesFile(place), "utf8")) as Images;
}

function imagesFile(place: Place): string {
  return join(place.state, "images.json");
}
