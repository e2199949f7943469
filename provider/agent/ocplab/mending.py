"""Puts away what keeps the Terraform provider of libvirt from reading a cluster at all.

It gives up where a volume's pool is gone, or a disk of a machine is no volume of any pool. Nothing that
holds data is removed.
"""

import os
import time
from xml.etree.ElementTree import Element, SubElement

from ocplab import paths, virsh
from ocplab.libvirt_state import state
from ocplab.lock import host_lock


def run(request):
    """What has to be done, as sentences in {steps}; it is also done unless the request says to tell only."""
    pool, machines = request["pool"], request["machines"]
    look = {"pool": pool["name"], "networks": [], "machines": machines}
    now = state(look)
    acts = []
    if now["pool"] is None:
        said = "define the pool %s again, at %s" % (pool["name"], pool["path"])
        acts.append((said, lambda: _make_pool(pool)))
    for name, machine in now["machines"].items():
        if machine is not None:
            acts += _acts(name, machine, machines[name])
    if not request["tell"]:
        with host_lock(request["owner"]):
            for _, act in acts:
                act()
    return {"steps": [said for said, _ in acts]}


def _acts(name, machine, volume):
    if machine["diskMib"] is None:
        said = "remove the machine %s, whose disk %s is gone" % (name, volume)
        return [(said, lambda: _remove(name, machine))]
    said = "take the disk %s, which is no volume of a pool, out of %s, and stop that if it does not let go"
    return [(said % (path, name), _detacher(name, path)) for path in machine["alien"]]


def _make_pool(pool):
    os.makedirs(paths.real(pool["path"]), 0o711, exist_ok=True)
    root = Element("pool", type="dir")
    for tag, text in (("name", pool["name"]), ("uuid", pool["uuid"])):
        SubElement(root, tag).text = text
    SubElement(SubElement(root, "target"), "path").text = pool["path"]
    virsh.define("pool-define", root)
    virsh.do("pool-start", pool["name"])
    virsh.do("pool-autostart", pool["name"])


def _remove(name, machine):
    if machine["live"] is not None:
        virsh.do("destroy", name)
    virsh.do("undefine", name, "--nvram", "--managed-save", "--snapshots-metadata")


def _detacher(name, path):
    def act():
        for which, flag in ((["--inactive"], "--config"), ([], "--live")):
            for target in _targets(name, path, which):
                virsh.do("detach-disk", name, target, flag)
        # a guest has to agree to lose a disk, and may be long about it
        for _ in range(10):
            if not _targets(name, path, []):
                return
            time.sleep(0.2)
        virsh.do("destroy", name)

    return act


def _targets(name, path, which):
    root = virsh.definition("dumpxml", *which, name)
    disks = [] if root is None else root.findall("devices/disk")
    return [disk.find("target").get("dev", "") for disk in disks if _source(disk) == path]


def _source(disk):
    source = disk.find("source")
    return None if source is None else source.get("file")
