import type { Allocation } from "../allocations.ts";
import { addressText, contains, parseSubnet } from "../ipv4.ts";
import type { Lab } from "../model.ts";

/** A subnet that most of the lab is outside of. */
export interface SubnetMisfit {
  readonly outside: readonly Allocation[];
  readonly all: boolean;
  /** A subnet that has every address, if there is one near. */
  readonly meant?: string;
}

/** The subnet is taken for the mistake where more addresses are outside of it than in it. */
export function subnetMisfit(
  { network }: Lab,
  allocations: readonly Allocation[],
): SubnetMisfit | undefined {
  const subnet = parseSubnet(network.subnet);
  const own = allocations.filter(({ foreign }) => !foreign);
  const outside = own.filter((allocation) => !contains(subnet, allocation));
  if (outside.length < 2 || outside.length <= own.length / 2) return undefined;
  const meant = smallestAround(own, subnet.prefixLength);
  return { outside, all: outside.length === own.length, ...(meant !== undefined && { meant }) };
}

// of a wider one the addresses have too little in common
const widest = 16;

function smallestAround(own: readonly Allocation[], longestPrefix: number): string | undefined {
  const [{ first } = { first: 0 }] = own;
  for (let prefix = longestPrefix; prefix >= widest; prefix--) {
    const subnet = parseSubnet(`${addressText(first)}/${String(prefix)}`);
    const usable = { first: subnet.first + 1, last: subnet.last - 1 };
    if (own.every((allocation) => contains(usable, allocation))) {
      return `${addressText(subnet.first)}/${String(prefix)}`;
    }
  }
  return undefined;
}
