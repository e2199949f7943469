"""A bridge with ports in a network namespace of its own: loads rules, sends frames, tells where they arrived.

Takes JSON {nft, rules, table, ports, groups, frames} on standard input: the command of nft, what it loads, the
ports' names, groups of some, and [port, frame as hex] pairs. Prints {arrived, listed}: for each frame the ports
that it got to, and what nft tells of the table after it was loaded once and again. To be run by unshare --net.
"""

import json
import re
import select
import socket
import struct
import subprocess
import sys

PLACE, MARK = b"frame ######!", b"frame %06d!"
SOL_PACKET, ADD_MEMBERSHIP = 263, 1


def ip(*words):
    subprocess.run(["ip"] + list(words), check=True)


def plug(name, group):
    ip("link", "add", "name", name, "type", "veth", "peer", "name", name + "_")
    ip("link", "set", "dev", name, "group", str(group), "master", "br0", "up")
    ip("link", "set", "dev", name + "_", "up")
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    sock.bind((name + "_", 0))
    # every frame, whoever it is for
    sock.setsockopt(SOL_PACKET, ADD_MEMBERSHIP, promiscuous(name + "_"))
    return sock


def promiscuous(name):
    """A struct packet_mreq of type PACKET_MR_PROMISC."""
    return struct.pack("=iHH8s", socket.if_nametoindex(name), 1, 0, b"")


def main():
    asked = json.load(sys.stdin)
    with open("/proc/sys/net/ipv6/conf/default/disable_ipv6", "w") as file:
        file.write("1")
    ip("link", "add", "name", "br0", "type", "bridge", "stp_state", "0", "forward_delay", "0")
    ip("link", "set", "dev", "br0", "up")
    groups = asked["groups"]
    socks = {name: plug(name, groups.get(name, 0)) for name in asked["ports"]}
    listed = []
    for _ in range(2):
        subprocess.run(asked["nft"] + ["-f", "-"], input=asked["rules"].encode(), check=True)
        told = asked["nft"] + ["-s", "list", "table", "bridge", asked["table"]]
        listed.append(subprocess.run(told, stdout=subprocess.PIPE, check=True).stdout.decode())
    await_links(asked["ports"])
    for number, (port, frame) in enumerate(asked["frames"]):
        frame, mark = bytes.fromhex(frame), MARK % number
        socks[port].send(frame.replace(PLACE, mark) if PLACE in frame else frame + mark)
    print(json.dumps({"arrived": arrivals(socks, len(asked["frames"])), "listed": listed}))


def await_links(ports):
    for name in ports:
        while " state UP " not in subprocess.run(
            ["ip", "link", "show", "dev", name], stdout=subprocess.PIPE, check=True
        ).stdout.decode():
            pass


def arrivals(socks, count):
    """Until nothing has come for a while; a socket also hears what was sent by itself."""
    arrived = [[] for _ in range(count)]
    names = {sock: name for name, sock in socks.items()}
    while True:
        ready, _, _ = select.select(list(names), [], [], 0.3)
        if not ready:
            return arrived
        for sock in ready:
            data, source = sock.recvfrom(2048)
            found = re.search(rb"frame (\d{6})!", data)
            if source[2] != socket.PACKET_OUTGOING and found:
                arrived[int(found.group(1))].append(names[sock])


main()
