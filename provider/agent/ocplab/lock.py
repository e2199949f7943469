"""The one lock that keeps two writers on a host apart."""

import contextlib
import fcntl
import json
import os
import time

from ocplab import paths
from ocplab.refusal import Refusal

WAIT = 120


@contextlib.contextmanager
def host_lock(owner, wait=WAIT):
    """Holds the host for one change. Owner, a dict, is told to whoever waits in vain."""
    fd = _acquire(paths.real(paths.LOCK), wait)
    try:
        os.ftruncate(fd, 0)
        note = dict(owner, pid=os.getpid(), since=time.strftime("%Y-%m-%d %H:%M:%S %z"))
        os.pwrite(fd, json.dumps(note).encode(), 0)
        yield
    finally:
        if not os.path.exists(paths.real(paths.STATE)):
            os.unlink(paths.real(paths.LOCK))
        os.close(fd)


def _acquire(path, wait):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    deadline = time.monotonic() + wait
    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            _wait_for(fd, deadline, wait)
            # the last holder may have removed the file while we waited: then it locks nobody out
            if _is_at(fd, path):
                return fd
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)


def _wait_for(fd, deadline, wait):
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Refusal(_busy(fd, wait)) from None
            time.sleep(0.02)


def _is_at(fd, path):
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path))
    except FileNotFoundError:
        return False


def _busy(fd, wait):
    text = "another run has been changing this host for more than %d s" % wait
    try:
        note = json.loads(os.pread(fd, 4096, 0).decode())
        text += " (stack %s, process %d, since %s)" % (note["stack"], note["pid"], note["since"])
    except (ValueError, KeyError):
        pass
    return text + "; try again when it is done"
