import { addressRoom, largestRun, runLength, type AddressRoom } from "../capacity/addressRoom.ts";
import { allocationsOf } from "../allocations.ts";
import { checkLab } from "../check.ts";
import { addressText, parseSubnet, type AddressRange } from "../ipv4.ts";
import type { Layout } from "../layout.ts";
import type { Lab } from "../model.ts";

/** The addresses of a lab that are free, to be taken from the lowest on. */
export class FreeAddresses {
  readonly #lab: Lab;
  readonly #taken: AddressRange[];

  constructor(lab: Lab, layouts: readonly Layout[]) {
    this.#lab = lab;
    this.#taken = allocationsOf(lab, layouts);
  }

  /** The lowest free run of that length, from an address on if one is given; from now on it is taken. */
  take(length: number, from = 0): AddressRange | undefined {
    for (const run of this.#room().runs) {
      const first = Math.max(run.first, from);
      if (run.last - first + 1 < length) continue;
      const range = { first, last: first + length - 1 };
      this.keep(range);
      return range;
    }
    return undefined;
  }

  keep(range: AddressRange): void {
    this.#taken.push(range);
  }

  /** Why there is no free run of that length, and what would help: first of all `step`, if there is one. */
  shortage(length: number, step = ""): string {
    const { longest } = this;
    const { subnet } = this.#lab.network;
    const what =
      length === 1
        ? `no address is free in ${subnet}`
        : `no ${String(length)} addresses in a row are free in ${subnet}: the longest free run has ${String(longest)}, so ${String(length - longest)} are missing`;
    return `${what}; ${step}take a larger subnet${this.#example(length)}, or remove what is not used`;
  }

  /** How many addresses the longest free run has. */
  get longest(): number {
    const largest = largestRun(this.#room());
    return largest ? runLength(largest) : 0;
  }

  #room(): AddressRoom {
    return addressRoom(this.#lab.network.subnet, this.#taken);
  }

  /** The smallest subnet around the lab's own that has room, and with which the lab is sound. */
  #example(length: number): string {
    const { network } = this.#lab;
    const own = parseSubnet(network.subnet);
    for (let prefix = own.prefixLength - 1; prefix >= 8; prefix--) {
      const { first } = parseSubnet(`${addressText(own.first)}/${String(prefix)}`);
      const subnet = `${addressText(first)}/${String(prefix)}`;
      const largest = largestRun(addressRoom(subnet, this.#taken));
      if (!largest || runLength(largest) < length) continue;
      const lab = { ...this.#lab, network: { ...network, subnet } };
      const findings = checkLab(lab, { line: () => 1 });
      return findings.some(({ warning }) => warning !== true) ? "" : `, for example ${subnet}`;
    }
    return "";
  }
}
