"""What libvirt has of one cluster on this server, as plain data.

Of a machine: what its definition says, and, while it runs, what it runs with.
"""

from ocplab import links, virsh


def state(look):
    """Pool, networks and machines that are named; one that is not there is None."""
    pool, networks, machines = look["pool"], look["networks"], look["machines"]
    ports = look.get("ports", {})
    questions = {"pool": ["pool-info", pool]}
    for name in networks:
        questions["info " + name] = ["net-info", name]
        questions["config " + name] = ["net-dumpxml", "--inactive", name]
        questions["live " + name] = ["net-dumpxml", name]
    for name, volume in machines.items():
        questions["info " + name] = ["dominfo", name]
        questions["config " + name] = ["dumpxml", "--inactive", name]
        questions["live " + name] = ["dumpxml", name]
        questions["disk " + name] = ["vol-info", "--bytes", "--pool", pool, volume]
    said = virsh.ask(questions)
    return {
        "pool": _pool(said),
        "networks": {name: _network(said, name) for name in networks},
        "machines": {name: _machine(said, name, ports.get(name, [])) for name in machines},
    }


def shape(root):
    """What a network is: mode, bridge, and what it has beside them that ocplab gives none."""
    forward, bridge = root.find("forward"), root.find("bridge")
    known = ("name", "uuid", "forward", "bridge", "mac")
    return {
        "mode": "none" if forward is None else forward.get("mode", "nat"),
        "bridge": "" if bridge is None else bridge.get("name", ""),
        "more": sorted(child.tag for child in root if child.tag not in known),
    }


def nics(root):
    """Each NIC as (MAC, where it is plugged in, its device), in their order."""
    found = []
    for nic in root.findall("devices/interface"):
        mac, source, target = nic.find("mac"), nic.find("source"), nic.find("target")
        place = "nothing" if source is None else _place(nic.get("type"), source)
        device = None if target is None else target.get("dev")
        found.append(("" if mac is None else mac.get("address", "").lower(), place, device))
    return found


def devices(root):
    """By MAC, the device of each NIC; None for one that has no name."""
    return {mac: device for mac, _, device in nics(root)}


def _pool(said):
    info = virsh.fields(said["pool"])
    if info is None:
        return None
    return {"autostart": info.get("Autostart") == "yes", "active": info.get("State") == "running"}


def _network(said, name):
    info = virsh.fields(said["info " + name])
    config = virsh.tree(said["config " + name])
    if info is None or config is None:
        return None
    active = info.get("Active") == "yes"
    live = virsh.tree(said["live " + name])
    return {
        "active": active,
        "autostart": info.get("Autostart") == "yes",
        "config": shape(config),
        "live": shape(live) if active and live is not None else None,
    }


def _machine(said, name, macs):
    info = virsh.fields(said["info " + name])
    config = virsh.tree(said["config " + name])
    if info is None or config is None:
        return None
    running = info.get("State") not in ("shut off", "crashed")
    live = virsh.tree(said["live " + name]) if running else None
    volume = virsh.fields(said["disk " + name]) or {}
    capacity = volume.get("Capacity", "").split()
    return {
        "config": _size(config),
        "live": None if live is None else _size(live),
        "unplugged": [] if live is None else _unplugged(live),
        "ports": _ports(config, live, macs),
        "diskMib": int(capacity[0]) >> 20 if capacity else None,
        "alien": sorted(set(_files(config)) | set([] if live is None else _files(live))),
    }


def _size(root):
    return {
        "memoryMib": int(root.findtext("memory", "0")) >> 10,
        "vcpus": int(root.findtext("vcpu", "0")),
        "nics": ["%s on %s" % (mac, place) for mac, place, _ in nics(root)],
    }


def _unplugged(root):
    """MACs of NICs of a running machine that their bridge has lost."""
    ports = [(mac, place, device) for mac, place, device in nics(root) if device]
    return [mac for mac, place, device in ports if " " not in place and links.controller(device) != place]


def _ports(config, live, macs):
    """The device of each of some NICs as it is defined and as it runs, and the group of the latter."""
    defined, running = devices(config), {} if live is None else devices(live)
    return {
        mac: {
            "config": defined.get(mac),
            "live": running.get(mac),
            "group": links.group(running[mac]) if running.get(mac) else None,
        }
        for mac in macs
    }


def _place(kind, source):
    if kind == "bridge":
        return source.get("bridge", "nothing")
    return "%s %s" % (kind, source.get(kind) or source.get("dev") or "nothing")


def _files(root):
    """Paths of disks that somebody has attached by path; ours are attached by pool and volume."""
    found = []
    for disk in root.findall("devices/disk"):
        source = disk.find("source")
        if disk.get("device", "disk") == "disk" and disk.get("type") == "file" and source is not None:
            found.append(source.get("file", ""))
    return found
