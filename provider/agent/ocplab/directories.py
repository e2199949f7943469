"""Kind `directory`: a folder's mode and owner."""

import os
import shutil
import stat

from ocplab import atomic, files, folders, journal, paths
from ocplab.lock import host_lock
from ocplab.refusal import Refusal


def read(path, look):
    now = _state(path) if os.path.isdir(paths.real(path)) else None
    if now is None:
        return {"absent": True}
    return files.describe(*now)


def ensure(path, want, owner):
    with host_lock(owner):
        entry = journal.claim("directory", path, owner, path)
        now, wanted = _state(path), files.ownership(want)
        if entry.get("new"):
            # a folder that we made on the way to a file was not there before us
            was = None if folders.is_ours(path) else now
            entry["was"] = list(was) if was else None
            entry["adopted"] = was == wanted
        journal.save(entry)
        folders.forget(path)
        if now is None:
            folders.make_parents(path)
            os.mkdir(paths.real(path), 0o700)
            atomic.label(paths.real(path))
        if now != wanted:
            _set(path, *wanted)
        return {"adopted": entry["adopted"]}


def remove(path, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("directory", path, owner)
        if entry is None:
            return {}
        answer = {}
        if _state(path) is not None:
            if entry["was"] is not None:
                _set(path, *entry["was"])
            else:
                if want.get("purge"):
                    _empty(path)
                answer = _take_away(path)
        journal.drop(entry)
        folders.prune(os.path.dirname(path))
        return answer


def _take_away(path):
    try:
        os.rmdir(paths.real(path))
        return {}
    except OSError:
        folders.add(path)
    names = sorted(os.listdir(paths.real(path)))
    shown = ", ".join(names[:5]) + (" and %d more" % (len(names) - 5) if len(names) > 5 else "")
    return {"warnings": ["%s stays: it is not empty (%s)" % (path, shown)]}


def _empty(path):
    place = paths.real(path)
    for name in os.listdir(place):
        inner = os.path.join(place, name)
        if os.path.isdir(inner) and not os.path.islink(inner):
            shutil.rmtree(inner)
        else:
            os.unlink(inner)


def _set(path, mode, uid, gid):
    os.chown(paths.real(path), uid, gid)
    os.chmod(paths.real(path), mode)


def _state(path):
    try:
        status = os.lstat(paths.real(path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not stat.S_ISDIR(status.st_mode):
        raise Refusal("%s is no folder; move it away or choose another path" % path)
    return stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid
