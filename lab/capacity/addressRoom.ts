import { parseSubnet, type AddressRange } from "../ipv4.ts";

/** Which addresses of the subnet are free. */
export interface AddressRoom {
  /** All that a machine may have: without network and broadcast address. */
  readonly usable: number;
  readonly free: number;
  /** Every run of free addresses, from the lowest on. */
  readonly runs: readonly AddressRange[];
}

/** What the given ranges leave of the subnet; they may overlap, and lie outside of it. */
export function addressRoom(subnetText: string, taken: readonly AddressRange[]): AddressRoom {
  const subnet = parseSubnet(subnetText);
  const sorted = [...taken].sort((one, other) => one.first - other.first);
  const runs: AddressRange[] = [];
  let candidate = subnet.first + 1;
  // the broadcast address ends the last run
  for (const { first, last } of [...sorted, { first: subnet.last, last: subnet.last }]) {
    const end = Math.min(first, subnet.last) - 1;
    if (candidate <= end) runs.push({ first: candidate, last: end });
    candidate = Math.max(candidate, last + 1);
  }
  const free = runs.reduce((sum, run) => sum + runLength(run), 0);
  return { usable: subnet.last - subnet.first - 1, free, runs };
}

/** The longest run, of equal ones the lowest; undefined where no address is free. */
export function largestRun({ runs }: AddressRoom): AddressRange | undefined {
  const longest = Math.max(0, ...runs.map(runLength));
  return runs.find((run) => runLength(run) === longest);
}

export function runLength({ first, last }: AddressRange): number {
  return last - first + 1;
}
