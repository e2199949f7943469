import { Address4 } from "ip-address";

/** Addresses as plain numbers, so that a block is arithmetic. Text comes in checked by the schema. */
export interface AddressRange {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
}

export interface Subnet extends AddressRange {
  readonly prefixLength: number;
  /** Dotted, as dnsmasq and DCI want it. */
  readonly netmask: string;
}

/** The number of a dotted address. */
export function addressNumber(text: string): number {
  return Number(new Address4(text).bigInt());
}

/** The dotted form of an address's number. */
export function addressText(number: number): string {
  return Address4.fromInteger(number).correctForm();
}

/** One address as such, several as `the block FIRST to LAST`. */
export function rangeText({ first, last }: AddressRange): string {
  return first === last
    ? addressText(first)
    : `the block ${addressText(first)} to ${addressText(last)}`;
}

/** Neighbouring addresses as one range each. */
export function addressRuns(addresses: readonly number[]): AddressRange[] {
  const ranges: AddressRange[] = [];
  for (const address of [...addresses].sort((one, other) => one - other)) {
    const previous = ranges.at(-1);
    if (previous?.last === address - 1) ranges.pop();
    const first = previous?.last === address - 1 ? previous.first : address;
    ranges.push({ first, last: address });
  }
  return ranges;
}

/** `FIRST-LAST`, or one address; the other way round it is the same range. */
export function parseRange(text: string): AddressRange {
  const [one = 0, other = one] = text.split("-").map(addressNumber);
  return { first: Math.min(one, other), last: Math.max(one, other) };
}

/** The range from network to broadcast address. Host bits in the text are cut off. */
export function parseSubnet(text: string): Subnet {
  const subnet = new Address4(text);
  return {
    first: Number(subnet.startAddress().bigInt()),
    last: Number(subnet.endAddress().bigInt()),
    prefixLength: subnet.subnetMask,
    netmask: subnet.subnetMaskAddress().correctForm(),
  };
}

export function overlap(one: AddressRange, other: AddressRange): boolean {
  return one.first <= other.last && other.first <= one.last;
}

export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}
