/** One end of an exchange: a MAC and an IPv4 address. */
export interface End {
  readonly mac: string;
  readonly address: string;
}

/** In the place of the number that wire.py gives each frame. */
const mark = "frame ######!";

export const everybody: End = { mac: "ff:ff:ff:ff:ff:ff", address: "255.255.255.255" };

/** A frame as it is on the wire: the header, then what it carries. */
export function ethernet(from: string, to: string, type: number, body: Buffer): Buffer {
  return Buffer.concat([mac(to), mac(from), two(type), body]);
}

/** A question for, or (as everybody's) a claim of an address. `sender` differs from the frame's in a forgery. */
export function arp(from: End, to: End, sender: string = from.mac): Buffer {
  const body = [two(1), two(0x0800), Buffer.from([6, 4]), two(1), mac(sender)];
  const target = [address(from.address), Buffer.alloc(6), address(to.address)];
  return ethernet(from.mac, everybody.mac, 0x0806, Buffer.concat([...body, ...target]));
}

/** UDP in IPv4; by another's MAC where it goes through a router. */
export function udp(
  from: End,
  to: End,
  ports: readonly [from: number, to: number] = [40000, 40001],
  by: string = to.mac,
): Buffer {
  const data = Buffer.from(mark);
  const segment = Buffer.concat([two(ports[0]), two(ports[1]), two(8 + data.length), two(0), data]);
  const length = 20 + segment.length;
  const header = Buffer.concat([
    ...[Buffer.from([0x45, 0]), two(length), two(1), two(0), Buffer.from([64, 17]), two(0)],
    ...[address(from.address), address(to.address)],
  ]);
  // a bridge that lets iptables see its frames looks at this
  header.writeUInt16BE(checksum(header), 10);
  return ethernet(from.mac, by, 0x0800, Buffer.concat([header, segment]));
}

/** A frame in a VLAN: a tag between its MACs and its type. */
export function tagged(frame: Buffer): Buffer {
  return Buffer.concat([frame.subarray(0, 12), two(0x8100), two(7), frame.subarray(12)]);
}

/** A router advertisement of IPv6, whose sums nobody here looks at. */
export function advertisement(from: string): Buffer {
  const all = Buffer.from("ff020000000000000000000000000001", "hex");
  const own = Buffer.from("fe800000000000000000000000000001", "hex");
  const message = Buffer.concat([
    Buffer.from([134, 0, 0, 0, 64, 0]),
    two(1800),
    Buffer.alloc(8),
    Buffer.from(mark),
  ]);
  const header = Buffer.concat([Buffer.from("60000000", "hex"), two(message.length)]);
  const body = Buffer.concat([header, Buffer.from([58, 255]), own, all, message]);
  return ethernet(from, "33:33:00:00:00:01", 0x86dd, body);
}

/** Of an IPv4 header (RFC 1071). */
function checksum(header: Buffer): number {
  let sum = 0;
  for (let at = 0; at < header.length; at += 2) sum += header.readUInt16BE(at);
  return ~((sum & 0xffff) + (sum >> 16)) & 0xffff;
}

function mac(text: string): Buffer {
  return Buffer.from(text.replaceAll(":", ""), "hex");
}

function address(text: string): Buffer {
  return Buffer.from(text.split(".").map(Number));
}

function two(number: number): Buffer {
  return Buffer.from([number >> 8, number & 0xff]);
}
