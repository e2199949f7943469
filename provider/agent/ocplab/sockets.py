"""Who listens on the ports of this host."""

import re

from ocplab import commands
from ocplab.refusal import Refusal

# what a service of ours needs, by its unit
_PORTS = {"ocplab-dnsmasq.service": (53, 67), "ocplab-ntp.service": (123,)}


def taken(unit, words):
    """Adds to a unit's last words who has its port, where that is what they complain of."""
    ports = _PORTS.get(unit, ())
    if "Address already in use" not in words or not ports:
        return words
    held = _held(ports)
    if not held:
        return words
    return "%s; %s; stop it there, or have it listen elsewhere" % (words, ", ".join(held))


def listening():
    """(protocol, address, port, processes) of each socket that waits for others; a process is (name, id)."""
    listed = commands.run(["ss", "--no-header", "--listening", "--numeric", "-tup"])
    if listed.code != 0:
        raise Refusal("ss does not answer: " + commands.reason(listed))
    for line in listed.out.splitlines():
        fields = line.split()
        address, _, port = fields[4].rpartition(":") if len(fields) > 4 else ("", "", "")
        if port.isdigit():
            processes = re.findall(r'\("([^"]*)",pid=(\d+)', line)
            yield fields[0], address, int(port), processes


def _held(ports):
    try:
        sockets = list(listening())
    except Refusal:
        return []
    held = "port %d of %s is held by %s (process %s)"
    found = {held % (port, at, *one) for _, at, port, of in sockets if port in ports for one in of}
    return sorted(found)
