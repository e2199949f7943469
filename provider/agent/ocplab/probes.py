"""Questions to the network around a host, to be asked before and after a change."""

import os
import select
import socket
import struct
import threading
import time

from ocplab import arp, links

WAIT = 1.0


def passing(survey):
    """The probes that pass now, as [kind, address]: only those can prove anything afterwards."""
    wanted = [[kind, address] for address in survey["gateways"] for kind in ("gateway", "arp")]
    wanted += [["dns", address] for address in survey["nameservers"]]
    return [probe for probe, passed in zip(wanted, ask(wanted)) if passed]


def failing(probes):
    """Sentences about those probes that do not pass any more."""
    answers = zip(probes, ask(probes))
    return [_SENTENCES[kind] % address for (kind, address), passed in answers if not passed]


def answers_arp(address):
    """Whether anybody says that he has an address; asked three times, as one frame may be lost."""
    return any(ask([["arp", address]])[0] for _ in range(3))


def ask(probes):
    """Whether each probe, [kind, address], passes; all at once."""
    passed = [False] * len(probes)

    def one(number, kind, address):
        try:
            passed[number] = _KINDS[kind](address)
        except OSError:
            pass

    threads = [
        threading.Thread(target=one, args=(number, kind, address))
        for number, (kind, address) in enumerate(probes)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return passed


def _ping(address):
    """One echo request; IPv4 only, as the lab's gateways are."""
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sock:
        identity, data = os.getpid() & 0xFFFF, b"ocplab--"
        head = struct.pack("!BBHHH", 8, 0, 0, identity, 1)
        head = struct.pack("!BBHHH", 8, 0, _checksum(head + data), identity, 1)
        sock.sendto(head + data, (address, 0))
        deadline = time.monotonic() + WAIT
        while select.select([sock], [], [], max(0, deadline - time.monotonic()))[0]:
            packet, sender = sock.recvfrom(1024)
            reply = packet[(packet[0] & 15) * 4 :]
            if sender[0] == address and reply[:1] == b"\0" and reply[4:6] == head[4:6]:
                return True
        return False


def _checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def _query(address):
    """Asks for the root's SOA; any answer will do, also a refusal."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.settimeout(WAIT)
        identity = os.urandom(2)
        sock.connect((address, 53))
        sock.send(identity + b"\x01\0\0\1\0\0\0\0\0\0" + b"\0\0\6\0\1")
        return sock.recv(1024)[:2] == identity


def _arp(address):
    """Asks the wire itself who has an address of IPv4; what the kernel remembers does not count."""
    way = links.way_to(address)
    if "gateway" in way or "dev" not in way:
        return False
    return bool(arp.owners(way["dev"], [address], WAIT, until_all=True)[address])


def _ssh(address):
    """Whether a new connection is greeted; on another port than 22 it never is."""
    with socket.create_connection((address, 22), WAIT) as sock:
        sock.settimeout(WAIT)
        return sock.recv(4) == b"SSH-"


_KINDS = {"gateway": _ping, "ping": _ping, "arp": _arp, "dns": _query, "ssh": _ssh}
_SENTENCES = {
    "gateway": "the gateway %s does not answer any more",
    "arp": "nobody answers ARP for the gateway %s any more",
    "dns": "the DNS server %s does not answer any more",
}
