/** The bridge over a server's NIC on the baremetal network. */
export const baremetalBridge = "br0";

/** The bridge over a server's second NIC, on the provisioning network that an ACM hub shares. */
export const provisioningBridge = "br1";
