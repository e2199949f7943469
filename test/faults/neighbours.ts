import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { onNetwork } from "../../box/lab.ts";
import type { ClusterPlan, Plan } from "../../lab/plan.ts";
import type { TestLab } from "../e2e/testLab.ts";

interface Seen {
  readonly sent: number;
  readonly lost: number;
}

/** What one cluster's machines and users notice; a lease of a machine that is off, pings of one that is on. */
export interface Notice {
  readonly cluster: string;
  readonly names: Seen;
  readonly lease?: Seen & { readonly address: string | null };
  readonly ping?: Seen;
}

const agent = join(import.meta.dirname, "../../provider/agent");

/** Observes clusters while something is done: independent of it, from the controller. */
export async function noticed(
  lab: TestLab,
  plan: Plan,
  clusters: readonly ClusterPlan[],
  act: () => Promise<unknown>,
): Promise<Notice[]> {
  const asked = { nic: "switch", server: plan.jumphost.address, clusters: clusters.map(askedOf) };
  const script = join(import.meta.dirname, "neighbour.py");
  const argv = onNetwork(lab.place, ["/usr/bin/python3", script, agent, JSON.stringify(asked)]);
  const [file = "", ...args] = argv;
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  await once(child.stdout, "data");
  try {
    await act();
  } finally {
    child.kill("SIGTERM");
    await closed;
  }
  const told = JSON.parse(said) as Record<string, Omit<Notice, "cluster">>;
  return clusters.map(({ name: cluster }) => {
    const one = told[cluster];
    if (!one) throw new Error(`nothing was asked for ${cluster}`);
    return { cluster, ...one };
  });
}

function askedOf(cluster: ClusterPlan): Record<string, unknown> {
  const { name, domain, nodes } = cluster;
  const names = [`api.${domain}`, `console.apps.${domain}`];
  const [node] = nodes;
  // one that runs keeps its lease itself
  const about = node?.power === "ours" ? { address: node.address } : { mac: node?.macs.baremetal };
  return { cluster: name, names, ...about };
}
