"""How a cluster's install stands that is not installed, from the notes of ocplab-install on the jumphost."""

import glob
import json
import os

from ocplab import paths, units

FOLDER = "/var/lib/ocplab/installs"
# what ocplab-install notes of a run, and the controller tells
KNOWN = ("state", "started", "exit", "stage", "needsEmptyDisks")


def unfinished(cluster):
    """What is noted of the newest run; None where there is none, or it succeeded."""
    notes = [_note(path) for path in glob.glob(os.path.join(paths.real(FOLDER), cluster, "*.json"))]
    newest = max((note for note in notes if note), key=lambda note: note["started"], default=None)
    if newest is None or newest["state"] == "succeeded":
        return None
    if newest["state"] == "running" and not units.is_running("ocplab-install-%s.service" % cluster):
        newest["state"] = "interrupted"
    return {key: newest[key] for key in KNOWN if key in newest}


def _note(path):
    """None for one that is being removed, or is no note."""
    try:
        with open(path, encoding="utf-8") as file:
            note = json.load(file)
        return note if note["started"] is not None and "state" in note else None
    except (OSError, ValueError, KeyError):
        return None
