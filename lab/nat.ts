import type { Plan } from "./plan.ts";

/** The table of nftables that lets the lab's machines out; family `ip`. */
export const natTable = "ocplab_nat";

/**
 * What `nft -f` takes: the lab's machines go out under the jumphost's address, and nobody begins to speak
 * with them from outside. Priorities as numbers, as not every nft knows their names.
 */
export function renderNat({ network }: Plan, outside: string): string {
  return `# Written by ocplab from the lab file: change it there.
table ip ${natTable}
delete table ip ${natTable}
table ip ${natTable} {
	chain out {
		type nat hook postrouting priority 100; policy accept;
		ip saddr ${network.subnet} oifname "${outside}" masquerade
	}
	chain in {
		type filter hook forward priority 0; policy accept;
		iifname "${outside}" ip daddr ${network.subnet} ct state { new, invalid } drop
	}
}
`;
}

/**
 * A policy of firewalld, which rejects what goes from zone to zone: what another table accepts does not
 * count there. Whatever zones the NICs are in, the lab's machines may go out.
 */
export function renderNatPolicy({ network }: Plan): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- Written by ocplab from the lab file: change it there. -->
<policy priority="-100" target="CONTINUE">
  <short>ocplab</short>
  <description>The way out for the lab's machines.</description>
  <ingress-zone name="ANY"/>
  <egress-zone name="ANY"/>
  <rule family="ipv4">
    <source address="${network.subnet}"/>
    <accept/>
  </rule>
</policy>
`;
}
