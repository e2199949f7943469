"""Folders that were made on the way to an object, and go with the last object in them."""

import json
import os

from ocplab import atomic, journal, paths


def make_parents(path):
    """Makes the folders above a path, and notes them as ours before it does."""
    missing = []
    folder = os.path.dirname(path)
    while not os.path.isdir(paths.real(folder)):
        missing.append(folder)
        folder = os.path.dirname(folder)
    if missing:
        _save(_load() | set(missing))
    for folder in reversed(missing):
        os.mkdir(paths.real(folder), 0o755)
        os.chmod(paths.real(folder), 0o755)
        atomic.label(paths.real(folder))


def is_ours(path):
    return path in _load()


def known():
    """All folders that were made on the way to an object."""
    return _load()


def add(path):
    """Leaves a folder that is not empty yet to whoever empties it."""
    _save(_load() | {path})


def forget(path):
    """A folder that has become an object of its own."""
    _save(_load() - {path})


def prune(path):
    """Removes those of our folders at and above a path that have become empty."""
    ours = _load()
    left = set(ours)
    folder = path
    while folder != "/":
        if folder in ours:
            try:
                os.rmdir(paths.real(folder))
            except FileNotFoundError:
                pass
            except OSError:
                break
            left.discard(folder)
        folder = os.path.dirname(folder)
    if left != ours:
        _save(left)


def _file():
    return os.path.join(paths.real(paths.JOURNAL), "folders.json")


def _load():
    try:
        with open(_file(), "rb") as file:
            return set(json.loads(file.read().decode()))
    except FileNotFoundError:
        return set()


def _save(folders):
    if folders == _load():
        return
    if not folders:
        os.unlink(_file())
        journal.remove_if_empty()
        return
    journal.write(_file(), json.dumps(sorted(folders)).encode() + b"\n")
