import { addressRoom } from "../capacity/addressRoom.ts";
import { addressText, contains } from "../ipv4.ts";
import type { Finding } from "../reading/problem.ts";
import { flatLab } from "../reading/suggestion.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** The subnet as a whole: whether it is large enough, and the one that the lab is in. */
export function* subnetFindings(checked: CheckedLab): Iterable<Finding> {
  const message = tooSmall(checked) ?? elsewhere(checked);
  if (message !== undefined) yield { path: ["network", "subnet"], message };
}

/** Names the cluster that is the first to have no room. */
function tooSmall(checked: CheckedLab): string | undefined {
  const { lab, allocations, layouts, misfit, line } = checked;
  const usable = usableOf(checked);
  const sizes = new Map<string | undefined, number>();
  for (const { cluster, first, last, foreign, reserved } of allocations) {
    if (!foreign && !reserved) sizes.set(cluster, (sizes.get(cluster) ?? 0) + last - first + 1);
  }
  const needed = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (needed <= usable) return undefined;
  const hosts = sizes.get(undefined) ?? 0;
  let used = hosts;
  const full = layouts.find(({ name }) => (used += sizes.get(name) ?? 0) > usable);
  if (!full) return undefined;
  const meant = misfit?.meant === undefined ? "" : ` (all are in ${misfit.meant})`;
  const beside = lab.network.reserved.length > 0 ? " that are not reserved" : "";
  return `${lab.network.subnet} has ${String(usable)} addresses${beside}, but ${String(needed)} are needed (${String(hosts)} for hosts, ${String(needed - hosts)} for clusters); cluster ${full.name} (${line(["clusters", full.name])}) is the first that does not fit: take a larger subnet${meant} or fewer clusters`;
}

/** What is not reserved, and what hosts have although it is. */
function usableOf({ lab, allocations }: CheckedLab): number {
  const reserved = allocations.filter((allocation) => allocation.reserved);
  const inside = allocations.filter(
    ({ cluster, reserved: own, foreign, first }) =>
      cluster === undefined &&
      !own &&
      !foreign &&
      reserved.some((range) => contains(range, { first, last: first })),
  );
  return addressRoom(lab.network.subnet, reserved).free + inside.length;
}

const mostNamed = 4;

/** One mistake in the subnet, and not one in each address. */
function elsewhere({ lab, misfit, line }: CheckedLab): string | undefined {
  if (!misfit) return undefined;
  const { outside, all, meant } = misfit;
  const named = outside
    .slice(0, mostNamed)
    .map(({ noun, path, first }) => `${noun}, ${addressText(first)} (${line(path)})`);
  const rest = outside.length - named.length;
  const which = [...named, ...(rest > 0 ? [`and ${String(rest)} more`] : [])].join("; ");
  const step =
    meant === undefined ? `write the one that they are in (${flatLab})` : `did you mean ${meant}?`;
  return `${all ? "all" : "most"} addresses of the lab are outside ${lab.network.subnet}: ${which}; ${step}`;
}
