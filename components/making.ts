import * as pulumi from "@pulumi/pulumi";

import { poolFolder } from "../lab/hostPaths.ts";
import type { ClusterPlan, NodePlan } from "../lab/plan.ts";
import { machinePorts } from "./libvirtObjects.ts";

export interface MakingArgs {
  readonly cluster: ClusterPlan;
  /** The server whose libvirt it is. */
  readonly host: string;
  readonly nodes: readonly NodePlan[];
}

/**
 * Options that let every object of libvirt below a component tell its server, before and after, that it
 * is made. The libvirt provider refuses a pool or network that is there, takes any volume, and starts no
 * machine that runs: so what a killed run has left goes first, and nothing else does
 * (provider/agent/ocplab/making.py).
 */
export function toldWhenMade(
  args: MakingArgs,
): Pick<pulumi.ComponentResourceOptions, "transformations"> {
  // a preview makes nothing
  if (pulumi.runtime.isDryRun()) return {};
  const hook = (verb: "beginMaking" | "endMaking"): pulumi.ResourceHook =>
    new pulumi.ResourceHook(`${args.host}-${verb}`, (made) => tell(verb, args, made));
  const hooks = { beforeCreate: [hook("beginMaking")], afterCreate: [hook("endMaking")] };
  const withHooks: pulumi.ResourceTransformation = ({ type, props, opts }) =>
    kinds.has(type) ? { props, opts: { ...opts, hooks } } : undefined;
  return { transformations: [withHooks] };
}

async function tell(
  verb: string,
  args: MakingArgs,
  { urn, type, newInputs }: pulumi.ResourceHookArgs,
): Promise<void> {
  const { cluster, host } = args;
  const owner = { project: pulumi.getProject(), stack: pulumi.getStack(), urn };
  const what = describe(type, new Map(Object.entries(newInputs ?? {})), args);
  await pulumi.runtime.invoke(`labhost:index:${verb}`, {
    host,
    cluster: cluster.name,
    what,
    owner,
  });
}

const kinds: ReadonlyMap<string, "pool" | "network" | "volume" | "domain"> = new Map([
  ["libvirt:index/pool:Pool", "pool"],
  ["libvirt:index/network:Network", "network"],
  ["libvirt:index/volume:Volume", "volume"],
  ["libvirt:index/domain:Domain", "domain"],
]);

/** What tells the object from others of its name on the host. */
function describe(
  type: string,
  inputs: ReadonlyMap<string, unknown>,
  { cluster, nodes }: MakingArgs,
): Record<string, unknown> {
  const kind = kinds.get(type);
  const name = inputs.get("name");
  const folder = poolFolder(cluster.name);
  switch (kind) {
    case "pool":
      return { kind, name, path: folder };
    case "network":
      return { kind, name, bridge: inputs.get("bridge"), isolated: inputs.get("mode") === "none" };
    case "volume": {
      const content = inputs.has("source")
        ? { source: inputs.get("source") }
        : { size: inputs.get("size") };
      return { kind, name, path: `${folder}/${String(name)}`, ...content };
    }
    case "domain": {
      const node = nodes.find((one) => one.name === name);
      const ports = node && machinePorts(cluster, node);
      return { kind, name, uuid: node?.uuid, ...(ports && { ports }) };
    }
    case undefined:
      throw new Error(`${type} is not made in libvirt`);
  }
}
