import { addressFindings } from "./checks/addresses.ts";
import { adoptedFindings } from "./checks/adopted.ts";
import { bmcFindings } from "./checks/bmc.ts";
import { blockFindings } from "./checks/blocks.ts";
import { capacityFindings } from "./checks/capacity.ts";
import { CheckedLab } from "./checks/checkedLab.ts";
import { classicFindings } from "./checks/classic.ts";
import { dciFindings } from "./checks/dci.ts";
import { hostFindings } from "./checks/hosts.ts";
import { hubFindings } from "./checks/hubs.ts";
import { identityFindings } from "./checks/identity.ts";
import { networkFindings } from "./checks/network.ts";
import { nodeFindings } from "./checks/nodes.ts";
import { overlapFindings } from "./checks/overlaps.ts";
import { rangeFindings } from "./checks/ranges.ts";
import { releaseFindings } from "./checks/releases.ts";
import { reservationFindings } from "./checks/reservations.ts";
import { secretFindings } from "./checks/secrets.ts";
import { subnetFindings } from "./checks/subnet.ts";
import type { Lab } from "./model.ts";
import type { Finding, Locator } from "./reading/problem.ts";
import type { Written } from "./reading/shape.ts";

const checks: readonly ((checked: CheckedLab) => Iterable<Finding>)[] = [
  networkFindings,
  rangeFindings,
  subnetFindings,
  hostFindings,
  identityFindings,
  blockFindings,
  addressFindings,
  overlapFindings,
  bmcFindings,
  nodeFindings,
  hubFindings,
  classicFindings,
  adoptedFindings,
  releaseFindings,
  reservationFindings,
  dciFindings,
  secretFindings,
  capacityFindings,
];

/**
 * All that is wrong between the parts of a lab file whose parts are right. `written` is what is in the file
 * besides: parts that are left out of `lab` because they are wrong themselves.
 */
export function checkLab(lab: Lab, places: Locator, written?: Written): Finding[] {
  const checked = new CheckedLab(lab, places, written);
  return checks.flatMap((check) => [...check(checked)]);
}
