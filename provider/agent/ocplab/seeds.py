"""Kind `seed`: an image of texts that a machine is configured from at its first boot.

The label is the one by which cloud-init's source NoCloud finds it.
"""

import os

from ocplab import atomic, folders, iso, journal, paths
from ocplab.lock import host_lock
from ocplab.refusal import Refusal

LABEL = "cidata"
LARGEST = 4 << 20


def read(path, look):
    """The texts, none where it is no image of ours any more."""
    found = _bytes(path)
    return {"absent": True} if found is None else {"files": iso.unpack(found) or {}}


def ensure(path, want, owner):
    with host_lock(owner):
        entry = journal.claim("seed", path, owner, path)
        if entry.get("new"):
            if os.path.lexists(paths.real(path)):
                raise Refusal("%s was there before; move it away or choose another path" % path)
            entry.update(was=None, adopted=False)
        journal.save(entry)
        image = iso.pack(LABEL, want["files"])
        if _bytes(path) != image:
            # a machine that runs keeps the old one open, and reads the new one when it boots next
            folders.make_parents(path)
            atomic.write(paths.real(path), image, 0o644, -1, -1)
            atomic.label(paths.real(path))
        return {"adopted": False}


def remove(path, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("seed", path, owner)
        if entry is None:
            return {}
        if os.path.lexists(paths.real(path)):
            os.unlink(paths.real(path))
        journal.drop(entry)
        folders.prune(os.path.dirname(path))
        return {}


def _bytes(path):
    try:
        with open(paths.real(path), "rb") as file:
            return file.read(LARGEST)
    except (FileNotFoundError, NotADirectoryError):
        return None
