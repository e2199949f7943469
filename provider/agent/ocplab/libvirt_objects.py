"""Objects of libvirt by the files of their definitions: what stands, whether it is used, how it goes.

A look costs no process. What is known of an object: kind (pool, network, volume, domain) and name;
for a pool its path, for a network its bridge, for a volume its path with size or source, for a domain
its uuid.
"""

import glob
import hashlib
import json
import os
import xml.etree.ElementTree

from ocplab import commands, links, paths, virsh
from ocplab.refusal import Refusal

_DEFINITIONS = {
    "pool": "/etc/libvirt/storage/%s.xml",
    "network": "/etc/libvirt/qemu/networks/%s.xml",
    "domain": "/etc/libvirt/qemu/%s.xml",
}
_RUNNING = "/run/libvirt/qemu/%s.xml"


def stands(what):
    """Whether there is an object of that kind and name."""
    return os.path.lexists(paths.real(_place(what)))


def take_over(what, stack):
    """Prepares what stands for the provider, which is about to make it; loses nothing of it.

    Gives the SHA-256 of a base volume, into which the provider would write its image again.
    """
    _refuse_other(what)
    users = _users(what)
    if users:
        raise Refusal(
            "%s is there already and the state of stack %s does not know it, while it is used by %s. "
            "It is not touched. If the state was lost or is an old one, put the right one back; "
            "without one, shut down what uses it (virsh shutdown) and run again: it is taken over "
            "as it is" % (_called(what), stack, ", ".join(users))
        )
    if what["kind"] in ("pool", "network"):
        _drop_definition(what)
    if what["kind"] == "volume" and "source" in what:
        return {"sha256": _digest(what["path"])}
    return {}


def remove(what, stack):
    """Takes away what an interrupted run has left, but for what is another's under the same name."""
    if what["kind"] != "volume":  # which may be half written: its place is its mark
        _refuse_other(what)
    if what["kind"] == "domain":
        virsh.do("destroy", what["name"], unless="domain is not running")
        flags = ["--nvram", "--managed-save", "--snapshots-metadata", "--checkpoints-metadata"]
        virsh.do("undefine", what["name"], *flags)
        return
    users = _users(what)
    if users:
        raise Refusal(
            "%s was left by an interrupted run of stack %s, and is used by %s; "
            "stop what uses it, then run again" % (_called(what), stack, ", ".join(users))
        )
    if what["kind"] == "volume":
        os.unlink(paths.real(what["path"]))
    else:
        _drop_definition(what)


def _drop_definition(what):
    """Of a pool or network; the files of a pool stay where they are."""
    verb = "pool" if what["kind"] == "pool" else "net"
    virsh.do(verb + "-destroy", what["name"], unless="not active")
    virsh.do(verb + "-undefine", what["name"])


def _refuse_other(what):
    """Refuses what has the name of ours and is something else."""
    wanted, found = _marker(what)
    if wanted != found:
        raise Refusal(
            "there is %s already, which is not this cluster's (%s, not %s); "
            "rename it or take it away by hand" % (_called(what), found, wanted)
        )


def _marker(what):
    """What tells our object from another of the same name: as planned, and as it is."""
    kind = what["kind"]
    if kind == "volume":
        return ("size %d" % what["size"], _size(what["path"])) if "size" in what else ("", "")
    root = xml.etree.ElementTree.parse(paths.real(_place(what))).getroot()
    if kind == "pool":
        return "path " + what["path"], "path %s" % root.findtext("target/path")
    if kind == "network":
        bridge = root.find("bridge")
        return "bridge " + what["bridge"], "bridge %s" % (
            None if bridge is None else bridge.get("name")
        )
    return "UUID " + what["uuid"], "UUID %s" % root.findtext("uuid")


def _users(what):
    """Names of machines, or NICs on a bridge of libvirt's own, that use an object now."""
    kind = what["kind"]
    if kind == "domain":
        return [what["name"]] if os.path.exists(paths.real(_RUNNING % what["name"])) else []
    if kind == "network":
        if not what["isolated"] or not links.is_bridge(what["bridge"]):
            return []
        return [port for port in links.ports(what["bridge"]) if not port.endswith("-nic")]
    ending = "/" if kind == "pool" else "'"
    used = (what["path"] + ending).encode()
    return [name for name, text in _running() if used in text]


def _running():
    """Name and live definition of each machine that runs."""
    for path in sorted(glob.glob(paths.real(_RUNNING % "*"))):
        try:
            with open(path, "rb") as file:
                yield os.path.basename(path)[: -len(".xml")], file.read()
        except FileNotFoundError:
            pass  # it has ended in between


def _size(path):
    result = commands.run(["qemu-img", "info", "-U", "--output=json", paths.real(path)])
    if result.code != 0:
        raise Refusal("%s cannot be read: %s" % (path, commands.reason(result)))
    return "size %d" % json.loads(result.out)["virtual-size"]


def _digest(path):
    digest = hashlib.sha256()
    with open(paths.real(path), "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _place(what):
    if what["kind"] == "volume":
        return what["path"]
    return _DEFINITIONS[what["kind"]] % what["name"]


def _called(what):
    kind = {"domain": "machine"}.get(what["kind"], what["kind"])
    return "the %s %s" % (kind, what["name"])
