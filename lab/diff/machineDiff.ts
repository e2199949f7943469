import type { ClusterPlan, NodePlan, Plan } from "../plan.ts";
import { serverOf } from "../plan.ts";
import { sizeText } from "../values.ts";
import { changeOf, pairs } from "./pairs.ts";
import type { ValueChange } from "./valueChange.ts";

/**
 * What an `up` does to a machine. `rebuilt`: disk and machine are made anew, what was on the disk is gone.
 * `restarted`: the machine is defined anew and keeps its disk. `updated`: changed as it runs; started, if it
 * does not. `kept`: only what others know of it changes.
 */
export type Action = "created" | "rebuilt" | "restarted" | "updated" | "kept" | "removed";

/** One machine with anything to tell. */
export interface MachineDiff {
  /** `master-0`. */
  readonly node: string;
  /** Of the libvirt domain. */
  readonly name: string;
  readonly role: NodePlan["role"];
  readonly action: Action;
  /** Where it is to be; where it was, if it goes. */
  readonly server: string;
  readonly address: string;
  readonly mac: string;
  /** What of it changes; empty where it is created or removed. */
  readonly changes: readonly ValueChange[];
  /** Who switches it on and off. */
  readonly power: NodePlan["power"];
  /** An installer switches it: defined anew it stays off until somebody does. */
  readonly staysOff: boolean;
}

/** A machine with all that its resources are made of. */
interface Machine {
  readonly cluster: ClusterPlan;
  readonly node: NodePlan;
  readonly hypervisor: string;
}

interface Trait {
  readonly what: string;
  /** What its change does. */
  readonly costs: (from: Machine, to: Machine) => Exclude<Action, "created" | "removed">;
  readonly of: (machine: Machine) => string;
}

const always =
  (action: ReturnType<Trait["costs"]>): Trait["costs"] =>
  () =>
    action;

/**
 * The inputs of a machine's resources and what their change does: to volumes and domains by the schema of the
 * libvirt provider and the options of components/node.ts, against both of which this table is tested.
 */
const traits: readonly Trait[] = [
  // every server has a libvirt provider of its own, and nothing moves from one to another
  { what: "server", costs: always("rebuilt"), of: ({ node }) => node.server },
  { what: "disk", costs: always("rebuilt"), of: ({ node }) => sizeText(node.diskMib) },
  { what: "image", costs: always("rebuilt"), of: ({ node }) => node.image ?? "none" },
  { what: "hypervisor", costs: always("restarted"), of: ({ hypervisor }) => hypervisor },
  { what: "memory", costs: always("restarted"), of: ({ node }) => sizeText(node.memoryMib) },
  { what: "vCPUs", costs: always("restarted"), of: ({ node }) => String(node.vcpus) },
  { what: "MAC", costs: always("restarted"), of: ({ node }) => node.macs.baremetal },
  { what: "provisioning NIC", costs: always("restarted"), of: provisioningNic },
  // what an installer switches is not compared, so handing a machine over to it changes nothing of it
  {
    what: "power",
    costs: (_, { node }) => (node.power === "ours" ? "updated" : "kept"),
    of: ({ node }) => node.power,
  },
  { what: "address", costs: always("kept"), of: ({ node }) => node.address },
];

function provisioningNic({ cluster, node }: Machine): string {
  const { provisioning } = node.macs;
  if (provisioning === undefined || !cluster.provisioning) return "none";
  return `${provisioning} on ${cluster.provisioning.bridge}`;
}

/** Worst first. */
const costs = ["rebuilt", "restarted", "updated", "kept"] as const;

/** The machines of one cluster that change, by name; none of those that are not made by us. */
export function machineDiffs(
  before: { readonly plan: Plan; readonly cluster: ClusterPlan } | undefined,
  after: { readonly plan: Plan; readonly cluster: ClusterPlan } | undefined,
): MachineDiff[] {
  return pairs(machines(before), machines(after), ({ node }) => node.key).flatMap((pair) => {
    const { base, head } = pair;
    if (base && head) return changed(base, head);
    const one = head ?? base;
    return one ? [told(one, changeOf(pair) === "created" ? "created" : "removed", [])] : [];
  });
}

function machines(
  side: { readonly plan: Plan; readonly cluster: ClusterPlan } | undefined,
): Machine[] {
  if (side?.cluster.machines !== "ours") return [];
  const { plan, cluster } = side;
  return cluster.nodes.map((node) => {
    const { hypervisor } = serverOf(plan, node.server);
    return { cluster, node, hypervisor };
  });
}

function changed(base: Machine, head: Machine): MachineDiff[] {
  const differing = traits.filter(({ of }) => of(base) !== of(head));
  if (differing.length === 0) return [];
  const found = new Set(differing.map((trait) => trait.costs(base, head)));
  const action = costs.find((cost) => found.has(cost)) ?? "kept";
  const changes = differing.map(({ what, of }) => ({ what, from: of(base), to: of(head) }));
  return [told(head, action, changes)];
}

function told({ node }: Machine, action: Action, changes: readonly ValueChange[]): MachineDiff {
  const { key, name, role, server, address, macs, power } = node;
  const staysOff = power === "installer" && (action === "rebuilt" || action === "restarted");
  const mac = macs.baremetal;
  return { node: key, name, role, action, server, address, mac, changes, power, staysOff };
}
