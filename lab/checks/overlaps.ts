import type { Allocation } from "../allocations.ts";
import { addressText, overlap, rangeText, type AddressRange } from "../ipv4.ts";
import { seatNoun, type Layout, type Seat } from "../layout.ts";
import type { Finding } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** No address belongs to two things. */
export function* overlapFindings(checked: CheckedLab): Iterable<Finding> {
  const rivals = new Map<Allocation, Allocation[]>();
  const given = checked.allocations.filter(({ reserved }) => !reserved);
  for (const [one, other] of overlappingAllocations(given)) {
    if (isMistakenGateway(checked, one, other)) {
      yield gatewayFinding(checked, isServer(one) ? one : other, given);
      continue;
    }
    const [right, wrong] = isToMove(checked, one, other) ? [other, one] : [one, other];
    rivals.set(wrong, [...(rivals.get(wrong) ?? []), right]);
  }
  for (const [wrong, right] of rivals) {
    const message = overlapMessage(checked, wrong, right);
    const wants = wrong.last - wrong.first + 1;
    yield { path: wrong.path, message, wants, kind: "overlap" };
  }
  yield* reservedFindings(checked);
  for (const layout of checked.layouts) yield* insideCluster(checked, layout);
}

/**
 * Of a gateway and a server with one address it is the gateway that is the mistake, as hosts are where they are;
 * unless it is the subnet's first or last one, which is where routers usually are.
 */
function isMistakenGateway({ subnet }: CheckedLab, one: Allocation, other: Allocation): boolean {
  if (edges(subnet).includes(one.first)) return false;
  return (isGateway(one) && isServer(other)) || (isGateway(other) && isServer(one));
}

function isGateway({ path }: Allocation): boolean {
  return path[1] === "gateway";
}

function isServer({ path }: Allocation): boolean {
  return path[0] === "servers";
}

function edges({ first, last }: AddressRange): number[] {
  return [first + 1, last - 1];
}

function gatewayFinding(
  { lab, subnet, line }: CheckedLab,
  server: Allocation,
  given: readonly Allocation[],
): Finding {
  const { gateway } = lab.network;
  const free = edges(subnet).filter((address) =>
    given.every(
      ({ first, last, foreign }) => foreign === true || address < first || address > last,
    ),
  );
  const which = free.length > 0 ? `, often ${free.map(addressText).join(" or ")}` : "";
  const message = `${gateway} is the address of ${server.noun} (${line(server.path)}), and no server routes for the nodes; write the router's address${which}`;
  return { path: ["network", "gateway"], message };
}

/** Clusters keep out of what is reserved. */
function* reservedFindings(checked: CheckedLab): Iterable<Finding> {
  const reserved = checked.allocations.filter((allocation) => allocation.reserved);
  for (const wrong of checked.allocations) {
    if (wrong.cluster === undefined) continue;
    const right = reserved.find((range) => overlap(range, wrong));
    if (!right) continue;
    const how = wrong.first === wrong.last ? "is reserved" : `overlaps ${right.noun}`;
    const message = `${rangeText(wrong)} ${how} (${spanText(right)}, ${checked.line(right.path)})`;
    yield { path: wrong.path, message, wants: wrong.last - wrong.first + 1, kind: "reserved" };
  }
}

/** Hosts are where they are, and clusters where the file puts them; of equals the later one is to move. */
function isToMove(checked: CheckedLab, one: Allocation, other: Allocation): boolean {
  if (checked.isAdded(one.path) !== checked.isAdded(other.path)) return checked.isAdded(one.path);
  const isCluster = one.cluster !== undefined;
  if (isCluster !== (other.cluster !== undefined)) return isCluster;
  return checked.isLater(one.path, other.path);
}

/**
 * Each allocation with one that it overlaps, in one pass: if any before it does, then the one that
 * reaches farthest, or the farthest of another owner where that one is its own.
 */
export function* overlappingAllocations(
  allocations: readonly Allocation[],
): Iterable<readonly [Allocation, Allocation]> {
  let farthest: Allocation | undefined;
  let otherFarthest: Allocation | undefined;
  for (const allocation of allocations) {
    const rival = farthest && sameOwner(farthest, allocation) ? otherFarthest : farthest;
    if (rival && overlap(rival, allocation)) yield [rival, allocation];
    if (!farthest || allocation.last > farthest.last) {
      if (farthest && !sameOwner(farthest, allocation)) otherFarthest = farthest;
      farthest = allocation;
    } else if (!sameOwner(farthest, allocation) && allocation.last > (otherFarthest?.last ?? -1)) {
      otherFarthest = allocation;
    }
  }
}

function sameOwner(one: Allocation, other: Allocation): boolean {
  return one.cluster !== undefined && one.cluster === other.cluster;
}

function overlapMessage(
  checked: CheckedLab,
  wrong: Allocation,
  rights: readonly Allocation[],
): string {
  const [right, ...others] = rights;
  if (!right || others.length > 0) return severalMessage(checked, wrong, rights);
  const line = checked.line(right.path);
  if (right.first !== right.last) {
    const how = wrong.first === wrong.last ? "is in" : "overlaps";
    return `${rangeText(wrong)} ${how} ${right.noun} (${spanText(right)}, ${line})`;
  }
  return wrong.first === wrong.last
    ? `${rangeText(wrong)} is also the address of ${right.noun} (${line})`
    : `${rangeText(wrong)} takes in ${addressText(right.first)}, the address of ${right.noun} (${line})`;
}

const mostNamed = 4;

function severalMessage(
  { line }: CheckedLab,
  wrong: Allocation,
  rights: readonly Allocation[],
): string {
  const named = rights
    .slice(0, mostNamed)
    .map((right) => `${right.noun} (${spanText(right)}, ${line(right.path)})`);
  const rest = rights.length - named.length;
  const more = rest > 0 ? ` and ${String(rest)} more` : "";
  return `${rangeText(wrong)} overlaps ${named.join(", ")}${more}`;
}

function spanText({ first, last }: AddressRange): string {
  return first === last ? addressText(first) : `${addressText(first)} to ${addressText(last)}`;
}

/** Explicit addresses may lie in the cluster's own block, but not where another of its machines is. */
function* insideCluster(checked: CheckedLab, { name, seats }: Layout): Iterable<Finding> {
  const owners = new Map<number, Seat>();
  for (const seat of seats) {
    if (seat.address === undefined) continue;
    const first = owners.get(seat.address);
    if (!first) {
      owners.set(seat.address, seat);
      continue;
    }
    const [wrong, right] = seat.explicit ? [seat, first] : [first, seat];
    const message = `${addressText(seat.address)} is also the address of ${seatNoun(right.key, name)} (${checked.line(right.path)})`;
    yield { path: wrong.path, message, wants: 1, kind: "overlap" };
  }
}
