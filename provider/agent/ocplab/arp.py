"""Who has an address on the wire (RFC 5227: probes that claim nothing)."""

import select
import socket
import struct
import time

_ETHERTYPE = 0x0806
_PAUSE = 0.5


def owners(nic, addresses, seconds, until_all=False):
    """The MACs that answer for each address within the time, as {address: [mac, ...]}.

    until_all ends as soon as every address has an owner.
    """
    found = {address: [] for address in addresses}
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETHERTYPE)) as sock:
        sock.bind((nic, _ETHERTYPE))
        ours = sock.getsockname()[4][:6]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not (until_all and all(found.values())):
            for address in addresses:
                sock.send(_probe(ours, address))
            _listen(sock, found, min(deadline, time.monotonic() + _PAUSE), until_all)
    return found


def _listen(sock, found, until, until_all):
    while not (until_all and all(found.values())):
        if not select.select([sock], [], [], max(0, until - time.monotonic()))[0]:
            return
        packet = sock.recv(128)
        if len(packet) < 42 or struct.unpack("!H", packet[20:22])[0] != 2:
            continue
        address = socket.inet_ntoa(packet[28:32])
        mac = ":".join("%02x" % byte for byte in packet[22:28])
        if address in found and mac not in found[address]:
            found[address].append(mac)


def _probe(ours, address):
    ethernet = b"\xff" * 6 + ours + struct.pack("!H", _ETHERTYPE)
    head = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1)
    return ethernet + head + ours + bytes(4) + bytes(6) + socket.inet_aton(address)
