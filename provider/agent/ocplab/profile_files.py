"""The files of NetworkManager's profiles, and its notes on devices, without NetworkManager.

A note tells a NetworkManager that starts which profile a device has: without it, it makes a new one
of what it finds on the device.
"""

import base64
import glob
import os
import re

from ocplab import atomic, links, paths
from ocplab import network_manager as nm

KEYFILES = ("/etc/NetworkManager/system-connections", "/run/NetworkManager/system-connections")
IFCFG = "/etc/sysconfig/network-scripts"

NOTE = "/run/NetworkManager/devices/%s"

# a profile in ifcfg format has its routes, rules and keys in files of their own
_BESIDE = ("ifcfg", "route", "route6", "rule", "rule6", "keys")
_UUID = re.compile(rb"^(?:uuid|UUID)=[\"']?([0-9A-Fa-f-]{36})[\"']?\s*$", re.M)


def kept(uuid):
    """The files of a saved profile with all that is in them; none where there is none."""
    path = nm.profile(uuid)
    name = nm.filename(path) if path else ""
    return [dict(_load(one), uuid=uuid) for one in _with_others(name)] if name else []


def put_back(files):
    """Makes the files what they were; gives the paths of those that were not."""
    changed = [file["path"] for file in files if not _is_as_kept(file)]
    for file in files:
        if file["path"] in changed:
            path = paths.real(file["path"])
            atomic.write(path, base64.b64decode(file["data"]), file["mode"], -1, -1)
            atomic.label(path)
    return changed


def delete(uuids):
    """Deletes the files of these profiles, in whatever format; gives the paths there were."""
    gone = []
    for path in _all():
        if _uuid_of(path) in uuids:
            for one in _with_others(paths.shown(path)):
                os.unlink(paths.real(one))
                gone.append(one)
    return gone


def notes(devices):
    """The note on each device, None where there is none."""
    return {one: _note(NOTE % links.index(one)) if links.exists(one) else None for one in devices}


def put_notes_back(kept):
    """Notes again what was noted; a device that was made anew has another number now."""
    for device, note in kept.items():
        path = NOTE % links.index(device) if links.exists(device) else None
        if path is not None and note is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(note)
        elif path is not None and os.path.exists(path):
            os.unlink(path)


def _note(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _all():
    patterns = [folder + "/*" for folder in KEYFILES] + [IFCFG + "/ifcfg-*"]
    found = (path for one in patterns for path in glob.glob(paths.real(one)))
    return sorted(path for path in found if os.path.isfile(path))


def _uuid_of(path):
    with open(path, "rb") as file:
        match = _UUID.search(file.read())
    return match.group(1).decode().lower() if match else None


def _with_others(name):
    folder, base = os.path.split(name)
    if not base.startswith("ifcfg-"):
        return [name]
    every = [os.path.join(folder, one + base[len("ifcfg") :]) for one in _BESIDE]
    return [one for one in every if os.path.exists(paths.real(one))]


def _load(name):
    with open(paths.real(name), "rb") as opened:
        data = opened.read()
        mode = os.fstat(opened.fileno()).st_mode & 0o777
    return {"path": name, "data": base64.b64encode(data).decode(), "mode": mode}


def _is_as_kept(file):
    try:
        return dict(_load(file["path"]), uuid=file["uuid"]) == file
    except FileNotFoundError:
        return False
