import { join } from "node:path";

import type { ClusterPlan, NodePlan, Plan } from "../../lab/plan.ts";
import type { TestLab } from "../e2e/testLab.ts";
import { findNic, inGuest } from "./guests.ts";

const agent = join(import.meta.dirname, "../../provider/agent");
/** Of nobody in the lab. */
const strange = { mac: "52:54:00:99:99:99", address: "192.0.2.99" };

/** Whether a guest gets away with something. */
type Deed = (lab: TestLab, plan: Plan, node: NodePlan) => Promise<boolean>;

/** What a machine must not do, by its name. */
export const misdeeds: Readonly<Record<string, Deed>> = {
  "answer DHCP": answersDhcp,
  "take another MAC": (lab, plan, node) => takesMac(lab, plan, node, strange.mac),
  "take another address": (lab, plan, node) => takesAddress(lab, plan, node, strange.address),
  "speak IPv6": speaksIpv6,
};

/** Whether somebody whom the jumphost does not know is offered a lease by the guest. */
async function answersDhcp(lab: TestLab, _: Plan, node: NodePlan): Promise<boolean> {
  const conf = "start 192.0.2.200\\nend 192.0.2.209\\ninterface $nic\\nlease_file /tmp/leases\\n";
  await inGuest(
    lab,
    node,
    `${findNic(node)}printf "${conf}" >/tmp/udhcpd; >/tmp/leases; udhcpd -S /tmp/udhcpd`,
  );
  const program = `import sys; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1])
from ocplab import dhcp
client = dhcp.Client("switch", "52:54:00:ff:ff:02")
client.ask()
print(*[offer["server"] for offer in client.offers(8)])`;
  const servers = await lab.must("/usr/bin/python3", "-c", program, agent);
  await inGuest(lab, node, "killall udhcpd");
  return servers.trim().split(" ").includes(node.address);
}

/** Whether the jumphost answers a guest that has another MAC for a while. */
export async function takesMac(
  lab: TestLab,
  { jumphost }: Plan,
  node: NodePlan,
  mac: string,
): Promise<boolean> {
  const change = `ip link set dev $nic address`;
  const said = await inGuest(
    lab,
    node,
    `${findNic(node)}${change} ${mac}
arping -q -c 3 -w 4 -I $nic ${jumphost.address} && echo done
${change} ${node.macs.baremetal}
arping -q -U -c 2 -w 2 -I $nic ${node.address}`,
  );
  return said.includes("done");
}

/** Whether the jumphost answers a guest at an address that it gives itself. */
export async function takesAddress(
  lab: TestLab,
  { jumphost }: Plan,
  node: NodePlan,
  address: string,
): Promise<boolean> {
  const said = await inGuest(
    lab,
    node,
    `${findNic(node)}ip addr add ${address}/32 dev $nic
arping -q -U -c 1 -w 1 -I $nic ${address}
ping -q -c 2 -W 3 -I ${address} ${jumphost.address} >/dev/null && echo done
ip addr del ${address}/32 dev $nic`,
  );
  return said.includes("done");
}

/** Whether anybody else answers on IPv6. */
async function speaksIpv6(lab: TestLab, _: Plan, node: NodePlan): Promise<boolean> {
  const said = await inGuest(
    lab,
    node,
    // its own went with the lease; a new one is looked for on the wire for a second
    `${findNic(node)}ip -6 addr add fe80::5/64 dev $nic
sleep 3
ping -6 -c 3 -W 3 -I $nic ff02::1
ip -6 addr del fe80::5/64 dev $nic`,
  );
  return new Set(said.match(/fe80::[0-9a-f:]+/g)).size > 1;
}

/** Whether provisionhost speaks as the machine that runs inside it. */
export async function carriesBootstrap(
  lab: TestLab,
  { jumphost }: Plan,
  { bootstrap }: ClusterPlan,
  node: NodePlan,
): Promise<boolean> {
  const { mac = "", address = "" } = bootstrap ?? {};
  const said = await inGuest(
    lab,
    node,
    `${findNic(node)}ip addr add ${address}/32 dev $nic
ip link set dev $nic address ${mac}
ping -q -c 3 -W 3 -I ${address} ${jumphost.address} >/dev/null && echo done
ip link set dev $nic address ${node.macs.baremetal}
ip addr del ${address}/32 dev $nic
arping -q -U -c 2 -w 2 -I $nic ${node.address}`,
  );
  return said.includes("done");
}

/** The MAC at which the jumphost reaches a VIP that a guest has taken; it gives it up again. */
export async function movesVip(
  lab: TestLab,
  { jumphost }: Plan,
  node: NodePlan,
  vip: string,
): Promise<string> {
  await inGuest(
    lab,
    node,
    `${findNic(node)}ip addr add ${vip}/32 dev $nic; arping -q -U -c 2 -w 2 -I $nic ${vip}`,
  );
  const ask = `ping -q -c 2 -W 3 ${vip} >/dev/null && ip neighbour show ${vip}`;
  const said = await lab.inHost(jumphost.name, "sh", "-c", `${ask}; true`);
  await inGuest(lab, node, `${findNic(node)}ip addr del ${vip}/32 dev $nic`);
  return /lladdr (\S+)/.exec(said)?.[1] ?? "";
}
