import { baremetalMac, hostNameOf, ownMac, provisioningMac } from "../clusterPlan.ts";
import { seatNoun, type Layout } from "../layout.ts";
import { foundationStackName } from "../model.ts";
import type { Finding, Path } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** What must be unique or short enough: ids, MACs, names. */
export function* identityFindings(checked: CheckedLab): Iterable<Finding> {
  yield* idFindings(checked);
  yield* macFindings(checked);
  yield* foundationName(checked);
  yield* lengthFindings(checked);
}

function* idFindings(checked: CheckedLab): Iterable<Finding> {
  const owners = new Map<number, string>();
  for (const { name, cluster } of checked.layouts) {
    const owner = owners.get(cluster.id);
    if (owner === undefined) {
      owners.set(cluster.id, name);
      continue;
    }
    const line = checked.line(["clusters", owner, "id"]);
    const message = `${String(cluster.id)} is also the id of cluster ${owner} (${line})`;
    yield { path: ["clusters", name, "id"], message, wants: "id" };
  }
}

interface MacOwner {
  readonly noun: string;
  readonly path: Path;
  readonly explicit: boolean;
}

function* macFindings(checked: CheckedLab): Iterable<Finding> {
  const owners = new Map<string, MacOwner>();
  for (const [mac, owner] of macs(checked)) {
    const first = owners.get(mac);
    if (!first) {
      owners.set(mac, owner);
      continue;
    }
    // two derived ones are equal only where ids or prefixes are, and those are told by themselves
    if (!owner.explicit && !first.explicit) continue;
    const [wrong, right] = owner.explicit ? [owner, first] : [first, owner];
    const message = `${mac} is also the MAC of ${right.noun} (${checked.line(right.path)}); choose another one, or leave it out for the derived one`;
    yield { path: wrong.path, message };
  }
}

function* macs({ lab, layouts }: CheckedLab): Iterable<readonly [mac: string, owner: MacOwner]> {
  for (const { name, cluster, seats } of layouts) {
    for (const seat of seats) {
      const baremetal = baremetalMac(lab, cluster, seat);
      if (baremetal === undefined) continue;
      const noun = seatNoun(seat.key, name);
      const path = [...seat.path.slice(0, -1), "mac"];
      yield [baremetal, { noun, path, explicit: ownMac(cluster, seat) !== undefined }];
      const provisioning = provisioningMac(lab, cluster, seat);
      if (provisioning === undefined) continue;
      yield [provisioning, { noun: `${noun} on the provisioning network`, path, explicit: false }];
    }
  }
}

// Linux keeps 64 bytes of a host name, and RHCOS cuts longer ones. Every cluster has a master-0, whose
// name is longer than the one of the wildcard, *.apps.DOMAIN: of that X.509 allows 64 as a certificate's
// common name (ub-common-name, RFC 5280).
const longestHostName = 63;

function* foundationName({ layouts }: CheckedLab): Iterable<Finding> {
  if (!layouts.some(({ name }) => name === foundationStackName)) return;
  const message = `the stack ${foundationStackName} is the foundation's; choose another name for the cluster`;
  yield { path: ["clusters", foundationStackName], message, atKey: true };
}

interface HostName {
  readonly cluster: string;
  /** The longest of the cluster's. */
  readonly host: string;
}

/** Where most clusters are concerned it is the domain that is too long: one mistake, told once. */
function* lengthFindings({ lab, layouts, line }: CheckedLab): Iterable<Finding> {
  const names = layouts.map((layout) => longestName(layout, lab.lab.domain));
  const wrong = names.filter(({ host }) => host.length > longestHostName);
  const [worst] = wrong.toSorted((one, other) => other.host.length - one.host.length);
  if (worst && wrong.length > 1 && wrong.length > names.length / 2) {
    const excess = worst.host.length - longestHostName;
    const message = `is too long for the names of ${String(wrong.length)} clusters' nodes: ${worst.host} (${line(["clusters", worst.cluster])}) ${lengthText(worst)}; take ${String(excess)} characters or more from the domain`;
    yield { path: ["lab", "domain"], message };
    return;
  }
  for (const one of wrong) {
    const message = `the derived name ${one.host} ${lengthText(one)}; shorten the cluster's name or lab.domain`;
    yield { path: ["clusters", one.cluster], message, atKey: true };
  }
}

function longestName({ name, cluster, seats }: Layout, domain: string): HostName {
  const labels = seats.map(({ key }) => hostNameOf(cluster, key));
  const longest = labels.reduce((most, one) => (one.length > most.length ? one : most), "");
  return { cluster: name, host: `${longest}.${name}.${domain}` };
}

function lengthText({ host }: HostName): string {
  return `has ${String(host.length)} characters, and may have ${String(longestHostName)}`;
}
