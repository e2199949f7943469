"""Kind `nftTable`: a table of nftables, loaded from a file that holds it alone.

nftables tell a table in words of their own: what they told after it was loaded is noted, so that any other
answer is a change by somebody else.
"""

from ocplab import commands, journal, paths
from ocplab.lock import host_lock
from ocplab.refusal import Refusal


def read(name, look):
    listed = _listed(_family(look), name)
    if listed is None:
        return {"absent": True}
    return {"same": listed == look.get("listed"), "rules": listed}


def ensure(name, want, owner):
    family = _family(want)
    with host_lock(owner):
        entry = journal.claim("nftTable", name, owner, "the table %s %s" % (family, name))
        if entry.get("new"):
            if _listed(family, name) is not None:
                said = "there is a table %s %s already; see whose it is, and delete it"
                raise Refusal(said % (family, name))
            entry.update(was=None, adopted=False)
        journal.save(entry)
        loaded = commands.run(["nft", "-f", paths.real(want["file"])])
        if loaded.code != 0:
            if entry.get("new"):
                journal.drop(entry)
            said = "nft does not take %s: %s"
            raise Refusal(said % (want["file"], commands.reason(loaded)))
        entry["look"] = {"family": family, "listed": _listed(family, name)}
        journal.save(entry)
        return {"adopted": False}


def remove(name, want, owner):
    family = _family(want)
    with host_lock(owner):
        entry = journal.to_remove("nftTable", name, owner)
        if entry is None:
            return {}
        if _listed(family, name) is not None:
            deleted = commands.run(["nft", "delete", "table", family, name])
            if deleted.code != 0:
                raise Refusal("nft does not delete its table: " + commands.reason(deleted))
        journal.drop(entry)
        return {}


def _family(of):
    """Of IPv4 where none is said."""
    return of.get("family") or "ip"


def _listed(family, name):
    """The table without its counters, None where there is none."""
    result = commands.run(["nft", "-s", "list", "table", family, name])
    if result.code == 127:
        raise Refusal("nft is not installed")
    return result.out if result.code == 0 else None
