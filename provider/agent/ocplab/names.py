"""Questions to one DNS server."""

import os
import socket
import struct

_TYPES = {"A": 1, "PTR": 12}
_WAIT = 2.0


def addresses(server, name):
    """The addresses of a name, sorted; none where there is no such name."""
    return sorted(socket.inet_ntoa(data) for data in _ask(server, name, "A") if len(data) == 4)


def name_of(server, address):
    """The name that an address leads back to, or None."""
    reverse = ".".join(reversed(address.split("."))) + ".in-addr.arpa"
    for data in _ask(server, reverse, "PTR"):
        return data
    return None


def _ask(server, name, kind):
    """The data of the answers; a timeout is an OSError."""
    identity = os.urandom(2)
    labels = b"".join(bytes([len(part)]) + part.encode("ascii") for part in name.split("."))
    question = labels + b"\0" + struct.pack("!HH", _TYPES[kind], 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(_WAIT)
        sock.connect((server, 53))
        sock.send(identity + b"\x01\0\0\x01\0\0\0\0\0\0" + question)
        packet = sock.recv(4096)
        while packet[:2] != identity:
            packet = sock.recv(4096)
    return list(_answers(packet, kind))


def _answers(packet, kind):
    count = struct.unpack("!H", packet[6:8])[0]
    at = _skip_name(packet, 12) + 4
    for _ in range(count):
        at = _skip_name(packet, at)
        code, _, _, length = struct.unpack("!HHIH", packet[at : at + 10])
        at += 10
        if code == _TYPES[kind]:
            yield _name(packet, at) if kind == "PTR" else packet[at : at + length]
        at += length


def _skip_name(packet, at):
    while packet[at] != 0:
        if packet[at] >= 0xC0:
            return at + 2
        at += 1 + packet[at]
    return at + 1


def _name(packet, at):
    parts = []
    while packet[at] != 0 and len(parts) < 128:
        if packet[at] >= 0xC0:
            at = struct.unpack("!H", packet[at : at + 2])[0] & 0x3FFF
        else:
            parts.append(packet[at + 1 : at + 1 + packet[at]].decode("ascii", "replace"))
            at += 1 + packet[at]
    return ".".join(parts)
