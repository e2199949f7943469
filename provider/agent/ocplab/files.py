"""Kind `file`: a file's bytes, mode and owner."""

import collections
import grp
import os
import pwd
import stat

from ocplab import atomic, dnsmasq, folders, followups, journal, paths, units
from ocplab.lock import host_lock
from ocplab.refusal import Refusal

# data None: there, but no regular file
Snapshot = collections.namedtuple("Snapshot", "data mode uid gid")

LARGEST = 4 << 20


def read(path, look):
    """What is at a path now."""
    now = _snapshot(path, LARGEST)
    if now is None:
        return {"absent": True}
    if now.data is None:
        return {"absent": True, "why": "%s is no regular file" % path}
    found = {"content": now.data.decode("utf-8", "replace")}
    found.update(describe(now.mode, now.uid, now.gid))
    return found


def ensure(path, want, owner):
    with host_lock(owner):
        entry = journal.claim("file", path, owner, path)
        before = _snapshot(path)
        _refuse_other(path, before)
        after = _wanted(want)
        steps = entry.get("pending", [])
        if _data(before) != after.data:
            dnsmasq.check(want.get("check"), path, after.data)
            steps = followups.merge(steps, followups.plan(path, want, _data(before), after.data))
        if entry.get("new"):
            _remember(entry, before, after)
        entry["pending"] = steps
        journal.save(entry)
        _change(path, want, entry, before, after)
        return {"adopted": entry["adopted"]}


def remove(path, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("file", path, owner)
        if entry is None:
            return {}
        before, after = _snapshot(path), _preimage(entry)
        _refuse_other(path, before)
        if want.get("check") == "dnsmasq-conf" and before is not None:
            dnsmasq.check("dnsmasq-conf", path, _data(after))
        steps = entry.get("pending", [])
        if _data(before) != _data(after):
            planned = followups.plan(path, want, _data(before), _data(after))
            steps = followups.merge(steps, planned)
        entry["pending"] = steps
        journal.save(entry)
        _change(path, want, entry, before, after)
        journal.drop(entry)
        folders.prune(os.path.dirname(path))
        return {}


def describe(mode, uid, gid):
    """Mode and owner as the program writes them; a number where the host has no name."""
    return {
        "mode": "%04o" % mode,
        "owner": _name(pwd.getpwuid, uid),
        "group": _name(grp.getgrgid, gid),
    }


def ownership(want):
    """The numbers of mode, owner and group."""
    return (
        int(want["mode"], 8),
        _number("user", pwd.getpwnam, want["owner"]),
        _number("group", grp.getgrnam, want["group"]),
    )


def _change(path, want, entry, before, after):
    """Moves the file and its readers on, or both back to where they were."""
    try:
        _put(path, before, after)
        followups.carry_out(entry["pending"])
    except (Refusal, OSError) as error:
        _back(path, want, entry, after, before)
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise Refusal("%s; %s is as it was before" % (why, path)) from None
    if entry["pending"]:
        entry["pending"] = []
        journal.save(entry)


def _back(path, want, entry, after, before):
    _put(path, _snapshot(path), before)
    steps = followups.plan(path, want, _data(after), _data(before))
    try:
        # what the change has brought down comes up again
        followups.carry_out(steps, units.RUNNING + ("failed",))
    except Refusal:
        pass  # it is the first failure that the user needs to know
    if entry.get("new"):
        journal.drop(entry)
        folders.prune(os.path.dirname(path))
    else:
        entry["pending"] = []
        journal.save(entry)


def _put(path, now, then):
    place = paths.real(path)
    if then is None:
        if now is not None:
            os.unlink(place)
    elif now is None or now.data != then.data:
        folders.make_parents(path)
        atomic.write(place, then.data, then.mode, then.uid, then.gid)
        atomic.label(place)
    elif now != then:
        os.chown(place, then.uid, then.gid)
        os.chmod(place, then.mode)


def _remember(entry, before, after):
    entry["adopted"] = before == after
    entry["was"] = None
    if before is not None:
        entry["was"] = {"mode": before.mode, "uid": before.uid, "gid": before.gid}
        journal.save_blob(entry, before.data)


def _preimage(entry):
    was = entry["was"]
    if was is None:
        return None
    return Snapshot(journal.load_blob(entry), was["mode"], was["uid"], was["gid"])


def _snapshot(path, most=None):
    place = paths.real(path)
    try:
        fd = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        status = os.lstat(place)  # a symbolic link, or a socket
        return Snapshot(None, stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)
    with os.fdopen(fd, "rb") as file:
        status = os.fstat(fd)
        data = None
        if stat.S_ISREG(status.st_mode):
            data = file.read() if most is None else file.read(most)
        return Snapshot(data, stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)


def _refuse_other(path, before):
    if before is not None and before.data is None:
        kind = "a symbolic link" if os.path.islink(paths.real(path)) else "no regular file"
        raise Refusal(
            "%s is %s: nothing is written there; move it away or choose another path" % (path, kind)
        )


def _wanted(want):
    return Snapshot(want["content"].encode(), *ownership(want))


def _data(snapshot):
    return None if snapshot is None else snapshot.data


def _name(look_up, number):
    try:
        return look_up(number)[0]
    except KeyError:
        return str(number)


def _number(what, look_up, name):
    if name.isdigit():
        return int(name)
    try:
        return look_up(name)[2]
    except KeyError:
        raise Refusal("there is no %s %s; make it first or name another" % (what, name)) from None
