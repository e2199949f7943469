"""How the change of a network ended, or how far it is, in the folder that all who take part share.

The end is a link, as one comes into being with its text or not at all: of the worker that commits
and the timer that undoes, one is first, and the other sees it.
"""

import json
import os
import time

COMMITTED = "committed"
RESTORED = "restored"


def claim(folder, end):
    """Settles the end, unless it is settled; gives the end that holds."""
    try:
        os.symlink(end, os.path.join(folder, "end"))
    except FileExistsError:
        pass
    return settled(folder)


def settled(folder):
    try:
        return os.readlink(os.path.join(folder, "end"))
    except FileNotFoundError:
        return None


def tell(folder, phase, **more):
    """Notes how far the change is, for whoever looks."""
    write(folder, "state", dict(more, phase=phase, at=time.monotonic()))


def write(folder, name, value):
    temporary = os.path.join(folder, "." + name)
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump(value, file)
    os.rename(temporary, os.path.join(folder, name + ".json"))


def read(folder, name):
    """What was written, or None."""
    try:
        with open(os.path.join(folder, name + ".json"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None
