import type { ClusterPlan, NodePlan, ServerPlan } from "../lab/plan.ts";

/** The NICs of a machine in their order: a change of the order is a change of the machine. */
export function nodeNics(
  { provisioning }: ClusterPlan,
  server: ServerPlan,
  { macs }: NodePlan,
): { readonly bridge: string; readonly mac: string }[] {
  const baremetal = { bridge: server.bridge, mac: macs.baremetal };
  if (macs.provisioning === undefined || !provisioning) return [baremetal];
  return [{ bridge: provisioning.bridge, mac: macs.provisioning }, baremetal];
}
