import { contains, overlap, rangeText, type AddressRange } from "../ipv4.ts";
import type { Finding } from "../reading/problem.ts";
import { flatLab } from "../reading/suggestion.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** Whether every address of the lab is one that a machine in the subnet may have. */
export function* addressFindings(checked: CheckedLab): Iterable<Finding> {
  // then it is the subnet that is to be corrected
  if (checked.misfit) return;
  for (const { first, last, path, cluster, foreign } of checked.allocations) {
    if (foreign && !overlap(checked.subnet, { first, last })) continue;
    const wrong = misplaced(checked, { first, last });
    if (wrong === undefined) continue;
    const message = `${rangeText({ first, last })} ${wrong}`;
    if (cluster !== undefined) {
      yield { path, message, wants: last - first + 1 };
      continue;
    }
    const isHost = path[0] === "servers" || path[0] === "jumphost";
    const why = isHost && !overlap(checked.subnet, { first, last }) ? ` (${flatLab})` : "";
    yield { path, message: `${message}; correct it, or the subnet${why}` };
  }
}

function misplaced({ lab, subnet }: CheckedLab, range: AddressRange): string | undefined {
  const { subnet: text } = lab.network;
  if (!contains(subnet, range)) {
    return overlap(subnet, range) ? `ends outside ${text}` : `is outside ${text}`;
  }
  const several = range.first !== range.last;
  if (range.first === subnet.first) {
    return several
      ? `begins at the network address of ${text}`
      : `is the network address of ${text}`;
  }
  if (range.last !== subnet.last) return undefined;
  return several
    ? `ends at the broadcast address of ${text}`
    : `is the broadcast address of ${text}`;
}
