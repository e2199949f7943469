"""Folders of libvirt's own for a machine's run, which a power cut leaves behind.

libvirt makes `domain-ID-NAME` when a machine starts and removes it when the machine ends; at its own next start
it does not look for those of runs that nothing else tells of any more. NAME has at most 20 characters
(virDomainDefGetShortName), so several machines may have the same.
"""

import glob
import os
import re
import shutil

from ocplab import paths, virsh
from ocplab.refusal import Refusal

PLACES = ("/var/lib/libvirt/qemu", "/var/lib/libvirt/qemu/channel/target")
LONGEST = 20
_FOLDER = re.compile(r"domain-\d+-(.+)")


def found():
    """All such folders, of whatever machine."""
    places = [place for folder in PLACES for place in glob.glob(paths.real(folder) + "/domain-*-*")]
    return sorted(paths.shown(place) for place in places)


def sweep(machines):
    """Removes the folders of those of the machines that libvirt has not any more."""
    names = {name[:LONGEST] for name in machines}
    left = [path for path in found() if _name(path) in names]
    if not left:
        return
    try:
        standing = {name[:LONGEST] for name in virsh.ask({"all": ["list", "--all", "--name"]})["all"].split()}
    except Refusal:
        return  # whose they are cannot be told; an audit tells of them
    for path in left:
        if _name(path) not in standing:
            shutil.rmtree(paths.real(path), ignore_errors=True)


def _name(path):
    match = _FOLDER.fullmatch(os.path.basename(path))
    return match.group(1) if match else None
