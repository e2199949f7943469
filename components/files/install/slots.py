"""Places for installs: so many run at once, and the others wait."""
import fcntl
import json
import os

from places import SETTINGS, SLOTS


def take_place(cluster):
    """Takes a free place, and gives an empty text; or else one that says what it waits for.

    A place is the lock of a file: it is given up when this process ends, in whatever way.
    """
    os.makedirs(SLOTS, mode=0o700, exist_ok=True)
    holders = []
    for number in range(bound()):
        place = os.open(os.path.join(SLOTS, str(number)), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holders.append(os.read(place, 64).decode())
            os.close(place)
            continue
        os.ftruncate(place, 0)
        os.pwrite(place, cluster.encode(), 0)
        return ""
    text = "waits for its turn: %d installs run at once (dci.parallelInstalls of the lab file), now %s"
    return text % (len(holders), ", ".join(sorted(holders)))


def bound():
    """Asked for each time, so that a higher number takes effect at once."""
    with open(SETTINGS) as file:
        return json.load(file)["parallel"]
