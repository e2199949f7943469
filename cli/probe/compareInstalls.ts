import { ofRoot } from "../../lab/hostPaths.ts";
import { pathText } from "../../lab/reading/problem.ts";
import { listed } from "../../lab/reading/spelling.ts";
import type { Facts } from "./facts.ts";
import type { ProbedHost } from "./host.ts";
import type { LabFilePlaces } from "./places.ts";

/** Whether what the lab file names on the jumphost is there for those who install. */
export function* compareFiles(
  { installs }: ProbedHost,
  { files = {} }: Facts,
  places: LabFilePlaces,
): Iterable<string> {
  for (const { path, name, step } of installs.files) {
    const file = ofRoot(name);
    const trouble = files[file];
    if (trouble === null) continue;
    const what = file === name ? "it" : file;
    const says = places.says(path, name);
    yield `${pathText(path)}: ${says}, but ${what} ${trouble ?? "is not known to the host"}; ${step}`;
  }
}

/** DCI's packages, which are not the foundation's to install: all that lacks has one remedy. */
export function* comparePrograms(
  { installs: { installed } }: ProbedHost,
  { lacking = [] }: Facts,
): Iterable<string> {
  if (lacking.length === 0) return;
  const are = lacking.length === 1 ? "is" : "are";
  const whose = `${installed.length === 1 ? "cluster" : "clusters"} ${listed(installed)}`;
  yield `DCI: ${lacking.join(", ")} ${are} not on it, which the install of ${whose} needs; install the package dci-openshift-agent and what it brings, as DCI's own pages say (docs/dci.md)`;
}
