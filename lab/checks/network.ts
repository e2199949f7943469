import { clusterType } from "../clusterType.ts";
import { addressText, overlap, parseSubnet } from "../ipv4.ts";
import { provisioningPrefix } from "../mac.ts";
import type { Finding } from "../problem.ts";
import type { CheckedLab } from "./checkedLab.ts";

/** The baremetal network by itself: subnet, upstream servers, MAC prefixes. */
export function* networkFindings(checked: CheckedLab): Iterable<Finding> {
  yield* subnetFindings(checked);
  yield* upstreamFindings(checked);
  yield* prefixFindings(checked);
}

// The defaults of OpenShift's own networks, which every cluster uses inside. The installer refuses a
// machine network that overlaps one: openshift/installer pkg/types/validation/installconfig.go, and
// "CIDR range definitions" of the OpenShift documentation for those of OVN-Kubernetes.
const reserved = [
  ["10.128.0.0/14", "the pods of a cluster use (clusterNetwork)"],
  ["172.30.0.0/16", "the services of a cluster use (serviceNetwork)"],
  ["100.64.0.0/16", "OVN-Kubernetes uses to join nodes"],
  ["100.88.0.0/16", "OVN-Kubernetes uses for transit"],
  ["169.254.0.0/17", "OVN-Kubernetes uses to masquerade"],
  ["172.17.0.0/16", "the installer forbids for machines"],
] as const;
// DCI's role node_prep makes it a /21, wider than the installer's own default
const provisioning = ["172.22.0.0/21", "ipi clusters use to provision"] as const;

function* subnetFindings({ lab, subnet }: CheckedLab): Iterable<Finding> {
  const path = ["network", "subnet"];
  const text = lab.network.subnet;
  const exact = `${addressText(subnet.first)}/${String(subnet.prefixLength)}`;
  if (text !== exact) {
    yield { path, message: `${text} has host bits; did you mean ${exact}?` };
  }
  const provisioned = Object.values(lab.clusters).some((each) => clusterType(each).provisioning);
  for (const [range, use] of provisioned ? [...reserved, provisioning] : reserved) {
    if (!overlap(subnet, parseSubnet(range))) continue;
    yield { path, message: `${text} overlaps ${range}, which ${use}; choose another subnet` };
  }
}

function* upstreamFindings({ lab: { network, jumphost } }: CheckedLab): Iterable<Finding> {
  const index = network.upstreamDns.indexOf(jumphost.address);
  if (index < 0) return;
  const message = `${jumphost.address} is the jumphost, which would ask itself; name the server that it is to ask`;
  yield { path: ["network", "upstreamDns", index], message };
}

function* prefixFindings({ lab }: CheckedLab): Iterable<Finding> {
  const { macPrefix } = lab.network;
  const other = provisioningPrefix(lab.network);
  if (other === undefined) {
    const message = `nothing follows ${macPrefix} for the provisioning networks; add \`provisioningMacPrefix\``;
    yield { path: ["network", "macPrefix"], message };
  } else if (other === macPrefix) {
    const message = `${other} is also macPrefix; two networks need two prefixes, choose another one`;
    yield { path: ["network", "provisioningMacPrefix"], message };
  }
}
