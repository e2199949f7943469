import { hubOf, isByAgent } from "../clusterType.ts";
import type { Cluster } from "../model.ts";
import type { Finding } from "../reading/problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** What DCI's roles cannot do with a cluster that the lab file has it install. */
export function* dciFindings(checked: CheckedLab): Iterable<Finding> {
  for (const [name, cluster] of Object.entries(checked.lab.clusters)) {
    if (!cluster.install?.enabled) continue;
    if (isByAgent(cluster)) yield* agentFindings(checked, name, cluster);
    else if (hubOf(cluster) === undefined) yield* fixedNetworks(checked, name);
    yield* hubWithoutInstall(checked, name, cluster);
    if (cluster.type === "acm") yield* hubWithoutStorage(name, cluster);
  }
  yield* queueFindings(checked);
}

function* agentFindings({ lab }: CheckedLab, name: string, cluster: Cluster): Iterable<Finding> {
  const path = ["clusters", name, "install"];
  // roles/generate_manifests of redhatci/ansible-collection-redhatci-ocp writes it unasked
  if (lab.network.ntp.length === 0 && cluster.install?.extra.ntp_server === undefined) {
    const message = `DCI installs a cluster of type ${cluster.type} only with a time server, and network.ntp names none; add one there, for example the jumphost ${lab.jumphost.address}`;
    yield { path, message };
  }
  // roles/vendors/kvm leaves a host's name as it is where that begins with the prefix of the machines
  if (name === "master" || name === "worker") {
    const message = `DCI would take node ${name}-0 for a machine of that name, but it is called ${name}-${name}-0; give the cluster another name`;
    yield { path: ["clusters", name], message, atKey: true };
  }
}

const usualNetworks = { clusterNetwork: "10.128.0.0/14", serviceNetwork: "172.30.0.0/16" } as const;

/** The templates of install-config in the roles installer and sno_installer leave both to OpenShift. */
function* fixedNetworks({ lab, line }: CheckedLab, name: string): Iterable<Finding> {
  for (const key of ["clusterNetwork", "serviceNetwork"] as const) {
    const usual = usualNetworks[key];
    if (lab.network[key] === usual) continue;
    const place = line(["network", key]);
    const message = `DCI's role for this type of cluster takes no other ${key} than ${usual}, but the lab's is ${lab.network[key]} (${place}); it will have ${usual}, unless you choose another type`;
    yield { path: ["clusters", name, "install"], message, warning: true };
  }
}

function* hubWithoutInstall(
  { lab, line }: CheckedLab,
  name: string,
  cluster: Cluster,
): Iterable<Finding> {
  const hub = hubOf(cluster);
  const found = hub === undefined ? undefined : lab.clusters[hub];
  if (hub === undefined || !found || found.install?.enabled) return;
  if (cluster.install?.extra.hub_kubeconfig_path !== undefined) return;
  const place = line(["clusters", hub]);
  const message = `hub ${hub} (${place}) is to deploy the cluster, but is not installed itself; enable its install, or name its kubeconfig on the jumphost by \`extra: { hub_kubeconfig_path: ... }\``;
  yield { path: ["clusters", name, "install"], message };
}

/** Variables of the agent by which a cluster gets a storage class, or that name one. */
const storageVariables = ["enable_nfs_storage", "enable_odf", "enable_lvms", "hub_sc"];

/** The role acm_setup ends the job of a hub that has no storage class, when all else is installed. */
function* hubWithoutStorage(name: string, { install }: Cluster): Iterable<Finding> {
  if (!install || storageVariables.some((key) => install.extra[key] !== undefined)) return;
  if (install.hooks.install !== undefined) return;
  const message =
    "a hub needs a storage class, and DCI makes one only where it is told to; say how, for example " +
    "`extra: { enable_nfs_storage: true, nfs_server: ..., nfs_path: ... }`, or have a hook `install` of your own make it";
  yield { path: ["clusters", name, "install"], message, warning: true };
}

/** dci-queue hands out one server, and an inventory for it. */
function* queueFindings({ lab, line }: CheckedLab): Iterable<Finding> {
  const owners = new Map<string, string>();
  for (const [name, cluster] of Object.entries(lab.clusters)) {
    const pool = cluster.install?.queue;
    if (pool === undefined || !cluster.install?.enabled) continue;
    const path = ["clusters", name, "install", "queue"];
    const other = Object.values(cluster.nodes).find(
      ({ server }) => server !== undefined && server !== cluster.server,
    );
    if (other?.server !== undefined) {
      const message = `a pool hands out one server, but the cluster is on ${cluster.server} and ${other.server}; remove the key, or put all nodes on one server`;
      yield { path, message };
    }
    const resource = `${pool}/${cluster.server}`;
    const owner = owners.get(resource);
    if (owner === undefined) {
      owners.set(resource, name);
      continue;
    }
    const place = line(["clusters", owner, "install", "queue"]);
    const message = `in pool ${pool}, server ${cluster.server} stands for cluster ${owner} already (${place}); choose another pool for one of both`;
    yield { path, message };
  }
}
