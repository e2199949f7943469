import { addressNumber, type AddressRange } from "../ipv4.ts";
import { ipv4Address } from "../values.ts";
import { isMap } from "./mended.ts";

// an ipi cluster: two VIPs, bootstrap machine, provisionhost, three masters
const mostWithoutWorkers = 7;

/**
 * The addresses in a part of the lab file's data that could not be read, so that they are not proposed to
 * others: every one that is written there, and a block at each first address.
 */
export function addressesIn(data: unknown): AddressRange[] {
  const own = isMap(data) ? blockOf(data) : undefined;
  const inner = typeof data === "object" && data !== null ? Object.values(data) : [];
  const address = isAddress(data)
    ? [{ first: addressNumber(data), last: addressNumber(data) }]
    : [];
  return [...address, ...(own ? [own] : []), ...inner.flatMap(addressesIn)];
}

function blockOf({
  firstAddress,
  size,
  workers,
}: Record<string, unknown>): AddressRange | undefined {
  if (!isAddress(firstAddress)) return undefined;
  const first = addressNumber(firstAddress);
  const length = Math.max(count(size), mostWithoutWorkers + count(workers));
  return { first, last: first + length - 1 };
}

function isAddress(value: unknown): value is string {
  return ipv4Address.safeParse(value).success;
}

function count(value: unknown): number {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? Math.min(number, 4096) : 0;
}
