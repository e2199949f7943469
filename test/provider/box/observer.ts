import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import { inside } from "../../../box/host.ts";
import { hostInBox } from "../../../box/lab.ts";
import type { Place } from "../../../box/place.ts";

/** What an observer has seen. */
export interface Seen {
  readonly sent: number;
  readonly lost: number;
  /** The longest time without an answer. */
  readonly unreachableSeconds: number;
}

/** Asks an address again and again, from the jumphost of a box, by a process of its own. */
export class Observer {
  readonly #ping: ChildProcess;
  readonly #everyMs: number;
  #said = "";

  constructor(place: Place, address: string, everyMs: number) {
    const every = String(everyMs / 1000);
    const command = ["ping", "-D", "-n", "-O", "-i", every, address];
    const [file = "", ...args] = [...inside(place, hostInBox(place, "jumphost")), ...command];
    this.#ping = spawn(file, args, { stdio: ["ignore", "pipe", "ignore"], detached: true });
    this.#everyMs = everyMs;
    this.#ping.stdout?.setEncoding("utf8").on("data", (text: string) => (this.#said += text));
  }

  /** Waits until so many were sent. */
  async sent(count: number): Promise<void> {
    while (this.#numbers().size < count) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async stop(): Promise<Seen> {
    const closed = once(this.#ping, "close");
    // the whole group, as nsenter waits for a child of its own; on SIGINT ping tells its sums
    process.kill(-(this.#ping.pid ?? 0), "SIGINT");
    await closed;
    const times = this.#answers().map(([, time]) => time);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
    const sent = Number(/(\d+) packets transmitted/.exec(this.#said)?.[1]);
    const longest = Math.max(0, ...gaps) - this.#everyMs / 1000;
    return { sent, lost: sent - times.length, unreachableSeconds: Math.max(0, longest) };
  }

  #numbers(): Set<string> {
    return new Set([...this.#said.matchAll(/icmp_seq=(\d+)/g)].map(([, number = ""]) => number));
  }

  #answers(): [number: number, seconds: number][] {
    const lines = this.#said.matchAll(/^\[([\d.]+)\] \d+ bytes .* icmp_seq=(\d+) /gm);
    return [...lines].map(([, time, number]) => [Number(number), Number(time)]);
  }
}
