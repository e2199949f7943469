import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterPlan, NodePlan, ServerPlan } from "../lab/plan.ts";
import type { ClusterPool } from "./clusterPool.ts";

export interface NodeArgs {
  readonly cluster: ClusterPlan;
  readonly node: NodePlan;
  readonly server: ServerPlan;
  readonly pool: ClusterPool;
}

/**
 * One machine of a cluster: its disk and its libvirt domain, with a NIC on the baremetal network and,
 * where the cluster has one, a NIC on the provisioning network.
 */
export class Node extends pulumi.ComponentResource {
  constructor(name: string, args: NodeArgs, opts: pulumi.ComponentResourceOptions) {
    super("ocplab:cluster:Node", name, {}, opts);
    const disk = nodeDisk(name, args, this);
    nodeDomain(name, args, disk, this);
    this.registerOutputs({ address: args.node.address, mac: args.node.macs.baremetal });
  }
}

/** An overlay on the node's image; without one an empty disk, which an installer writes. */
function nodeDisk(name: string, args: NodeArgs, parent: pulumi.Resource): libvirt.Volume {
  const { node, pool } = args;
  return new libvirt.Volume(
    `${name}-disk`,
    {
      name: `${node.key}.qcow2`,
      pool: pool.pool.name,
      format: "qcow2",
      size: node.diskMib * 1024 * 1024,
      ...(node.image === undefined ? {} : { baseVolumeId: pool.base(node.image).id }),
    },
    { parent, deleteBeforeReplace: true },
  );
}

function nodeDomain(
  name: string,
  args: NodeArgs,
  disk: libvirt.Volume,
  parent: pulumi.Resource,
): void {
  const { node, server } = args;
  const ours = node.power === "ours";
  new libvirt.Domain(
    `${name}-domain`,
    {
      name: node.name,
      type: server.hypervisor,
      memory: node.memoryMib,
      vcpu: node.vcpus,
      running: ours,
      autostart: ours,
      // TCG cannot pass the server's processor through
      ...(server.hypervisor === "kvm" ? { cpu: { mode: "host-passthrough" } } : {}),
      disks: [{ volumeId: disk.id }],
      bootDevices: [{ devs: ["hd", "network"] }],
      networkInterfaces: nodeInterfaces(args),
    },
    {
      parent,
      deleteBeforeReplace: true,
      // the provider calls an added NIC an update in place, and then does not add it
      replaceOnChanges: ["networkInterfaces"],
      // an installer switches its machines on and off and inserts media: none of that is drift
      ignoreChanges: ours ? [] : ["running", "disks", "bootDevices"],
    },
  );
}

/** A NIC given by the name of a bridged network flips after every refresh; by its bridge it is stable. */
function nodeInterfaces({
  cluster,
  node,
  server,
}: NodeArgs): libvirt.types.input.DomainNetworkInterface[] {
  const baremetal = { bridge: server.bridge, mac: node.macs.baremetal };
  if (node.macs.provisioning === undefined || !cluster.provisioning) return [baremetal];
  return [{ bridge: cluster.provisioning.bridge, mac: node.macs.provisioning }, baremetal];
}
