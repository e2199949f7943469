import { hubOf } from "../clusterType.ts";
import type { Finding } from "../reading/problem.ts";
import { endOf } from "../reservation.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** Reservations that cannot mean what they say. */
export function* reservationFindings(checked: CheckedLab): Iterable<Finding> {
  const { lab, line } = checked;
  for (const [name, spec] of Object.entries(lab.clusters)) {
    const { expires } = spec;
    if (spec.protected && expires !== undefined) {
      const where = line(["clusters", name, "protected"]);
      const message = `has no effect on a protected cluster (${where}): it is never destroyed; leave one of both out`;
      yield { path: ["clusters", name, "expires"], message, warning: true };
    }
    const hubName = hubOf(spec);
    const hub = hubName === undefined ? undefined : checked.cluster(hubName);
    if (hubName === undefined || hub?.expires === undefined) continue;
    if (expires !== undefined && endOf(expires) <= endOf(hub.expires)) continue;
    const until = expires === undefined ? "has no end" : `is kept until ${expires}`;
    const where = line(["clusters", hubName, "expires"]);
    const message = `${until}, but its hub ${hubName} only until ${hub.expires} (${where}); let it expire before its hub, or keep the hub longer`;
    const key = expires === undefined ? [] : ["expires"];
    yield { path: ["clusters", name, ...key], message, warning: true };
  }
}
