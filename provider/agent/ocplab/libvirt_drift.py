"""Kind `libvirt`: what the Terraform provider of libvirt does not see of a cluster's objects, or not all of.

It makes and deletes pool, networks and machines; here their state is compared, and put right without a
restart. What is not there is left to it.
"""

from xml.etree.ElementTree import Element, SubElement

from ocplab import commands, journal, links, machine_folders, machine_ports, virsh
from ocplab.libvirt_state import nics, state
from ocplab.lock import host_lock
from ocplab.refusal import Refusal

# of a machine, what a read finds twice: as it is defined and as it runs
SIZE = ("memoryMib", "vcpus", "nics")


def read(cluster, look):
    return state(look)


def ensure(cluster, want, owner):
    with host_lock(owner):
        entry = journal.claim("libvirt", cluster, owner, "what libvirt has of cluster " + cluster)
        if entry.get("new"):
            entry.update(was=None, adopted=False)
        entry["look"] = _look(want, entry["look"])
        journal.save(entry)
        now = state(entry["look"])
        _put_pool(want["pool"], now["pool"])
        for name, network in want["networks"].items():
            _put_network(name, network, now["networks"][name])
        for name, machine in want["machines"].items():
            _put_machine(name, machine, now["machines"][name])
            if now["machines"][name] is not None and "ports" in machine:
                machine_ports.put(name, machine["ports"])
        return {"adopted": False}


def remove(cluster, want, owner):
    with host_lock(owner):
        entry = journal.to_remove("libvirt", cluster, owner)
        if entry is not None:
            # the machines are gone by now: they stand on this
            look = entry["look"]
            machine_folders.sweep(set(look["machines"]) | set(look.get("former", [])))
            journal.drop(entry)
        return {}


def _look(want, before):
    """`former`: machines that the cluster had here once."""
    once = set(before.get("former", [])) | set(before.get("machines", []))
    former = sorted(once - set(want["machines"]))
    ports = {name: sorted(one["ports"]) for name, one in want["machines"].items() if "ports" in one}
    return {
        **({"former": former} if former else {}),
        "ports": ports,
        "pool": want["pool"]["name"],
        "networks": sorted(want["networks"]),
        "machines": {name: machine["volume"] for name, machine in want["machines"].items()},
    }


def _put_pool(want, now):
    if now is None:
        return
    if not now["active"]:
        virsh.do("pool-start", want["name"])
    if now["autostart"] != want["autostart"]:
        _autostart("pool-autostart", want["name"], want["autostart"])


def _put_network(name, want, now):
    if now is None:
        return
    wanted = {"mode": want["mode"], "bridge": want["bridge"], "more": []}
    if now["config"] != wanted:
        root = virsh.definition("net-dumpxml", "--inactive", name)
        virsh.define("net-define", _network(root, wanted))
    if want["active"] and now["live"] != wanted:
        if now["active"]:
            virsh.do("net-destroy", name)
        virsh.do("net-start", name)
    if now["autostart"] != want["autostart"]:
        _autostart("net-autostart", name, want["autostart"])


def _network(root, wanted):
    """A network's definition as it is to be, with the identity that it has."""
    for child in list(root):
        if child.tag not in ("name", "uuid", "mac") or (child.tag, wanted["mode"]) == ("mac", "bridge"):
            root.remove(child)
    if wanted["mode"] != "none":
        SubElement(root, "forward", mode=wanted["mode"])
        SubElement(root, "bridge", name=wanted["bridge"])
    else:
        SubElement(root, "bridge", name=wanted["bridge"], stp="on", delay="0")
    return root


def _put_machine(name, want, now):
    """One that does not run, or runs with something else, is the provider's: it sees that."""
    if now is None or now["live"] is None:
        return
    if all(now["live"][key] == want[key] for key in SIZE):
        if any(now["config"][key] != want[key] for key in SIZE):
            _define_machine(name, want)
    # a network that was started anew has a new bridge, which knows none of the machines
    _plug(name)


def _define_machine(name, want):
    """Writes the definition, which counts from the next start; what runs is left alone."""
    root = virsh.definition("dumpxml", "--inactive", "--security-info", name)
    if root is None:
        raise Refusal("libvirt does not show the definition of " + name)
    kib = str(want["memoryMib"] << 10)
    for tag, text in (("memory", kib), ("currentMemory", kib), ("vcpu", str(want["vcpus"]))):
        element = root.find(tag)
        if element is not None:
            element.text = text
            element.attrib.pop("current", None)
    _write_nics(root, want["nics"])
    virsh.define("define", root)


def _write_nics(root, wanted):
    devices = root.find("devices")
    old = devices.findall("interface")
    known = {"%s on %s" % (mac, place): nic for nic, (mac, place, _) in zip(old, nics(root))}
    at = list(devices).index(old[0]) if old else len(devices)
    for nic in old:
        devices.remove(nic)
    for number, text in enumerate(wanted):
        nic = known[text] if text in known else _nic(*text.split(" on "))
        devices.insert(at + number, nic)


def _nic(mac, bridge):
    nic = Element("interface", type="bridge")
    SubElement(nic, "mac", address=mac)
    SubElement(nic, "source", bridge=bridge)
    SubElement(nic, "model", type="virtio")
    return nic


def _plug(name):
    root = virsh.definition("dumpxml", name)
    for _, bridge, device in [] if root is None else nics(root):
        if device and " " not in bridge and links.controller(device) != bridge:
            put = commands.run(["ip", "link", "set", "dev", device, "master", bridge])
            if put.code != 0:
                said = "%s of %s cannot be plugged into %s again: %s"
                raise Refusal(said % (device, name, bridge, commands.reason(put)))


def _autostart(verb, name, wanted):
    virsh.do(*([verb, name] if wanted else [verb, "--disable", name]))
