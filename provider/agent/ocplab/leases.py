"""Leases of the running dnsmasq.

A line of the lease file is: expiry MAC address name client-id.
"""

import os
import re
import stat
import time

from ocplab import atomic, commands, paths, units


def release(pairs, unit, path):
    """Ends the leases of (MAC, address) pairs: by dnsmasq, or in its file while it is stopped."""
    held = _held(pairs, path)
    if not held:
        return
    running = units.is_running(unit)
    if running and all(_ask(line) for line in held) and _are_gone(pairs, path):
        return
    if running:
        units.stop(unit)
    _edit(set(held), path)
    if running:
        units.start(unit)


def _held(pairs, path):
    wanted = {(mac, address) for mac, address in pairs}
    return [line for line in _lines(path) if tuple(line.lower().split()[1:3]) in wanted]


def _ask(line):
    """dhcp_release comes with dnsmasq-utils and must run on dnsmasq's own host."""
    fields = line.split()
    mac, address, client = fields[1], fields[2], fields[4] if len(fields) > 4 else "*"
    route = commands.run(["ip", "-o", "route", "get", address])
    device = re.search(r"\bdev (\S+)", route.out)
    if device is None:
        return False
    argv = ["dhcp_release", device.group(1), address, mac]
    return commands.run(argv + ([client] if client != "*" else [])).code == 0


def _are_gone(pairs, path):
    for _ in range(20):
        if not _held(pairs, path):
            return True
        time.sleep(0.05)
    return False


def _edit(gone, path):
    place = paths.real(path)
    status = os.stat(place)
    left = [line for line in _lines(path) if line not in gone]
    data = "".join(line + "\n" for line in left).encode()
    atomic.write(place, data, stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)


def _lines(path):
    try:
        with open(paths.real(path), encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()
    except FileNotFoundError:
        return []
