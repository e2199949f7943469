import type { ClusterPlan, NodePlan, Plan } from "../../lab/plan.ts";
import type { TestLab } from "../e2e/testLab.ts";
import { inGuest } from "./guests.ts";

/** What was tried of all pairs. */
export interface Matrix {
  readonly pairs: number;
  /** Pairs that did not reach each other, and were not to. */
  readonly closed: number;
  /** Pairs that came out otherwise than planned, in words. */
  readonly wrong: readonly string[];
}

/** An end of a pair; hosts and the router are of no cluster. */
interface End {
  readonly name: string;
  readonly address: string;
  readonly cluster?: ClusterPlan;
  readonly node?: NodePlan;
}

/** Tries from inside every guest, and from the jumphost, to reach all others: ping, and TCP where it serves something. */
export async function tryAll(
  lab: TestLab,
  plan: Plan,
  from = (_: NodePlan) => true,
): Promise<Matrix> {
  const ends = endsOf(plan);
  const sources = ends.filter(({ node, name }) =>
    node === undefined ? name === plan.jumphost.name : from(node),
  );
  const found = await Promise.all(sources.map((source) => tryFrom(lab, source, ends)));
  const wrong = found.flat().filter(({ reached, planned }) => reached !== planned);
  return {
    pairs: found.flat().length,
    closed: found.flat().filter(({ reached, planned }) => !reached && !planned).length,
    wrong: wrong.map(({ what, planned }) => `${what}: ${planned ? "not reached" : "reached"}`),
  };
}

interface Pair {
  readonly what: string;
  readonly reached: boolean;
  readonly planned: boolean;
}

async function tryFrom(lab: TestLab, source: End, ends: readonly End[]): Promise<Pair[]> {
  const others = ends.filter((end) => end !== source);
  // what must not be reached is tried as long as what must
  const reach = (address: string): string =>
    `(ping -c 3 -W 3 ${address} >/dev/null 2>&1 && echo "ping ${address}") & (nc -w 6 ${address} 22 </dev/null 2>&1 | grep -q SSH && echo "tcp ${address}") &`;
  const script = `${others.map(({ address }) => reach(address)).join("\n")}\nwait`;
  const said = source.node
    ? await inGuest(lab, source.node, script)
    : await lab.inHost(source.name, "sh", "-c", script);
  const lines = new Set(said.split("\n"));
  return others.flatMap((other) =>
    ["ping", "tcp"]
      // the router is the controller, which serves nothing
      .filter((how) => how === "ping" || other.name !== router)
      .map((how) => ({
        what: `${source.name} to ${other.name} by ${how}`,
        reached: lines.has(`${how} ${other.address}`),
        planned: isPlanned(source.cluster, other.cluster),
      })),
  );
}

const router = "the router";

function endsOf({ jumphost, servers, network, clusters }: Plan): End[] {
  const hosts = [jumphost, ...servers].map(({ name, address }) => ({ name, address }));
  const nodes = clusters.flatMap((cluster) =>
    cluster.nodes.map((node) => ({ name: node.name, address: node.address, cluster, node })),
  );
  return [...hosts, { name: router, address: network.gateway }, ...nodes];
}

/** Said here once more and in other words than the rules are made by, so that it can tell them wrong. */
function isPlanned(one: ClusterPlan | undefined, other: ClusterPlan | undefined): boolean {
  const apart = one !== undefined && other !== undefined && one.name !== other.name;
  return !(apart && [one, other].some(({ isolation }) => isolation === "strict"));
}
