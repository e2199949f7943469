import { allocationsOf } from "../allocations.ts";
import { addressRoom, type AddressRoom } from "./addressRoom.ts";
import { fitsOf, type Fit } from "./fits.ts";
import { layoutCluster } from "../layout.ts";
import type { Lab } from "../model.ts";
import { serverLoads, type ServerLoad } from "./serverLoad.ts";

/** What the lab has room for, and what of it is taken. */
export interface Capacity {
  readonly addresses: AddressRoom;
  /** By name. */
  readonly servers: readonly ServerLoad[];
  /** For each type of cluster, in the order of the schema. */
  readonly fits: readonly Fit[];
}

/** The capacity of a lab that `readLab` returned. */
export function capacityOf(lab: Lab): Capacity {
  const layouts = Object.entries(lab.clusters).map(([name, cluster]) =>
    layoutCluster(name, cluster),
  );
  const addresses = addressRoom(lab.network.subnet, allocationsOf(lab, layouts));
  const servers = serverLoads(lab, layouts);
  return { addresses, servers, fits: fitsOf(lab, addresses, servers) };
}
