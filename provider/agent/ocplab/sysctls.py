"""Kind `sysctl`: a setting of the running kernel; files for its next start are files."""

from ocplab import journal, paths
from ocplab.lock import host_lock
from ocplab.refusal import Refusal


def read(name, look):
    return {"value": _value(name)}


def ensure(name, want, owner):
    with host_lock(owner):
        entry = journal.claim("sysctl", name, owner, "the setting " + name)
        value = _value(name)
        if entry.get("new"):
            entry.update(was=value, adopted=value == want["value"])
        journal.save(entry)
        if value != want["value"]:
            _set(name, want["value"])
        return {"adopted": entry["adopted"]}


def remove(name, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("sysctl", name, owner)
        if entry is None:
            return {}
        # what somebody else has set since is not ours to change
        if not entry["adopted"] and _value(name) == want["value"]:
            _set(name, entry["was"])
        journal.drop(entry)
        return {}


def _value(name):
    try:
        with open(_path(name), encoding="utf-8") as file:
            return file.read().strip()
    except FileNotFoundError:
        raise Refusal("the kernel has no setting " + name) from None


def _set(name, value):
    with open(_path(name), "w", encoding="utf-8") as file:
        file.write(value + "\n")


def _path(name):
    return paths.real("/proc/sys/" + name.replace(".", "/"))
