import type { ClusterPlan, NodePlan, Plan } from "../plan.ts";
import { hostPrefix } from "./abiInventory.ts";
import type { DciDocument } from "./documents.ts";
import { bmcCredentials } from "./nodeHosts.ts";
import { nmstateOf } from "./nodeNetwork.ts";
import { isSpoke, spokeKind } from "./spokeKind.ts";
import { virtualMedia } from "./spokeInventory.ts";
import { yamlText } from "./yaml.ts";

/**
 * What a hub's SiteConfig operator makes a spoke of several nodes from: the pull secret, the BMCs' secrets
 * and the ClusterInstance (stolostron/siteconfig, api/v1alpha1). A template for the agent, which finds it
 * by its name and knows `version`, `acm_ssh_key` and `acm_pull_secret` from the hub. Undefined for all
 * other clusters.
 */
export function renderClusterInstance(plan: Plan, cluster: ClusterPlan): DciDocument | undefined {
  if (!cluster.install || !isSpoke(cluster) || spokeKind(cluster) === "sno") return undefined;
  const { name } = cluster;
  return {
    path: `${cluster.install.folder}/${name}-cluster-instance.yml.j2`,
    content: yamlText(
      secret(name, pullSecret, {
        type: "kubernetes.io/dockerconfigjson",
        data: { ".dockerconfigjson": "{{ acm_pull_secret }}" },
      }),
      ...cluster.servers.map((server) =>
        secret(name, bmcSecret(server), { type: "Opaque", stringData: secretData(server) }),
      ),
      clusterInstance(plan, cluster),
    ),
  };
}

const pullSecret = "pull-secret";

function bmcSecret(server: string): string {
  return `bmc-${server}`;
}

function secret(namespace: string, name: string, content: object): object {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, ...content };
}

function secretData(server: string): Record<string, string> {
  const { user: username, password } = bmcCredentials(server);
  return { username, password };
}

function clusterInstance(plan: Plan, cluster: ClusterPlan): object {
  const { lab, network } = plan;
  const { name, api, ingress, nodes } = cluster;
  return {
    apiVersion: "siteconfig.open-cluster-management.io/v1alpha1",
    kind: "ClusterInstance",
    metadata: { name, namespace: name },
    spec: {
      clusterName: name,
      clusterType: "HighlyAvailable",
      baseDomain: lab.domain,
      clusterImageSetNameRef: "dci-{{ version }}",
      pullSecretRef: { name: pullSecret },
      sshPublicKey: "{{ acm_ssh_key }}",
      apiVIPs: [api],
      ingressVIPs: [ingress],
      machineNetwork: [{ cidr: network.subnet }],
      clusterNetwork: [
        { cidr: network.clusterNetwork, hostPrefix: hostPrefix(network.clusterNetwork) },
      ],
      serviceNetwork: [{ cidr: network.serviceNetwork }],
      additionalNTPSources: network.ntp,
      templateRefs: [template("cluster")],
      nodes: nodes.map((node) => instanceNode(plan, node)),
    },
  };
}

function instanceNode(plan: Plan, node: NodePlan): object {
  const { interfaces, dnsServers, gateway } = nmstateOf(plan, node);
  return {
    hostName: node.key,
    role: node.role,
    bmcAddress: virtualMedia(node),
    bmcCredentialsName: { name: bmcSecret(node.server) },
    bootMACAddress: node.macs.baremetal,
    // the machines have no UEFI firmware
    bootMode: "legacy",
    nodeNetwork: {
      interfaces: interfaces.map(({ name, mac }) => ({ name, macAddress: mac })),
      config: {
        interfaces: interfaces.map(({ name, mtu, address, prefixLength }) => ({
          ...{ name, type: "ethernet", state: "up" },
          ...(mtu !== undefined && { mtu }),
          ipv4:
            address === undefined
              ? { enabled: false }
              : { enabled: true, address: [{ ip: address, "prefix-length": prefixLength }] },
        })),
        "dns-resolver": { config: { server: dnsServers } },
        routes: {
          config: [
            {
              destination: "0.0.0.0/0",
              "next-hop-address": gateway.address,
              "next-hop-interface": gateway.interface,
            },
          ],
        },
      },
    },
    templateRefs: [template("node")],
  };
}

/** Templates that come with Advanced Cluster Management. */
function template(level: string): object {
  return { name: `ai-${level}-templates-v1`, namespace: "open-cluster-management" };
}
