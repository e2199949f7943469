import { exitCodeHelp, exitCodes } from "./failure.ts";

/** What `ocplab check --help` teaches beside the options. */
export function checkHelp(): string {
  return `
Reads lab.yaml in this folder. Everything wrong in it is told at once, with its line and the next step.
If nothing is, the plan: addresses, MACs and names of all machines, the load of each server, and how
many more clusters of each type fit, of the usual size and each on one server, and what runs out first.
What a server does not declare of memory, vcpus and disk is no limit: declare them. Warnings go to stderr.

--probe asks the jumphost and each server once, over SSH with the pinned keys, and changes nothing. It
compares what the lab file declares (vcpus, memory, disk, hypervisor, NICs, MTU), and what a host of a
lab must have (operating system, Python, NetworkManager, a repository for packages that are missing; on
the jumphost dnsmasq, its ports free; where a cluster is to be installed DCI's programs, and the files that
\`dci\` and \`install.job\` name there). Each host has a line that says ok, or one for each difference.
A host that does not answer is named with the reason, and never counts as fine:
with both kinds the exit code is ${String(exitCodes.notAsked.code)}.

--json is for programs: keys may be added, those that are there keep their meaning (cli/checkReport.ts).
Where the file has errors it prints none.

Examples:
  ocplab check                           check the file, print the plan
  ocplab check --cluster ocp1 sno1       only these clusters
  ocplab check --probe                   is each server what the file says?
  ocplab check --json | jq '.fits[] | {type, count}'
  ocplab check >/dev/null && ocplab up
${exitCodeHelp("done", "labFile", "usage", "differs", "notAsked")}`;
}
