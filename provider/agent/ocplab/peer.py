"""Where the SSH connection of this session comes from."""

import os

from ocplab import links


def is_inside():
    """Whether the connection comes from this host itself: then it does not cross the wire."""
    address = _address()
    return address is not None and links.is_here(address)


def _address():
    """The client's address, from the environment of this process or of those above it.

    sudo clears it.
    """
    process = os.getpid()
    while process > 1:
        words = _environment(process).get(b"SSH_CONNECTION", b"").split()
        if words:
            return words[0].decode().split("%")[0]
        process = _parent(process)
    return None


def _environment(process):
    try:
        with open("/proc/%d/environ" % process, "rb") as file:
            return dict(one.split(b"=", 1) for one in file.read().split(b"\0") if b"=" in one)
    except OSError:
        return {}


def _parent(process):
    try:
        with open("/proc/%d/stat" % process, "rb") as file:
            # the name in brackets may hold spaces and brackets
            return int(file.read().rpartition(b")")[2].split()[1])
    except OSError:
        return 0
