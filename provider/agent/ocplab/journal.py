"""What we own on this host, and what was there before.

One JSON file per object, written before the first change of the object:
  kind, key     what the object is
  owner         project, stack, urn
  look          what a later read needs to know beside the key; never a secret
  was           the object before us, None where there was none
  adopted       whether it was before us just as we wanted it
  pending       a follow-up (reload, restart) that an interruption may have left undone
  former        urns that the object was taken over from within its stack
The bytes of a file that was there lie beside it under the same name with the ending .was.
"""

import hashlib
import json
import os

from ocplab import atomic, paths
from ocplab.refusal import Refusal


def load(kind, key):
    """The entry of an object, or None where it is not ours."""
    return _read(_path(kind, key))


def load_all():
    """All entries of all stacks; one that cannot be read is left to whoever asks for it by name."""
    folder = paths.real(paths.JOURNAL)
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return
    for name in names:
        if name.endswith(".json") and name != "folders.json" and not name.startswith("."):
            try:
                yield _read(os.path.join(folder, name))
            except Refusal:
                pass


def claim(kind, key, owner, what):
    """The entry to write an object under: ours, or a new one that is not saved yet.

    The same stack may come with another urn: the resource was renamed, and goes on so.
    """
    entry = load(kind, key)
    if entry is None:
        return {"kind": kind, "key": key, "owner": owner, "look": {}, "new": True}
    if not is_mine(entry, owner):
        raise Refusal(
            "%s belongs to stack %s of project %s (%s); take it away there first, or choose another"
            % (what, entry["owner"]["stack"], entry["owner"]["project"], entry["owner"]["urn"])
        )
    if entry["owner"]["urn"] != owner["urn"]:
        former = set(entry.get("former", [])) | {entry["owner"]["urn"]}
        entry["former"] = sorted(former - {owner["urn"]})
        entry["owner"] = owner
    return entry


def to_remove(kind, key, owner):
    """The entry of an object that its owner gives up, or None where it is not, or no more, its own.

    A renamed resource is created under its new name before it is deleted under the old one.
    """
    entry = load(kind, key)
    if entry is None or not is_mine(entry, owner) or owner["urn"] in entry.get("former", []):
        return None
    return entry


def is_mine(entry, owner):
    """Whether the owner's stack is the one that wrote the entry."""
    theirs = entry["owner"]
    return theirs["project"] == owner["project"] and theirs["stack"] == owner["stack"]


def save(entry):
    """Writes an entry that has changed, on disk before this returns."""
    stored = {name: value for name, value in entry.items() if name != "new"}
    path = _path(entry["kind"], entry["key"])
    if stored != _read(path):
        write(path, json.dumps(stored, sort_keys=True, indent=1).encode() + b"\n")


def save_blob(entry, data):
    """Keeps the bytes of a file that was there."""
    write(_blob(entry), data)


def write(path, data):
    """Writes a file of the journal's folder, which only root may look into."""
    for folder, mode in ((paths.STATE, 0o755), (paths.JOURNAL, 0o700)):
        if not os.path.isdir(paths.real(folder)):
            os.mkdir(paths.real(folder), mode)
            os.chmod(paths.real(folder), mode)
    atomic.write(path, data, 0o600, -1, -1)


def load_blob(entry):
    with open(_blob(entry), "rb") as file:
        return file.read()


def drop(entry):
    """Forgets an object; with the last one nothing of the journal stays."""
    for path in (_path(entry["kind"], entry["key"]), _blob(entry)):
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass
    remove_if_empty()


def remove_if_empty():
    """Takes our own folders away when nothing is in them any more."""
    for folder in (paths.JOURNAL, paths.CLAIMS, paths.STATE):
        try:
            os.rmdir(paths.real(folder))
        except OSError:
            pass


def _path(kind, key):
    digest = hashlib.sha256(key.encode()).hexdigest()[:20]
    return os.path.join(paths.real(paths.JOURNAL), "%s-%s.json" % (kind, digest))


def _blob(entry):
    return _path(entry["kind"], entry["key"])[: -len("json")] + "was"


def _read(path):
    try:
        with open(path, "rb") as file:
            return json.loads(file.read().decode())
    except FileNotFoundError:
        return None
    except ValueError:
        raise Refusal(
            "the journal entry %s cannot be read; it tells what was there before ocplab: "
            "mend it or, if you know what is lost, remove it" % paths.shown(path)
        ) from None
