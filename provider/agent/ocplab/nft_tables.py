"""Kind `nftTable`: a table of nftables for IPv4, loaded from a file that holds it alone.

nftables tell a table in words of their own: what they told after it was loaded is noted, so that any other
answer is a change by somebody else.
"""

from ocplab import commands, journal, paths
from ocplab.lock import host_lock
from ocplab.refusal import Refusal


def read(name, look):
    listed = _listed(name)
    if listed is None:
        return {"absent": True}
    return {"same": listed == look.get("listed"), "rules": listed}


def ensure(name, want, owner):
    with host_lock(owner):
        entry = journal.claim("nftTable", name, owner, "the table ip " + name)
        if entry.get("new"):
            if _listed(name) is not None:
                raise Refusal("there is a table ip %s already; see whose it is, and delete it" % name)
            entry.update(was=None, adopted=False)
        journal.save(entry)
        loaded = commands.run(["nft", "-f", paths.real(want["file"])])
        if loaded.code != 0:
            if entry.get("new"):
                journal.drop(entry)
            said = "nft does not take %s: %s"
            raise Refusal(said % (want["file"], commands.reason(loaded)))
        entry["look"] = {"listed": _listed(name)}
        journal.save(entry)
        return {"adopted": False}


def remove(name, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("nftTable", name, owner)
        if entry is None:
            return {}
        if _listed(name) is not None:
            deleted = commands.run(["nft", "delete", "table", "ip", name])
            if deleted.code != 0:
                raise Refusal("nft does not delete its table: " + commands.reason(deleted))
        journal.drop(entry)
        return {}


def _listed(name):
    """The table without its counters, None where there is none."""
    result = commands.run(["nft", "-s", "list", "table", "ip", name])
    if result.code == 127:
        raise Refusal("nft is not installed")
    return result.out if result.code == 0 else None
