"""Notes of what is being made in libvirt, whose objects come from a provider that keeps no journal.

A note is written before an object is made, and settled after. Where the engine is killed in between,
the object is there and no state knows it: the note tells that it is a leftover, which may go. What
stands without a note was known to some state once, or is somebody else's: that is never taken away.
"""

import json
import os
import time

from ocplab import journal, libvirt_objects, machine_ports, paths
from ocplab.lock import host_lock

FOLDER = paths.STATE + "/making"
# from the object's end to its place in the state it is only an instant
SETTLED_SECONDS = 600


def begin(cluster, what, owner):
    """Makes way for an object that no state knows; refuses where that would harm anything."""
    with host_lock(owner):
        notes = _load(cluster)
        name = _name(what)
        if libvirt_objects.stands(what):
            if not _is_leftover(notes.pop(name, None)):
                found = libvirt_objects.take_over(what, owner["stack"])
                _save(cluster, notes)
                return found
            libvirt_objects.remove(what, owner["stack"])
        notes[name] = {"made": None}
        _save(cluster, notes)
        return {}


def end(cluster, what, owner):
    """The object is made, and its state is about to be kept."""
    with host_lock(owner):
        if "ports" in what:
            machine_ports.put(what["name"], what["ports"])
        notes = _load(cluster)
        if _name(what) in notes:
            notes[_name(what)] = {"made": time.time()}
            _save(cluster, notes)
        return {}


def forget(cluster):
    """From here on what stands is no leftover of an earlier run."""
    try:
        os.unlink(_path(cluster))
    except FileNotFoundError:
        return
    try:
        os.rmdir(paths.real(FOLDER))
    except OSError:
        pass


def _is_leftover(note):
    return note is not None and (note["made"] is None or _is_fresh(note))


def _is_fresh(note):
    return abs(time.time() - note["made"]) < SETTLED_SECONDS


def _name(what):
    return "%s %s" % (what["kind"], what["name"])


def _load(cluster):
    try:
        with open(_path(cluster), encoding="utf-8") as file:
            return json.load(file)
    except (FileNotFoundError, ValueError):
        return {}


def _save(cluster, notes):
    kept = {name: note for name, note in notes.items() if not note["made"] or _is_fresh(note)}
    if kept:
        os.makedirs(paths.real(FOLDER), 0o700, exist_ok=True)
        journal.write(_path(cluster), json.dumps(kept, sort_keys=True).encode() + b"\n")
    else:
        forget(cluster)


def _path(cluster):
    return os.path.join(paths.real(FOLDER), cluster + ".json")
