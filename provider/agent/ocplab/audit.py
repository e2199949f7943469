"""What is on this host that could be ours, or in the way of the plan: facts, which the controller judges.

Nothing is changed. What cannot be asked is told in `unknown`, by what it is about.
"""

import glob
import os
import re

from ocplab import claims, commands, dci_queue, folders, journal, machine_folders, paths, sockets, virsh
from ocplab.libvirt_state import nics, shape
from ocplab.refusal import Refusal

# where things of ours are, and nothing but these; a star stands for any rest of a name
PLACES = (
    "/etc/ocplab",
    "/var/lib/ocplab",
    "/run/ocplab*",
    "/usr/local/lib/ocplab",
    "/usr/local/libexec/ocplab-*",
    "/etc/systemd/system/ocplab-*",
    "/etc/systemd/system/*.wants/ocplab-*",
    "/run/systemd/transient/ocplab-*",
    "/etc/NetworkManager/conf.d/*ocplab*",
    "/etc/NetworkManager/dnsmasq.d/*ocplab*",
    "/etc/modprobe.d/*ocplab*",
    "/etc/sysctl.d/*ocplab*",
    "/etc/nftables/*ocplab*",
    "/etc/firewalld/*/*ocplab*",
    "/var/lib/libvirt/ocplab",
)
# things that libvirt and installs have made, which are ours where their name is; what is in them is not told
NAMED = ("/var/lib/libvirt/qemu/nvram/*", "/root/clusterconfigs-*", "/var/lib/dci-pipeline/*")
# what is in these belongs to the folder: their owner is the journal's entry of it, or libvirt's of the pool
DEPTH = 3


def run(request):
    """Facts by what they are about."""
    unknown = {}
    facts = {
        "journal": [_entry(entry) for entry in journal.load_all()],
        "folders": sorted(folders.known()),
        "claims": claims.names(),
        "files": _files(),
        "leases": _leases(request["leases"]),
        "links": _links(),
        "addresses": _addresses(),
        "queue": dci_queue.facts(),
    }
    for key, ask in (
        ("libvirt", _libvirt),
        ("units", _units),
        ("profiles", _profiles),
        ("tables", _tables),
        ("listeners", _listeners),
    ):
        try:
            facts[key] = ask()
        except Refusal as refusal:
            facts[key] = None
            unknown[key] = str(refusal)
    return {"facts": facts, "unknown": unknown}


def _entry(entry):
    owner = entry["owner"]
    known = {key: entry["look"][key] for key in ("profiles", "port") if key in entry["look"]}
    return dict(known, kind=entry["kind"], key=entry["key"], stack=owner["stack"], project=owner["project"])


def _files():
    found = []
    for pattern in PLACES:
        for place in glob.glob(paths.real(pattern)):
            _walk(place, found, DEPTH)
    for pattern in NAMED:
        found += glob.glob(paths.real(pattern))
    return sorted({paths.shown(place) for place in found} | set(machine_folders.found()))


def _walk(place, found, depth):
    found.append(place)
    if depth > 0 and os.path.isdir(place) and not os.path.islink(place):
        for name in sorted(os.listdir(place)):
            _walk(os.path.join(place, name), found, depth - 1)


def _leases(path):
    """(MAC, address) of the lab's dnsmasq."""
    try:
        with open(paths.real(path), encoding="utf-8", errors="replace") as file:
            lines = [line.split() for line in file]
    except FileNotFoundError:
        return []
    return [[words[1].lower(), words[2]] for words in lines if len(words) > 3]


def _links():
    """Each device with its MAC; those of running machines have their own notes in libvirt."""
    found = {}
    for place in glob.glob(paths.real("/sys/class/net/*/address")):
        with open(place, encoding="ascii") as file:
            found[os.path.basename(os.path.dirname(place))] = file.read().strip().lower()
    return found


def _addresses():
    """(device, address) of all IPv4 addresses."""
    said = commands.run(["ip", "-4", "-o", "address"])
    return [list(pair) for pair in re.findall(r"^\d+: (\S+) +inet ([0-9.]+)", said.out, re.M)]


def _libvirt():
    """Machines, networks and pools; None where libvirt is not installed."""
    if commands.run(["virsh", "--version"]).code == 127:
        return None
    lists = {
        "domain": ["list", "--all", "--uuid"],
        "network": ["net-list", "--all", "--uuid"],
        "pool": ["pool-list", "--all", "--uuid"],
    }
    uuids = {kind: text.split() for kind, text in virsh.ask(lists).items()}
    dumps = {"domain": ["dumpxml", "--inactive"], "network": ["net-dumpxml"], "pool": ["pool-dumpxml"]}
    each = [(kind, uuid) for kind in dumps for uuid in uuids[kind]]
    said = virsh.ask({"%s %s" % pair: dumps[pair[0]] + [pair[1]] for pair in each}) if each else {}
    roots = [(kind, virsh.tree(said["%s %s" % (kind, uuid)])) for kind, uuid in each]
    tell = {"domain": _domain, "network": _network, "pool": _pool}
    # one that went in between has no definition
    return {
        kind: [tell[kind](root) for one, root in roots if one == kind and root is not None]
        for kind in tell
    }


def _domain(root):
    sources = [disk.find("source") for disk in root.findall("devices/disk")]
    return {
        "name": root.findtext("name", ""),
        "uuid": root.findtext("uuid", ""),
        "macs": [mac for mac, _, _ in nics(root)],
        "pools": [source.get("pool", "") for source in sources if source is not None],
        "nvram": root.findtext("os/nvram", ""),
    }


def _network(root):
    hosts = root.findall("ip/dhcp/host")
    return dict(
        shape(root),
        name=root.findtext("name", ""),
        dhcp=root.find("ip/dhcp") is not None,
        hosts=[[host.get("mac", "").lower(), host.get("ip", "")] for host in hosts],
    )


def _pool(root):
    return {"name": root.findtext("name", ""), "path": root.findtext("target/path", "")}


def _units():
    """Units of ours that systemd has loaded; those of files show as files too."""
    listed = commands.run(
        ["systemctl", "list-units", "--all", "--plain", "--no-legend", "--no-pager", "ocplab-*"]
    )
    if listed.code != 0:
        raise Refusal("systemd does not answer: " + commands.reason(listed))
    rows = [line.split() for line in listed.out.splitlines()]
    # one that is only named somewhere is not there
    return [row[0] for row in rows if len(row) > 1 and row[1] != "not-found"]


def _profiles():
    """Saved profiles of NetworkManager as [UUID, name, device]; none where it does not run."""
    told = commands.run(["nmcli", "--terse", "--fields", "UUID,DEVICE,NAME", "connection", "show"])
    if told.code in (8, 127):
        return []
    if told.code != 0:
        raise Refusal("NetworkManager does not answer: " + commands.reason(told))
    rows = [line.split(":", 2) for line in told.out.splitlines()]
    return [[row[0], row[2].replace("\\:", ":"), row[1]] for row in rows if len(row) == 3]


def _tables():
    told = commands.run(["nft", "list", "tables"])
    if told.code == 127:
        return []
    if told.code != 0:
        raise Refusal("nftables does not answer: " + commands.reason(told))
    return [line.partition(" ")[2].strip() for line in told.out.splitlines() if line.strip()]


def _listeners():
    """Who serves DHCP or DNS, as {port, address, device, process, unit}."""
    found = []
    for protocol, where, port, processes in sockets.listening():
        if protocol == "udp" and port in (53, 67):
            address, _, device = where.partition("%")
            name, pid = processes[0] if processes else ("", None)
            unit = _unit(pid) if pid else ""
            found.append(
                {"port": port, "address": address, "device": device, "process": name, "unit": unit}
            )
    return found


def _unit(pid):
    try:
        with open(paths.real("/proc/%s/cgroup" % pid), encoding="ascii", errors="replace") as file:
            names = re.findall(r"/([^/\n]+\.service)", file.read())
    except OSError:
        return ""
    return names[-1] if names else ""
