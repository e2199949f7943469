import type { Plan } from "./plan.ts";

/** Whether the lab file names the jumphost among the time servers. */
export function jumphostServesTime({ network, jumphost }: Plan): boolean {
  return network.ntp.includes(jumphost.address);
}

/**
 * The configuration of the chronyd that serves the lab. It hands on the jumphost's own time and never sets
 * it: that is left to whatever keeps the jumphost's clock.
 */
export function renderNtp({ network, jumphost }: Plan): string {
  return `# Written by ocplab from the lab file: change it there.
bindaddress ${jumphost.address}
allow ${network.subnet}
local stratum 8
cmdport 0
# the usual one is that of the distribution's own chronyd
bindcmdaddress /run/chrony/ocplab.sock
pidfile /run/chrony/ocplab.pid
`;
}
