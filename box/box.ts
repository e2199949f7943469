import { isIPv4 } from "node:net";
import { join } from "node:path";
import { accessFiles } from "./access.ts";
import { BoxError, hand } from "./command.ts";
import { cut, faultsOf, fill, slow, uncut, unfill, unslow } from "./fault.ts";
import { inside, isOn } from "./host.ts";
import { buildImages } from "./image.ts";
import { down, environment, hostInBox, hostsOf, kill, onNetwork, start, up } from "./lab.ts";
import { checkMachine } from "./machine.ts";
import { type Place, placeOf } from "./place.ts";

const usage = `usage: npm run box -- VERB

  up [N]            bring up a jumphost and N servers (3), or what is off of them
  down              take all of it away, but for the images in the cache
  status [--json]   tell which hosts there are, whether they are on, and what is wrong with them on purpose
  start HOST        turn a host on
  kill HOST         pull its plug; the disk is kept
  cut HOST          cut its cable; uncut HOST joins it again
  slow HOST [MS]    let its answers come MS (200) milliseconds later, by a program between it and the switch, as not every
                    kernel has netem; bandwidth is not limited; unslow HOST ends it
  fill HOST         fill its disk, a file system of 32 GB of its own, to the last block; unfill HOST frees it
  ssh HOST [CMD..]  log in on a host, or on a virtual machine by its address, by SSH
  exec HOST CMD..   run a command on a host without using its network
  run CMD..         run a command on the box's network, with the project's tools and keys
  shell             the same with an interactive shell
  images            build what hosts and guests are made from, and no more

Hosts are jumphost, server1, server2 ...`;

/** What a verb does, and how many arguments it must have. Gives the exit code. */
interface Verb {
  readonly least: number;
  readonly act: (place: Place, args: readonly string[]) => Promise<number>;
}

const verbs: Readonly<Record<string, Verb>> = {
  up: { least: 0, act: bringUp },
  down: { least: 0, act: (place) => timed("down", () => down(place)) },
  status: { least: 0, act: status },
  start: {
    least: 1,
    act: (place, [host = ""]) => timed(`${host} is on`, () => start(place, host)),
  },
  kill: {
    least: 1,
    act: (place, [host = ""]) => timed(`${host} is off`, () => kill(place, host)),
  },
  cut: fault("is cut off", cut),
  uncut: fault("is joined again", uncut),
  slow: { least: 1, act: slowDown },
  unslow: fault("is as fast as ever", unslow),
  fill: fault("is full", fill),
  unfill: fault("has room again", unfill),
  ssh: { least: 1, act: ssh },
  exec: {
    least: 2,
    act: (place, [host = "", ...command]) =>
      hand([...inside(place, hostInBox(place, host)), ...command]),
  },
  run: { least: 1, act: (place, command) => hand(onNetwork(place, command), environment(place)) },
  shell: {
    least: 0,
    act: (place) => hand(onNetwork(place, [process.env.SHELL ?? "bash"]), environment(place)),
  },
  images: { least: 0, act: images },
};

async function main([name = "", ...args]: readonly string[]): Promise<number> {
  const verb = verbs[name];
  if (!verb || args.length < verb.least) {
    console.error(usage);
    return 2;
  }
  try {
    return await verb.act(placeOf(join(import.meta.dirname, "..")), args);
  } catch (error) {
    if (!(error instanceof BoxError)) throw error;
    say(error.message);
    return 1;
  }
}

async function bringUp(place: Place, [count]: readonly string[]): Promise<number> {
  if (count !== undefined && !/^[1-9]\d*$/.test(count)) {
    throw new BoxError(`"${count}" is no number of servers. For three: npm run box -- up 3`);
  }
  const servers = count === undefined ? undefined : Number(count);
  const started = Date.now();
  const turnedOn = await up(place, { servers, say, signal: interruption() });
  const names = turnedOn.map((host) => host.name).join(", ");
  say(names === "" ? "up already" : `up: ${names}, in ${secondsSince(started)}`);
  return 0;
}

async function status(place: Place, [flag]: readonly string[]): Promise<number> {
  const all = hostsOf(place);
  const faults = await faultsOf(place, all);
  const hosts = all.map((host, index) => {
    const { name, address } = host;
    return { name, address, on: isOn(place, host), faults: faults[index] ?? [] };
  });
  if (flag === "--json") {
    console.log(JSON.stringify({ up: hosts.length > 0, network: place.name, hosts }, null, 2));
  } else if (hosts.length === 0) {
    console.log("down");
  } else {
    for (const { name, address, on, faults } of hosts) {
      const state = [on ? "on" : "off", ...faults].join(", ");
      console.log(`${name.padEnd(10)} ${address.padEnd(12)} ${state}`);
    }
  }
  return 0;
}

/** A verb that does something bad to one host, or ends it. */
function fault(done: string, act: (place: Place, name: string) => Promise<void>): Verb {
  return {
    least: 1,
    act: (place, [host = ""]) => timed(`${host} ${done}`, () => act(place, host)),
  };
}

async function slowDown(
  place: Place,
  [host = "", milliseconds = "200"]: readonly string[],
): Promise<number> {
  if (!/^[1-9]\d{0,4}$/.test(milliseconds)) {
    throw new BoxError(
      `"${milliseconds}" is no number of milliseconds. For 200: npm run box -- slow ${host} 200`,
    );
  }
  return timed(`${host} is slow`, () => slow(place, host, Number(milliseconds)));
}

function ssh(place: Place, [name = "", ...command]: readonly string[]): Promise<number> {
  // virtual machines have no names here, only addresses
  const destination = isIPv4(name) ? name : hostInBox(place, name).name;
  const config = accessFiles(place).sshConfig;
  return hand(onNetwork(place, ["ssh", "-F", config, destination, ...command]));
}

async function images(): Promise<number> {
  await checkMachine();
  await buildImages(say, interruption());
  return 0;
}

async function timed(done: string, work: () => Promise<void>): Promise<number> {
  const started = Date.now();
  await work();
  say(`${done}, in ${secondsSince(started)}`);
  return 0;
}

/** Aborted by the first Ctrl-C, or its like, so that what was begun can be taken down. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      controller.abort(new BoxError("Interrupted: what was begun is taken down."));
    });
  }
  return controller.signal;
}

function say(text: string): void {
  console.error(`box: ${text}`);
}

function secondsSince(started: number): string {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
