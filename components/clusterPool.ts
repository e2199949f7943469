import { createHash } from "node:crypto";
import { basename, extname } from "node:path";

import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";

import { poolFolder } from "../lab/hostPaths.ts";
import type { ClusterPlan } from "../lab/plan.ts";

export interface ClusterPoolArgs {
  readonly cluster: ClusterPlan;
  /** Images that nodes on this server boot from; each becomes one base volume of the cluster's own. */
  readonly images: readonly string[];
}

/** One cluster's storage pool on one server, with its base volumes. */
export class ClusterPool extends pulumi.ComponentResource {
  readonly pool: libvirt.Pool;
  readonly #bases = new Map<string, libvirt.Volume>();

  constructor(name: string, args: ClusterPoolArgs, opts: pulumi.ComponentResourceOptions) {
    super("ocplab:cluster:Pool", name, {}, opts);
    const { cluster, images } = args;
    this.pool = new libvirt.Pool(
      `${name}-pool`,
      { name: cluster.pool, type: "dir", target: { path: poolFolder(cluster.name) } },
      { parent: this, deleteBeforeReplace: true },
    );
    for (const image of images) {
      const volumeName = baseName(image);
      const base = new libvirt.Volume(
        `${name}-${volumeName}`,
        { name: volumeName, pool: this.pool.name, source: image, format: "qcow2" },
        { parent: this, deleteBeforeReplace: true },
      );
      this.#bases.set(image, base);
    }
    this.registerOutputs({ pool: cluster.pool });
  }

  /** The base volume made from an image. Throws for an image that the pool was not told of. */
  base(image: string): libvirt.Volume {
    const volume = this.#bases.get(image);
    if (!volume) throw new Error(`the pool has no base volume of ${image}`);
    return volume;
  }
}

/** Two images of one file name in different folders still get two volumes. */
function baseName(image: string): string {
  const suffix = extname(image);
  const hash = createHash("sha256").update(image).digest("hex").slice(0, 8);
  return `base-${basename(image, suffix)}-${hash}${suffix}`;
}
