// each is sh for a server of the box

/** The network of a server as the kernel and NetworkManager's files have it, but for what the kernel makes up. */
export const network = `
ip -o addr show | awk '/scope global/ { print $2, $4 }'; ip route | sed 's/ metric .*//'
ip -6 route | grep -v fe80 | sed 's/ metric .*//'; cat /sys/class/net/host0/mtu /sys/class/net/host0/address
cat /etc/resolv.conf; cd /etc/NetworkManager/system-connections; ls; sha256sum *`;

/** What is left of us on a server. */
export const leftovers = `ls /run | grep ocplab; ls /var/lib | grep ocplab; systemctl list-units --all --plain --no-legend 'ocplab-*'
ls /run/NetworkManager/system-connections 2>/dev/null | grep br0; true`;

/** Nothing that comes in by a device gets through. */
export function deafOn(device: string): string {
  return `nft add table inet test
nft add chain inet test input '{ type filter hook input priority 0; }'
nft add rule inet test input iifname ${device} drop`;
}

export const hearing = "nft delete table inet test";

/** A bridge that an admin has made as ocplab would. */
export const bridgeByHand = `
mac=$(cat /sys/class/net/host0/address)
nmcli -t connection add type bridge con-name br0 ifname br0 bridge.stp no bridge.mac-address $mac \
  ipv4.method manual ipv4.addresses 192.0.2.11/24 ipv4.gateway 192.0.2.254 ipv4.dns 192.0.2.1 ipv6.method link-local
nmcli -t connection add type ethernet con-name br0-port ifname host0 master br0 slave-type bridge connection.autoconnect-priority 1
nmcli -w 15 connection up br0-port`;
