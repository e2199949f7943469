import type { AddressRange, Subnet } from "./ipv4.ts";

/**
 * The first address of the lowest run of `length` addresses of the subnet that no range touches;
 * undefined where there is none. `taken` is in order of its first addresses.
 */
export function firstFree(
  subnet: Subnet,
  taken: readonly AddressRange[],
  length: number,
): number | undefined {
  let candidate = subnet.first + 1;
  for (const { first, last } of taken) {
    if (first - candidate >= length) break;
    candidate = Math.max(candidate, last + 1);
  }
  return candidate + length <= subnet.last ? candidate : undefined;
}
