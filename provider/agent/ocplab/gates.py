"""Kind `gate`: holds the foundation of a host in place while clusters use it."""

from ocplab import claims, journal
from ocplab.lock import host_lock
from ocplab.refusal import Refusal

KEY = "foundation"


def read(key, look):
    return {}


def ensure(key, want, owner):
    with host_lock(owner):
        entry = journal.claim("gate", KEY, owner, "the foundation of this host")
        if entry.get("new"):
            entry.update(was=None, adopted=False)
        journal.save(entry)
        return {"adopted": False}


def remove(key, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("gate", KEY, owner)
        if entry is None:
            return {}
        refuse_claimed()
        journal.drop(entry)
        return {}


def refuse_claimed():
    """Refuses while a cluster uses this host."""
    clusters = claims.names()
    if clusters:
        steps = " && ".join("pulumi destroy -s " + name for name in clusters)
        raise Refusal(
            "the foundation stays while clusters are on it: %s; first: %s"
            % (", ".join(clusters), steps)
        )
