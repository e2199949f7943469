"""What other clusters' machines notice, until it is told to end: asks the lab's dnsmasq for them, and pings them.

Arguments: the agent's folder, then JSON of {nic, server, clusters: [{cluster, names, mac, address}]}. For each
cluster a hundred questions and pings a second, and the lease of a machine that is switched off, taken again and
again. Begins with an empty line; after SIGTERM prints by cluster what was sent and what was never answered, as
JSON.
"""

import json
import os
import select
import signal
import socket
import struct
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from ocplab import dhcp  # noqa: E402

ASKED = json.loads(sys.argv[2])
EVERY = 0.01
PATIENCE = 2.0
ended = threading.Event()


def ask_names(names):
    """Each question by itself, to one name after the other."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def send(number):
        sock.sendto(question(number, names[number % len(names)]), (ASKED["server"], 53))

    def answered(packet):
        # an answer with an address; a refusal is none
        good = packet[3] & 15 == 0 and packet[7]
        return struct.unpack("!H", packet[:2])[0] if good else None

    return ask(sock, send, answered)


def ping(address):
    sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    sock.connect((address, 0))
    own = os.urandom(2)

    def send(number):
        rest = own + struct.pack("!H", number & 0xFFFF)
        words = struct.unpack("!HH", rest)
        total = 0x0800 + sum(words)
        total = (total & 0xFFFF) + (total >> 16)
        total = (total & 0xFFFF) + (total >> 16)
        sock.send(struct.pack("!BBH", 8, 0, ~total & 0xFFFF) + rest)

    def answered(packet):
        message = packet[(packet[0] & 15) * 4 :]
        good = message[0] == 0 and message[4:6] == own
        return struct.unpack("!H", message[6:8])[0] if good else None

    return ask(sock, send, answered)


def ask(sock, send, answered):
    """A hundred a second; what comes within PATIENCE counts. `answered` gives a packet's number, or None."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    sent, found = 0, set()
    due = time.monotonic()
    until = None
    while until is None or time.monotonic() < until:
        if ended.is_set():
            until = until or time.monotonic() + PATIENCE
        elif time.monotonic() >= due:
            sent += 1
            due += EVERY
            try:
                send(sent)
            except OSError:
                pass  # counts as not answered
        wait = 0.05 if until else max(0, due - time.monotonic())
        while select.select([sock], [], [], wait)[0]:
            wait = 0
            try:
                found.add(answered(sock.recv(2048)))
            except OSError:
                continue  # nobody listened
    return {"sent": sent, "lost": sent - len(found - {None})}


def question(number, name):
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    return struct.pack("!HHHHHH", number & 0xFFFF, 0x100, 1, 0, 0, 0) + labels + b"\0\0\1\0\1"


def renew_lease(mac):
    """As a machine asks that keeps its address, and which asks again after a second (RFC 2131, 4.1)."""
    client = dhcp.Client(ASKED["nic"], mac)
    sent = lost = 0
    client.ask()
    offers = client.offers(2)
    while not ended.is_set():
        sent += 1
        if not offers or not any(client.take(offers[0], 1) for _ in range(2)):
            lost += 1
        ended.wait(0.1)
    return {"sent": sent, "lost": lost, "address": offers[0]["address"] if offers else None}


def main():
    found = {one["cluster"]: {} for one in ASKED["clusters"]}

    def work(cluster, name, act):
        found[cluster][name] = act()

    threads = []
    for one in ASKED["clusters"]:
        jobs = {"names": lambda one=one: ask_names(one["names"])}
        if one.get("mac"):
            jobs["lease"] = lambda one=one: renew_lease(one["mac"])
        if one.get("address"):
            jobs["ping"] = lambda one=one: ping(one["address"])
        threads += [
            threading.Thread(target=work, args=(one["cluster"], name, act))
            for name, act in jobs.items()
        ]
    for thread in threads:
        thread.start()
    print(flush=True)
    signal.sigwait([signal.SIGTERM])
    ended.set()
    for thread in threads:
        thread.join()
    print(json.dumps(found), flush=True)


# of the threads, too, so that it waits for whoever asks for it
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
main()
os._exit(0)
