"""Files that are old or new, never in between."""

import errno
import glob
import os
import shutil

from ocplab import commands, paths
from ocplab.refusal import Refusal


def write(path, data, mode, uid, gid):
    """Puts the bytes in place by a rename within the folder; a failure leaves the old file whole.

    The temporary name starts with a dot: dnsmasq, and other readers of folders, skip those.
    """
    folder, name = os.path.split(path)
    for left in glob.glob(os.path.join(glob.escape(folder), ".%s.ocplab-*" % glob.escape(name))):
        os.unlink(left)
    temporary = os.path.join(folder, ".%s.ocplab-%d" % (name, os.getpid()))
    try:
        _write_new(temporary, data, mode, uid, gid)
        os.rename(temporary, path)
        _sync_folder(folder)
    except OSError as error:
        _discard(temporary)
        raise _refusal(error, path, data) from error


def label(path):
    """Gives a path the SELinux label that the policy has for it, where there is SELinux."""
    if os.path.exists("/sys/fs/selinux/enforce") and shutil.which("restorecon"):
        commands.run(["restorecon", "-F", path])


def _write_new(path, data, mode, uid, gid):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        os.fchown(fd, uid, gid)
        os.fchmod(fd, mode)
        file.flush()
        os.fsync(fd)


def _sync_folder(folder):
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _discard(path):
    try:
        os.unlink(path)
    except OSError:
        pass


def _refusal(error, path, data):
    where = paths.shown(path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        disk = os.statvfs(os.path.dirname(path))
        free = disk.f_bavail * disk.f_frsize
        return Refusal(
            "%s: no space on the disk (%d bytes needed, %d free); what was there is untouched; "
            "free some space and run again" % (where, len(data), free)
        )
    if error.errno == errno.EROFS:
        return Refusal("%s: the file system is read-only; what was there is untouched" % where)
    return Refusal("%s cannot be written: %s" % (where, error.strerror))
