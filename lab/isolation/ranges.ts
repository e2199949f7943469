import type { AddressRange } from "../ipv4.ts";

/** The numbers of some ranges as few ranges, without those of others. */
export function rangesWithout(
  ranges: readonly AddressRange[],
  others: readonly AddressRange[],
): AddressRange[] {
  return merged(others).reduce(
    (left, other) => left.flatMap((one) => around(one, other)),
    merged(ranges),
  );
}

function merged(ranges: readonly AddressRange[]): AddressRange[] {
  const found: AddressRange[] = [];
  for (const range of [...ranges].sort((one, other) => one.first - other.first)) {
    const previous = found.at(-1);
    if (previous && range.first <= previous.last + 1) {
      found[found.length - 1] = { ...previous, last: Math.max(previous.last, range.last) };
    } else {
      found.push(range);
    }
  }
  return found;
}

/** What is left of a range on both sides of another. */
function around(one: AddressRange, other: AddressRange): AddressRange[] {
  const sides = [
    { first: one.first, last: Math.min(one.last, other.first - 1) },
    { first: Math.max(one.first, other.last + 1), last: one.last },
  ];
  if (other.last < one.first || one.last < other.first) return [one];
  return sides.filter(({ first, last }) => first <= last);
}
