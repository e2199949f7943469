"""Kind `claim`: which clusters use this host, the units that they need there, how their installs stand."""

import json
import os

from ocplab import atomic, installs, journal, making, paths, units
from ocplab.lock import host_lock


def read(cluster, look):
    if not os.path.isfile(_path(cluster)):
        return {"absent": True}
    needs = look.get("needs", [])
    stopped = [unit for unit in needs if not units.is_running(unit)]
    return {"needs": needs, "stopped": stopped, "install": installs.unfinished(cluster)}


def ensure(cluster, want, owner):
    with host_lock(owner):
        entry = journal.claim("claim", cluster, owner, "the claim of cluster " + cluster)
        if want.get("creating"):
            # a claim that its state does not know: what stands for the cluster is of another state
            making.forget(cluster)
        if entry.get("new"):
            entry.update(was=None, adopted=False)
        entry["look"] = {"needs": want.get("needs", [])}
        journal.save(entry)
        os.makedirs(paths.real(paths.CLAIMS), 0o755, exist_ok=True)
        note = json.dumps(owner, sort_keys=True).encode() + b"\n"
        atomic.write(_path(cluster), note, 0o644, -1, -1)
        return {"adopted": False}


def remove(cluster, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("claim", cluster, owner)
        if entry is None:
            return {}
        if os.path.exists(_path(cluster)):
            os.unlink(_path(cluster))
        making.forget(cluster)
        journal.drop(entry)
        return {}


def names():
    """The clusters that use this host."""
    try:
        return sorted(name for name in os.listdir(paths.real(paths.CLAIMS)) if name[0] != ".")
    except FileNotFoundError:
        return []


def _path(cluster):
    return os.path.join(paths.real(paths.CLAIMS), cluster)
