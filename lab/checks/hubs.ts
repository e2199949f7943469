import { clusterType, hubOf } from "../clusterType.ts";
import type { Layout } from "../layout.ts";
import type { Finding, Path } from "../reading/problem.ts";
import { didYouMean } from "../reading/spelling.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** ACM hubs, the spokes that they deploy, and the provisioning network that they share. */
export function* hubFindings(checked: CheckedLab): Iterable<Finding> {
  for (const layout of checked.layouts) {
    yield* spokeFindings(checked, layout);
    // of a spoke of no hub it is not known what it is to be
    const hub = hubOf(layout.cluster);
    const isOfHub = hub === undefined || checked.cluster(hub)?.type === "acm";
    const { provisioning } = clusterType(layout.cluster);
    const isOurs = !layout.cluster.adopted;
    if (isOurs && isOfHub && provisioning === "bridged") yield* unbridged(checked, layout);
  }
  yield* secondHub(checked);
}

function* spokeFindings(checked: CheckedLab, { name, cluster }: Layout): Iterable<Finding> {
  const { lab, line } = checked;
  const hub = hubOf(cluster);
  if (hub === undefined) return;
  const path = ["clusters", name, "hub"];
  const found = checked.cluster(hub);
  if (!found && !checked.mayHaveCluster(hub)) {
    const hubs = Object.keys(lab.clusters).filter((other) => lab.clusters[other]?.type === "acm");
    yield { path, message: `no hub is called "${hub}"; ${didYouMean(hub, hubs, "hubs")}` };
  } else if (found && found.type !== "acm") {
    const place = line(["clusters", hub, "type"]);
    const message = `cluster ${hub} is of type ${found.type} (${place}), which deploys no others; name one of type acm`;
    yield { path, message };
  }
  if (cluster.type === "sno" && cluster.classic) {
    const message = `is true, but hub ${hub} deploys the cluster (${line(path)}); remove one of both`;
    yield { path: ["clusters", name, "classic"], message };
  }
}

/** Every server of a hub or a spoke needs a NIC on the shared provisioning network. */
function* unbridged(checked: CheckedLab, { name, cluster, seats }: Layout): Iterable<Finding> {
  const told = new Set<string>();
  for (const { key, role } of seats) {
    const own = cluster.nodes[key]?.server;
    const server = own ?? cluster.server;
    if (role === undefined || told.has(server)) continue;
    told.add(server);
    const declared = checked.server(server);
    if (!declared || declared.provisioningNic !== undefined) continue;
    const path: Path =
      own === undefined ? ["clusters", name, "server"] : ["clusters", name, "nodes", key, "server"];
    const what = cluster.type === "acm" ? "an ACM hub" : "a spoke of an ACM hub";
    const message = `server ${server} has no \`provisioningNic\`, but ${what} needs its provisioning network bridged; give the server one, or choose another server`;
    yield { path, message };
  }
}

/** Each hub runs the DHCP of the provisioning network, of which there may be one on a wire. */
function* secondHub({ lab, line }: CheckedLab): Iterable<Finding> {
  const [first, ...others] = Object.keys(lab.clusters).filter(
    (name) => lab.clusters[name]?.type === "acm",
  );
  if (first === undefined) return;
  for (const name of others) {
    const place = line(["clusters", first, "type"]);
    const message = `${first} is an ACM hub already (${place}); both would answer DHCP on the one provisioning network: make one of them a spoke, or of another type`;
    yield { path: ["clusters", name, "type"], message };
  }
}
