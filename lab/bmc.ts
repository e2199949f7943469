import { addressNumber, type Subnet } from "./ipv4.ts";

const firstIpmiPort = 6230;
const ipmiPorts = 65535 - firstIpmiPort + 1;

/**
 * The UDP port of a node's IPMI. It follows from the node's address, so it is another one for each node
 * and never moves; DCI's own ports begin at 6230 too. Only a subnet wider than /17 can make two equal.
 */
export function ipmiPort(subnet: Subnet, address: string): number {
  return firstIpmiPort + ((addressNumber(address) - subnet.first) % ipmiPorts);
}
