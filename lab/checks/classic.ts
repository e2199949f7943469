import { imageOf, machineOf } from "../clusterPlan.ts";
import { isClassic } from "../clusterType.ts";
import type { Finding } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/**
 * Clusters that DCI's older single-node role installs. It makes the machine itself, and to clean up it
 * destroys every machine on the server whose name contains the node's
 * (redhatci/ansible-collection-redhatci-ocp, role sno_node_prep).
 */
export function* classicFindings(checked: CheckedLab): Iterable<Finding> {
  const { layouts, line } = checked;
  for (const { name, cluster } of layouts) {
    if (!isClassic(cluster)) continue;
    const server = cluster.nodes["master-0"]?.server ?? cluster.server;
    const victim = machinesOn(checked, server).find(
      (machine) => machine.cluster !== name && machine.name.includes(`${name}-master-0`),
    );
    if (victim) {
      const message = `DCI cleans up every machine on ${server} whose name contains ${name}-master-0, so also ${victim.name} of cluster ${victim.cluster} (${line(["clusters", victim.cluster])}); rename one of both, or remove \`classic\``;
      yield { path: ["clusters", name, "classic"], message };
    }
    if (!cluster.install?.enabled) {
      const text =
        "nobody makes its machine: DCI's role does that as it installs, and no install is enabled; add `install: { enabled: true, topic: ... }`, or remove `classic`";
      yield { path: ["clusters", name, "classic"], message: text, warning: true };
    }
    const message =
      "DCI makes the machine of a classic cluster, with an empty disk; remove the key, or `classic`";
    if (cluster.isolation === "strict") {
      const path = ["clusters", name, "isolation"];
      yield {
        path,
        message:
          "is for machines that ocplab makes; DCI makes that of a classic cluster, and names its ports: remove the key, or `classic`",
      };
    }
    if (cluster.image !== undefined) yield { path: ["clusters", name, "image"], message };
    if (imageOf(cluster, "master") === cluster.image) continue;
    yield { path: ["clusters", name, "images", "master"], message };
  }
}

interface Machine {
  readonly cluster: string;
  readonly name: string;
}

function machinesOn({ layouts }: CheckedLab, server: string): Machine[] {
  return layouts.flatMap(({ name, cluster, seats }) =>
    seats
      .filter(({ key, role }) => role && (cluster.nodes[key]?.server ?? cluster.server) === server)
      .map(({ key }) => ({ cluster: name, name: machineOf(name, cluster, key) })),
  );
}
