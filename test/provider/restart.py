"""Asks a real dnsmasq five hundred times a second while it is restarted, in a network namespace of its own.

Arguments: the agent's folder, and whether questions are held. Prints how many were sent and never answered, as
JSON. To be run by unshare --net.
"""

import json
import select
import socket
import struct
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from ocplab import held_questions  # noqa: E402

ADDRESS = "192.0.2.1"
COMMAND = ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root"]
COMMAND += ["--pid-file=", "--bind-dynamic", "--listen-address=" + ADDRESS, "--address=/apps/192.0.2.9"]
ended = threading.Event()
found = {}


def question(number):
    return struct.pack("!HHHHHH", number, 0x100, 1, 0, 0, 0) + b"\1a\4apps\0\0\1\0\1"


def ask():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((ADDRESS, 0))
    sent, answered, due, until = 0, set(), time.monotonic(), None
    while until is None or time.monotonic() < until:
        if ended.is_set():
            until = until or time.monotonic() + 1
        elif time.monotonic() >= due:
            sent += 1
            due += 0.002
            sock.sendto(question(sent), (ADDRESS, 53))
        while select.select([sock], [], [], 0.001)[0]:
            try:
                answered.add(struct.unpack("!H", sock.recv(2048)[:2])[0])
            except OSError:
                pass  # nobody listened
    found.update(sent=sent, lost=sent - len(answered))


def await_server():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect((ADDRESS, 53))
        while True:
            try:
                sock.send(question(1))
                if select.select([sock], [], [], 0.05)[0] and sock.recv(2048):
                    return
            except OSError:
                time.sleep(0.01)


def main():
    for words in ("link set lo up", "link add name br0 type bridge", "addr add %s/24 dev br0" % ADDRESS):
        subprocess.run(["ip"] + words.split(), check=True)
    subprocess.run("ip link set br0 up".split(), check=True)
    server = subprocess.Popen(COMMAND)
    await_server()
    asking = threading.Thread(target=ask)
    asking.start()
    for _ in range(3):
        time.sleep(0.2)
        held = held_questions.Held([ADDRESS] if sys.argv[2] == "held" else [])
        server.terminate()
        server.wait()
        time.sleep(0.05)
        server = subprocess.Popen(COMMAND)
        held.hand_on()
        await_server()
    ended.set()
    asking.join()
    server.terminate()
    server.wait()
    print(json.dumps(found))


main()
