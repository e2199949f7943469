"""A DHCP client (RFC 2131) that asks for a lease, looks at it and gives it back."""

import os
import select
import socket
import struct
import time

_COOKIE = b"\x63\x82\x53\x63"
_DISCOVER, _OFFER, _REQUEST, _ACK, _NAK, _RELEASE = 1, 2, 3, 5, 6, 7
_MASK, _ROUTER, _NAME, _DOMAIN, _ADDRESS, _TYPE, _SERVER = 1, 3, 12, 15, 50, 53, 54
_REQUESTED = bytes([_MASK, _ROUTER, 6, _NAME, _DOMAIN, 42])


class Client:
    """For one MAC on one NIC of the namespace of the calling thread."""

    def __init__(self, nic, mac):
        self._mac = bytes.fromhex(mac.replace(":", ""))
        self._transaction = os.urandom(4)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, nic.encode())
        self._socket.bind(("0.0.0.0", 68))

    def close(self):
        self._socket.close()

    def ask(self):
        self._send(_DISCOVER)

    def offers(self, seconds):
        """All offers that come within the time, as {server, address, router, name, domain}."""
        return [_read(options, address) for options, address in self._answers(_OFFER, seconds)]

    def take(self, offer, seconds=3.0):
        """True where the server acknowledges what it has offered."""
        wanted = socket.inet_aton(offer["address"])
        self._send(_REQUEST, (_ADDRESS, wanted), (_SERVER, socket.inet_aton(offer["server"])))
        for _ in self._answers(_ACK, seconds, first=True):
            return True
        return False

    def release(self, offer):
        packet = self._packet(_RELEASE, ((_SERVER, socket.inet_aton(offer["server"])),))
        packet = packet[:12] + socket.inet_aton(offer["address"]) + packet[16:]
        self._socket.sendto(packet, (offer["server"], 67))

    def _send(self, kind, *options):
        asked = ((55, _REQUESTED),)
        self._socket.sendto(self._packet(kind, options + asked), ("255.255.255.255", 67))

    def _packet(self, kind, options):
        # the answer is to be broadcast: the station has no address yet
        head = struct.pack("!BBBB4sHH", 1, 1, 6, 0, self._transaction, 0, 0x8000)
        fixed = head + bytes(16) + self._mac + bytes(10) + bytes(192)
        body = _option(_TYPE, bytes([kind]))
        for code, value in options:
            body += _option(code, value)
        return fixed + _COOKIE + body + b"\xff"

    def _answers(self, kind, seconds, first=False):
        deadline = time.monotonic() + seconds
        while select.select([self._socket], [], [], max(0, deadline - time.monotonic()))[0]:
            packet = self._socket.recv(2048)
            ours = packet[4:8] == self._transaction and packet[28:34] == self._mac
            if len(packet) < 240 or packet[0] != 2 or not ours:
                continue
            options = _options(packet[240:])
            said = options.get(_TYPE, b"\0")[0]
            if said == _NAK and kind == _ACK:
                return
            if said == kind:
                yield options, socket.inet_ntoa(packet[16:20])
                if first:
                    return


def _option(code, value):
    return bytes([code, len(value)]) + value


def _options(data):
    found, at = {}, 0
    while at + 1 < len(data) and data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        length = data[at + 1]
        found[data[at]] = data[at + 2 : at + 2 + length]
        at += 2 + length
    return found


def _read(options, address):
    def dotted(code):
        value = options.get(code, b"")[:4]
        return socket.inet_ntoa(value) if len(value) == 4 else ""

    def text(code):
        return options.get(code, b"").rstrip(b"\0").decode("ascii", "replace")

    return {
        "server": dotted(_SERVER),
        "address": address,
        "router": dotted(_ROUTER),
        "name": text(_NAME),
        "domain": text(_DOMAIN),
    }
