import { renderDci } from "../../../lab/dci/documents.ts";
import {
  renderBase,
  renderClusterConf,
  renderClusterDhcp,
  renderClusterHosts,
  renderLabHosts,
} from "../../../lab/dnsmasq.ts";
import type {
  FoundFile,
  FoundHost,
  FoundLab,
  FoundMachine,
  HostFacts,
} from "../../../lab/import/facts.ts";
import type { ClusterPlan, HostPlan, NodePlan, Plan, ServerPlan } from "../../../lab/plan.ts";

/** What hosts tell of a lab that ocplab has made. */
export function foundAsMade(plan: Plan): FoundLab {
  const own = plan.servers.find(({ name }) => name === plan.jumphost.name);
  const jumphost = hostOf(plan, own ?? plan.jumphost, own, filesOf(plan));
  const { keyFile, knownHosts } = plan.jumphost.ssh;
  return {
    ...{ name: plan.lab.name, keyFile, knownHosts },
    jumphost,
    servers: plan.servers.map((server) =>
      server === own ? jumphost : hostOf(plan, server, server, []),
    ),
  };
}

/** A host with one NIC, which is a port of its bridge where it is a server. */
export function hostOf(
  plan: Pick<Plan, "network">,
  { name, address, nic, ssh }: Pick<HostPlan, "name" | "address" | "nic" | "ssh">,
  server: Pick<ServerPlan, "provisioning"> | undefined,
  files: readonly FoundFile[],
  machines: readonly FoundMachine[] = server ? machinesOn(plan, name) : [],
): FoundHost {
  const { prefixLength, mtu } = plan.network;
  const device = server ? "br0" : nic;
  const second = server?.provisioning;
  const link = (more: object): NonNullable<HostFacts["links"]>[string] => ({
    ...{ mac: "", kind: "nic", master: null, mtu, physical: false },
    ...more,
  });
  return {
    address,
    user: ssh.user,
    facts: {
      python: "3.11.2",
      hostname: name,
      links: {
        [nic]: link({ mac: `02:${name}`, physical: true, master: server ? "br0" : null }),
        ...(server && {
          br0: link({ kind: "bridge" }),
          vnet0: link({ kind: "tap", master: "br0" }),
        }),
        ...(second && {
          [second.nic]: link({ mac: `06:${name}`, physical: true, master: second.bridge }),
          [second.bridge]: link({ kind: "bridge" }),
        }),
      },
      addresses: [[device, `${address}/${String(prefixLength)}`]],
      gateways: [],
      cpus: 4096,
      memory: 8 * 1024 * 1024,
      kvm: true,
      resolvers: [],
      ports: [{ port: 8082, unit: "ocplab-bmc.service" }],
      machines: server ? [...machines] : null,
      files: [...files],
      keys: ["/root/.ssh/id_rsa.pub"],
    },
  };
}

/** dnsmasq's files as the foundation and the clusters' stacks write them, and DCI's documents. */
function filesOf(plan: Plan): FoundFile[] {
  const base = "/etc/ocplab/dnsmasq";
  return [
    { path: `${base}/dnsmasq.conf`, kind: "conf", text: renderBase(plan) },
    { path: `${base}/hosts.d/lab`, kind: "hosts", text: renderLabHosts(plan) },
    ...plan.clusters.flatMap((cluster): FoundFile[] => {
      const { name } = cluster;
      const documents = Object.values(renderDci(plan, cluster)?.files ?? {});
      return [
        { path: `${base}/conf.d/${name}.conf`, kind: "conf", text: renderClusterConf(cluster) },
        { path: `${base}/hosts.d/${name}`, kind: "hosts", text: renderClusterHosts(cluster) },
        { path: `${base}/dhcp.d/${name}`, kind: "dhcp", text: renderClusterDhcp(plan, cluster) },
        ...documents.map(({ path, content }): FoundFile => ({ path, kind: "dci", text: content })),
      ];
    }),
  ];
}

function machinesOn(plan: Pick<Plan, "network"> & Partial<Plan>, server: string): FoundMachine[] {
  return (plan.clusters ?? []).flatMap((cluster) =>
    cluster.machines === "dci"
      ? []
      : cluster.nodes
          .filter((node) => node.server === server)
          .map((node) => machineOf(cluster, node)),
  );
}

function machineOf({ provisioning }: ClusterPlan, node: NodePlan): FoundMachine {
  const { name, uuid, memoryMib, vcpus, diskMib, macs } = node;
  const second = macs.provisioning;
  return {
    ...{ name, uuid, memoryMib, vcpus, type: "kvm", running: true },
    nics: [
      ...(second === undefined ? [] : [{ mac: second, bridge: provisioning?.bridge ?? "" }]),
      { mac: macs.baremetal, bridge: "br0" },
    ],
    disks: [{ path: `/var/lib/libvirt/ocplab/${name}.qcow2`, sizeMib: diskMib }],
  };
}
