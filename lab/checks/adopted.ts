import { hostNameOf, machineOf } from "../clusterPlan.ts";
import type { Layout } from "../layout.ts";
import type { Finding } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** Clusters whose machines were there before ocplab, and the names that their nodes may keep. */
export function* adoptedFindings(checked: CheckedLab): Iterable<Finding> {
  const machines = new Map<string, string>();
  for (const layout of checked.layouts) {
    yield* layout.cluster.adopted ? notMade(layout) : keptNames(layout);
    yield* sharedNames(layout);
    yield* sharedMachines(layout, machines);
  }
}

/** What ocplab does with machines that it has made, and with no others. */
function* notMade({ name, cluster }: Layout): Iterable<Finding> {
  const path = ["clusters", name];
  if (cluster.install?.enabled) {
    const message =
      "is true, but nothing is installed on the machines of an adopted cluster; write false, or remove `adopted` once its machines are gone";
    yield { path: [...path, "install", "enabled"], message };
  }
  if (cluster.isolation === "strict") {
    const message =
      "is for machines that ocplab makes, and names their ports; those of an adopted cluster have others: remove the key, or `adopted`";
    yield { path: [...path, "isolation"], message };
  }
}

function* keptNames({ name, cluster }: Layout): Iterable<Finding> {
  for (const [node, own] of Object.entries(cluster.nodes)) {
    for (const key of ["hostname", "machine"] as const) {
      if (own[key] === undefined) continue;
      const message = `is for nodes of an adopted cluster; those that ocplab makes have the names of the plan: remove the key`;
      yield { path: ["clusters", name, "nodes", node, key], message };
    }
  }
}

const others = ["api", "api-int", "apps", "bootstrap"];

function* sharedNames({ name, cluster, seats }: Layout): Iterable<Finding> {
  const owners = new Map(others.map((label) => [label, "the cluster"]));
  const nodes = seats.filter(({ role }) => role !== undefined).map(({ key }) => key);
  // those with names of their own come last, so that the message is at a key of the file
  const named = (key: string): boolean => cluster.nodes[key]?.hostname !== undefined;
  for (const key of [...nodes.filter((one) => !named(one)), ...nodes.filter(named)]) {
    const label = hostNameOf(cluster, key);
    const owner = owners.get(label);
    owners.set(label, owner ?? key);
    if (owner === undefined || !named(key)) continue;
    const path = ["clusters", name, "nodes", key, "hostname"];
    yield { path, message: `${label} is also the name of ${owner}; each needs its own` };
  }
}

function* sharedMachines(
  { name, cluster, seats }: Layout,
  owners: Map<string, string>,
): Iterable<Finding> {
  for (const { key, role } of seats) {
    if (role === undefined) continue;
    const server = cluster.nodes[key]?.server ?? cluster.server;
    const machine = machineOf(name, cluster, key);
    const place = `${server}/${machine}`;
    const owner = owners.get(place);
    owners.set(place, owner ?? `${key} of cluster ${name}`);
    if (owner === undefined || cluster.nodes[key]?.machine === undefined) continue;
    const message = `${machine} on ${server} is also the machine of ${owner}; each needs its own`;
    yield { path: ["clusters", name, "nodes", key, "machine"], message };
  }
}
