import { existsSync, readdirSync } from "node:fs";

import { Command } from "commander";

import { buildPlan, type Plan } from "../lab/plan.ts";
import { labFile, readLab } from "../lab/read.ts";
import { pinFolder } from "../stacks/pinFolder.ts";
import { auditHosts, auditLines, leftLines, type HostAudit } from "./audit/audit.ts";
import { left } from "./audit/finding.ts";
import { CommandFailed, exitCodes } from "./failure.ts";
import { withHosts } from "./withHosts.ts";

/** What `ocplab audit --json` prints. Keys may be added; those that are there keep their meaning. */
interface AuditReport {
  /** Jumphost first, then servers by name, then the controller's own files. */
  readonly hosts: readonly HostAudit[];
}

/** `ocplab audit`: what of ours no plan knows, and what of others is in the plan's way. */
export function auditCommand(): Command {
  return new Command("audit")
    .description("find what is left behind on any host, and what is in the way of the plan")
    .option("--json", "print what was found as JSON")
    .addHelpText("after", help)
    .action(audit);
}

const help = `
Asks the jumphost and every server at once, each in one round trip, and changes nothing. Left behind is what is
ours (by its place, its name, or the host's own journal) while what it belonged to does not stand on the host, or
is in no lab file: machines, pools, volumes, inserted media, UEFI variables, folders of a machine's run that a
power cut has left, networks, BMCs, files, units, profiles, firewall tables and policies, leases, records,
kubeconfigs and folders of installs, claims, journal entries, and known hosts here on the controller. After a
destroy of everything there is nothing. In the way is what is somebody else's: a machine, network or pool of a
planned name, a planned MAC or address that another machine, device or reservation has, another server of DHCP or
DNS on the wire.

A host that cannot be asked is named with the reason, and never counts as fine.

Examples:
  ocplab audit
  ocplab audit --json | jq '.hosts[].findings[]'

Exit codes:
  ${String(exitCodes.done.code)}  done: nothing was found, on any host
  ${String(exitCodes.labFile.code)}  ${exitCodes.labFile.meaning}
  ${String(exitCodes.usage.code)}  ${exitCodes.usage.meaning}
  ${String(exitCodes.differs.code)}  something was found
  ${String(exitCodes.notAsked.code)}  a host, or a part of one, could not be asked; what was found is told all the same`;

/**
 * Asks every host, after all was destroyed, whether anything of ours is left there; tells so where nothing is. What is
 * somebody else's is no matter then. Throws CommandFailed with what is left, and with who could not be asked.
 */
export async function needNothingLeft(plan: Plan): Promise<void> {
  const lines = leftLines(await withHosts((hosts) => auditHosts(plan, hosts)));
  if (lines.length === 0) {
    console.log("nothing of it is left on any host");
    return;
  }
  const isLeft = lines.some((line) => line.includes(": left behind: "));
  throw new CommandFailed(isLeft ? "differs" : "notAsked", lines.join("\n"));
}

async function audit({ json = false }: { json?: boolean }): Promise<void> {
  const plan = buildPlan(readLab(labFile));
  const asked = await withHosts((hosts) => auditHosts(plan, hosts));
  const found = [...asked, controllerAudit(plan)];
  const report: AuditReport = { hosts: found };
  console.log(json ? JSON.stringify(report, null, 2) : found.flatMap(auditLines).join("\n"));
  end(found);
}

/** Keys that were pinned for hosts that are no more in the lab. */
function controllerAudit({ jumphost, servers }: Plan): HostAudit {
  const known = new Set([jumphost, ...servers].map(({ name }) => name));
  const files = existsSync(pinFolder) ? readdirSync(pinFolder) : [];
  const findings = files
    .filter((name) => !known.has(name))
    .map((name) =>
      left("known hosts file", `${pinFolder}/${name}`, "of a host that is in no lab file"),
    );
  const outcome = findings.length > 0 ? "found" : "clean";
  return { host: "this controller", outcome, findings, notAsked: [] };
}

function end(found: readonly HostAudit[]): void {
  const notAsked = found.filter(({ outcome }) => outcome === "notAsked").length;
  const findings = found.reduce((sum, one) => sum + one.findings.length, 0);
  if (notAsked + findings === 0) return;
  const parts = [
    notAsked > 0 ? `hosts not asked, or not about everything: ${String(notAsked)}` : "",
    findings > 0 ? `found: ${String(findings)}` : "",
  ];
  throw new CommandFailed(notAsked > 0 ? "notAsked" : "differs", parts.filter(Boolean).join("; "));
}
