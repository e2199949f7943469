import { execFile } from "node:child_process";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

import { dnsmasqState } from "../lab/hostPaths.ts";
import type { HostPlan, NodePlan, Plan } from "../lab/plan.ts";
import { targetOf } from "../provider/host/labDirectory.ts";
import { withPin } from "../provider/host/pin.ts";
import { sshArguments } from "../provider/host/ssh.ts";

/** What the plan says of one node, and what was found. */
export interface ObservedNode {
  readonly cluster: string;
  readonly node: string;
  readonly server: string;
  readonly mac: string;
  readonly planned: string;
  /** The address that dnsmasq has leased to the node's MAC; undefined where it has leased none. */
  readonly leased: string | undefined;
  /** Whether the planned address takes SSH connections. */
  readonly reachable: boolean;
}

/** What dnsmasq has leased cannot be told, and so not whether machines are as planned. */
export class LeasesUnread extends Error {}

/** How long a node may take to accept a connection. */
const connectMs = 3000;
/** Between two looks at a lab whose machines are still booting. */
const pauseMs = 1000;

/**
 * Looks until every node of the given clusters is as planned, or the time is over; gives what was seen
 * last of all nodes. Throws where the jumphost is not reached.
 */
export async function observeUntilAsPlanned(
  plan: Plan,
  clusters: ReadonlySet<string>,
  seconds: number,
): Promise<ObservedNode[]> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const nodes = await observe(plan);
    const awaited = nodes.filter(({ cluster }) => clusters.has(cluster));
    if (awaited.every(isAsPlanned) || performance.now() > deadline) return nodes;
    await setTimeout(pauseMs);
  }
}

/** Whether a node has its planned address and can be reached there. */
export function isAsPlanned(node: ObservedNode): boolean {
  return node.leased === node.planned && node.reachable;
}

/** Asks the jumphost once for all leases, and every node itself. */
async function observe(plan: Plan): Promise<ObservedNode[]> {
  const leases = await leasesByMac(plan.jumphost);
  const nodes = plan.clusters.flatMap(({ name, nodes }) => nodes.map((node) => ({ name, node })));
  return Promise.all(nodes.map(({ name, node }) => observeNode(name, node, leases)));
}

async function observeNode(
  cluster: string,
  node: NodePlan,
  leases: ReadonlyMap<string, string>,
): Promise<ObservedNode> {
  const mac = node.macs.baremetal;
  return {
    cluster,
    node: node.key,
    server: node.server,
    mac,
    planned: node.address,
    leased: leases.get(mac),
    reachable: await takesConnections(node.address),
  };
}

/** A line of dnsmasq's leases is: expiry MAC address name client-id. */
async function leasesByMac(jumphost: HostPlan): Promise<Map<string, string>> {
  const text = await readOver(jumphost, `${dnsmasqState}/leases`);
  const fields = text.split("\n").map((line) => line.split(" "));
  return new Map(fields.flatMap(([, mac, address]) => (mac && address ? [[mac, address]] : [])));
}

async function readOver(host: HostPlan, file: string): Promise<string> {
  const target = targetOf(host, process.cwd());
  try {
    return await withPin(target, async (pinFile) => {
      const argv = sshArguments(target, { connectSeconds: 5, pinFile }, `cat ${file}`);
      return (await promisify(execFile)("ssh", argv)).stdout;
    });
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    throw new LeasesUnread(
      `${host.name}: its leases cannot be read: ${stderr.trim() || String(error)}. ` +
        "See whether it answers by SSH, then run this again.",
    );
  }
}

function takesConnections(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22, timeout: connectMs });
    const end = (reachable: boolean): void => {
      socket.destroy();
      resolve(reachable);
    };
    socket.on("connect", () => {
      end(true);
    });
    socket.on("timeout", () => {
      end(false);
    });
    socket.on("error", () => {
      end(false);
    });
  });
}
