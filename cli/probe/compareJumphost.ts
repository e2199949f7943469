import { baremetalBridge } from "../../lab/bridges.ts";
import { dnsmasqUnit } from "../../lab/hostPaths.ts";
import type { Facts, Listener } from "./facts.ts";
import type { ProbedHost } from "./host.ts";

/** The oldest dnsmasq that the lab's configuration was written for: RHEL 8's has what it needs. */
const oldest = [2, 80] as const;

/** A dnsmasq that is not there yet comes with the foundation. */
export function* compareDnsmasq(_host: ProbedHost, { dnsmasq }: Facts): Iterable<string> {
  if (dnsmasq === null || dnsmasq === undefined) return;
  const [major = 0, minor = 0] = dnsmasq.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  yield `dnsmasq: it is ${dnsmasq}; update it to ${oldest.join(".")} or later`;
}

/** Whether something else than the lab's dnsmasq has the ports that it needs. */
export function* comparePorts(host: ProbedHost, { listeners = [] }: Facts): Iterable<string> {
  const said = new Set<string>();
  for (const listener of listeners) {
    if (listener.unit === dnsmasqUnit || !isInTheWay(host, listener)) continue;
    const use = listener.port === 67 ? "DHCP" : "DNS";
    const stop = listener.unit === null ? "stop it" : `stop and disable ${listener.unit}`;
    said.add(
      `ports: ${holder(listener)} has port ${String(listener.port)}, where the lab's dnsmasq serves ${use}; ${stop}`,
    );
  }
  yield* said;
}

/**
 * dnsmasq binds the jumphost's own address and 127.0.0.1, and takes leases on its NIC only: libvirt's own
 * networks and systemd-resolved's 127.0.0.53 do not meet it.
 */
function isInTheWay({ plan, server }: ProbedHost, { address, device }: Listener): boolean {
  const devices = [null, "lo", plan.nic, ...(server ? [baremetalBridge] : [])];
  const addresses = ["0.0.0.0", "*", "::", "127.0.0.1", plan.address];
  return devices.includes(device) && addresses.includes(address);
}

function holder({ process, unit }: Listener): string {
  if (process === null) return "something else";
  return unit === null ? process : `${process} (${unit})`;
}
