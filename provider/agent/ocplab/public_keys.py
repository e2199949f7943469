"""Kind `publicKey`: somebody's SSH public key on this host, which is read and never written."""

import re

from ocplab import journal, paths
from ocplab.lock import host_lock

# the types that OpenSSH writes, and the key itself; a private key is nothing of the kind
_LINE = re.compile(r"^(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+ [A-Za-z0-9+/]{16,}={0,2}(?: .*)?$")


def read(path, look):
    return {"publicKey": key_of(path)}


def ensure(path, want, owner):
    with host_lock(owner):
        entry = journal.claim("publicKey", path, owner, path)
        entry.update(was=None, adopted=True)
        journal.save(entry)
        return {"adopted": True, "found": {"publicKey": key_of(path)}}


def remove(path, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("publicKey", path, owner)
        if entry is not None:
            journal.drop(entry)
        return {}


def key_of(path):
    """The key in a file, without its comment; empty where there is none."""
    try:
        with open(paths.real(path), encoding="utf-8", errors="replace") as file:
            lines = file.read(1 << 16).splitlines()
    except OSError:
        return ""
    keys = [line.strip() for line in lines if _LINE.match(line.strip())]
    return " ".join(keys[0].split()[:2]) if keys else ""
