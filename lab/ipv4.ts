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
  let number = 0;
  for (const octet of text.split(".")) number = number * 256 + Number(octet);
  return number;
}

/** The dotted form of an address's number. */
export function addressText(number: number): string {
  const octets = [number / 2 ** 24, number / 2 ** 16, number / 2 ** 8, number];
  return octets.map((octet) => String(Math.floor(octet) % 256)).join(".");
}

/** One address as such, several as `the block FIRST to LAST`. */
export function rangeText({ first, last }: AddressRange): string {
  return first === last
    ? addressText(first)
    : `the block ${addressText(first)} to ${addressText(last)}`;
}

/** The range from network to broadcast address. Host bits in the text are cut off. */
export function parseSubnet(text: string): Subnet {
  const [address = "", length = ""] = text.split("/");
  const prefixLength = Number(length);
  const size = 2 ** (32 - prefixLength);
  const first = Math.floor(addressNumber(address) / size) * size;
  const netmask = addressText(2 ** 32 - size);
  return { first, last: first + size - 1, prefixLength, netmask };
}

export function overlap(one: AddressRange, other: AddressRange): boolean {
  return one.first <= other.last && other.first <= one.last;
}

export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}
