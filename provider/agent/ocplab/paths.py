"""Where things are on the host."""

STATE = "/var/lib/ocplab"
JOURNAL = STATE + "/journal"
CLAIMS = STATE + "/claims"
LOCK = "/run/ocplab.lock"
RUN = "/run/ocplab"

_root = ""


def set_root(root):
    """Puts another folder in the place of /, for tests."""
    global _root
    _root = root.rstrip("/")


def real(path):
    """The path to open for a path as the user writes it."""
    return _root + path


def shown(path):
    """The reverse of real."""
    return path[len(_root) :] if _root and path.startswith(_root) else path
