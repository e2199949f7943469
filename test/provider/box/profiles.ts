const folder = "/etc/NetworkManager/system-connections";

// each is sh for a server of the box; the profile as it was is kept in /root in between

/** The saved profile gets a gateway other than the one in use, which stays. */
export const wrongGateway = `cd ${folder}; cp -p host0.nmconnection /root/host0
sed -i s/192.0.2.254/192.0.2.253/ host0.nmconnection
nmcli connection load $PWD/host0.nmconnection`;

/** The NIC takes its network from DHCP. */
export const toDhcp = `cd ${folder}; cp -p host0.nmconnection /root/host0
sed -i '/^address1/d; /^dns/d; s/method=manual/method=auto/' host0.nmconnection
nmcli connection load $PWD/host0.nmconnection; nmcli connection up host0`;

/** The profile is as it was. */
export const rightProfile = `cp -p /root/host0 ${folder}/host0.nmconnection; rm /root/host0
nmcli connection load ${folder}/host0.nmconnection; nmcli connection up host0`;

/** On the jumphost: DHCP for one MAC, which gives server1's own address. */
export function dhcpServer(mac: string): string {
  return `dnsmasq --conf-file=/dev/null --port=0 --interface=host0 --bind-dynamic \
    --dhcp-range=192.0.2.0,static --dhcp-host=${mac},192.0.2.11 --dhcp-option=3,192.0.2.254 \
    --dhcp-option=6,192.0.2.1 --dhcp-leasefile=/run/test-leases --pid-file=/run/test-dhcp.pid`;
}
