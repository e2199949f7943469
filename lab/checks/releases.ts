import { isByAgent, nodeCounts } from "../clusterType.ts";
import type { Finding } from "../reading/problem.ts";
import { isBefore } from "../release.ts";
import { vrrpIds } from "../vrrp.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** What only some releases of OpenShift can do, or suffer from. */
export function* releaseFindings(checked: CheckedLab): Iterable<Finding> {
  yield* manyMasters(checked);
  yield* noAgent(checked);
  yield* vrrpFindings(checked);
}

// "Installation configuration parameters", controlPlane.replicas: 4 and 5 from 4.18
function* manyMasters({ layouts, line }: CheckedLab): Iterable<Finding> {
  for (const { name, cluster } of layouts) {
    const { masters } = nodeCounts(cluster);
    const topic = cluster.install?.topic;
    if (masters <= 3 || topic === undefined || !isBefore(topic, 4, 18)) continue;
    const place = line(["clusters", name, "install", "topic"]);
    const message = `${String(masters)} masters need OpenShift 4.18 or later, but the topic is ${topic} (${place}); write 3, or a later topic`;
    yield { path: ["clusters", name, "masters"], message };
  }
}

// "Preparing to install with the Agent-based Installer" is new in the documentation of 4.12
function* noAgent({ layouts }: CheckedLab): Iterable<Finding> {
  for (const { name, cluster } of layouts) {
    const topic = cluster.install?.topic;
    if (!cluster.install?.enabled || !isByAgent(cluster)) continue;
    if (topic === undefined || !isBefore(topic, 4, 12)) continue;
    const other = cluster.type === "sno" ? ", or add `classic: true`" : "";
    const message = `${topic} has no agent-based installer, which comes with OpenShift 4.12 and installs clusters of type ${cluster.type}; write a later topic${other}`;
    yield { path: ["clusters", name, "install", "topic"], message };
  }
}

/**
 * Clusters up to 4.5 hold their VIPs by multicast, with an id that follows from the cluster's name: two
 * of one id on one wire take each other's VIPs (openshift/installer issue 2966).
 */
function* vrrpFindings({ layouts, line }: CheckedLab): Iterable<Finding> {
  const owners = new Map<number, string>();
  for (const { name, cluster } of layouts) {
    const topic = cluster.install?.topic;
    if (!("vips" in cluster) || topic === undefined || !isBefore(topic, 4, 6)) continue;
    for (const id of new Set(Object.values(vrrpIds(name)))) {
      const owner = owners.get(id);
      if (owner === undefined) {
        owners.set(id, name);
        continue;
      }
      const message = `the VRRP id ${String(id)} follows from this name, and from cluster ${owner}'s (${line(["clusters", owner])}); with ${topic} their VIPs may fail: rename one of both, or take OpenShift 4.6 or later`;
      yield { path: ["clusters", name], message, atKey: true, warning: true };
    }
  }
}
