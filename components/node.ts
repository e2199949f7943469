import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";

import { diskVolume, seedPath } from "../lab/hostPaths.ts";
import type { ClusterPlan, NodePlan, ServerPlan } from "../lab/plan.ts";
import type { ClusterPool } from "./clusterPool.ts";
import * as labhost from "./labhost.ts";
import { nodeNics } from "./nodeNics.ts";

export interface NodeArgs {
  readonly cluster: ClusterPlan;
  readonly node: NodePlan;
  readonly server: ServerPlan;
  readonly pool: ClusterPool;
  /** It was made with another UUID than the planned one, and is not to be made anew for that. */
  readonly keepsUuid: boolean;
  /** What the machine configures itself from when it first boots, by the names of cloud-init's files. */
  readonly seed?: Readonly<Record<string, string>> | undefined;
}

/**
 * One machine of a cluster: its disk and its libvirt domain, with a NIC on the baremetal network and,
 * where the cluster has one, a NIC on the provisioning network.
 */
export class Node extends pulumi.ComponentResource {
  /** What libvirt, and so its BMC, knows it by. */
  readonly uuid: pulumi.Output<string>;

  constructor(name: string, args: NodeArgs, opts: pulumi.ComponentResourceOptions) {
    super("ocplab:cluster:Node", name, {}, opts);
    const disk = nodeDisk(name, args, this);
    const seed = nodeSeed(name, args, this);
    this.uuid = nodeDomain(name, args, { disk, seed }, this).id;
    this.registerOutputs({ address: args.node.address, mac: args.node.macs.baremetal });
  }
}

/** An overlay on the node's image; without one an empty disk, which an installer writes. */
function nodeDisk(name: string, args: NodeArgs, parent: pulumi.Resource): libvirt.Volume {
  const { node, pool } = args;
  return new libvirt.Volume(
    `${name}-disk`,
    {
      name: diskVolume(node.key),
      pool: pool.pool.name,
      format: "qcow2",
      size: node.diskMib * 1024 * 1024,
      ...(node.image === undefined ? {} : { baseVolumeId: pool.base(node.image).id }),
    },
    { parent, deleteBeforeReplace: true },
  );
}

function nodeSeed(
  name: string,
  { node, server, seed: files }: NodeArgs,
  parent: pulumi.Resource,
): labhost.Seed | undefined {
  if (!files) return undefined;
  const path = seedPath(node.name);
  return new labhost.Seed(`${name}-seed`, { host: server.name, path, files }, { parent });
}

function nodeDomain(
  name: string,
  args: NodeArgs,
  { disk, seed }: { readonly disk: libvirt.Volume; readonly seed: labhost.Seed | undefined },
  parent: pulumi.Resource,
): libvirt.Domain {
  const { node, server } = args;
  const ours = node.power === "ours";
  return new libvirt.Domain(
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
      disks: [{ volumeId: disk.id }, ...(seed ? [{ file: seedPath(node.name) }] : [])],
      // an empty disk leads to the inserted medium, and what was installed from there boots the next time
      bootDevices: [{ devs: ["hd", ...(ours ? [] : ["cdrom"]), "network"] }],
      // a NIC given by the name of a bridged network flips after every refresh; by its bridge it is stable
      networkInterfaces: nodeNics(args.cluster, server, node),
      xml: { xslt: stylesheet(node.uuid, seed !== undefined) },
    },
    {
      parent,
      dependsOn: seed ? [seed] : [],
      deleteBeforeReplace: true,
      // the provider calls an added NIC an update in place, and then does not add it
      replaceOnChanges: ["networkInterfaces"],
      ignoreChanges: [...(ours ? [] : installers), ...(args.keepsUuid ? ["xml"] : [])],
    },
  );
}

/**
 * What an installer does to its machines through their BMCs: it switches them, inserts media, sets firmware
 * and order of booting. None of that is drift; and the provider, which starts any machine that it updates
 * and makes anew one that has another disk, must find no other change.
 */
const installers = ["running", "autostart", "disks", "bootDevices", "firmware", "nvram"];

/**
 * The provider has no property for the UUID, and attaches a CD by IDE, which newer machine types do not
 * have; it puts its definition through this before libvirt gets it.
 */
function stylesheet(uuid: string, hasCd: boolean): string {
  const sata = `
  <xsl:template match="disk[@device='cdrom']/target"><target dev="sda" bus="sata"/></xsl:template>`;
  return `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="@*|node()">
    <xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy>
  </xsl:template>
  <xsl:template match="/domain/name"><xsl:copy-of select="."/><uuid>${uuid}</uuid></xsl:template>${hasCd ? sata : ""}
</xsl:stylesheet>`;
}
