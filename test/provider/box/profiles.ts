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
