"""Who listens on a port of this host, where one of our services cannot."""

import re

from ocplab import commands

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


def _held(ports):
    """Lines of ss: protocol, state, queues, local address and port, peer, processes."""
    listed = commands.run(["ss", "--no-header", "--listening", "--numeric", "-tup"])
    found = set()
    for fields in (line.split() for line in listed.out.splitlines()):
        address, _, port = fields[4].rpartition(":") if len(fields) > 5 else ("", "", "")
        if not port.isdigit() or int(port) not in ports:
            continue
        for name, process in re.findall(r'\("([^"]+)",pid=(\d+)', fields[-1]):
            found.add("port %s of %s is held by %s (process %s)" % (port, address, name, process))
    return sorted(found)
